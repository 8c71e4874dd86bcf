"""What each code means: the taxonomy, its place in MQM, an example, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of artifact.

    `mqm` is the nearest type of the Multidimensional Quality Metrics typology (Lommel et al. 2014; themqm.org).
    `confidence` is the estimated probability that a finding of this kind is right, from texts with known artifacts, a
    detector that knows better sets its own. `wrong` shows the artifact, `right` the same text without it.
    """

    meaning: str
    mqm: str
    confidence: float
    wrong: str
    right: str
    advice: str


TAXONOMY = {
    "addition": Code(
        meaning="content the source does not have",
        mqm="Accuracy / Addition",
        confidence=0.75,
        wrong="Le maire est parti. → The mayor left with his two brothers and a dog.",
        right="Le maire est parti. → The mayor left.",
        advice="Compare with the source and delete what it does not say; in a French text alone, look for a leftover heading.",
    ),
    "agreement": Code(
        meaning="words that do not agree in gender or number",
        mqm="Linguistic conventions / Grammar (agreement)",
        confidence=0.9,
        wrong="Les soldats a quitté la ville.",
        right="Les soldats ont quitté la ville.",
        advice="Make article, noun, adjective and verb agree.",
    ),
    "duplication": Code(
        meaning="a quotation, sentence or paragraph said again",
        mqm="Accuracy / Addition",
        confidence=0.95,
        wrong="Le vieux pont du port sera fermé lundi aux camions. Le vieux pont du port sera fermé aux camions dès lundi.",
        right="Le vieux pont du port sera fermé lundi aux camions.",
        advice="Keep the better of the two renderings; both places are shown.",
    ),
    "entity": Code(
        meaning="a name that differs",
        mqm="Accuracy / Mistranslation (entity)",
        confidence=0.6,
        wrong="Paul Morin est parti. → Paul Martin left.",
        right="Paul Morin est parti. → Paul Morin left.",
        advice="Take the name from the source, in the spelling the target language uses.",
    ),
    "fused_word": Code(
        meaning="two words written as one",
        mqm="Linguistic conventions / Spelling",
        confidence=0.95,
        wrong="Les habitants ont fui la villeavec leurs enfants.",
        right="Les habitants ont fui la ville avec leurs enfants.",
        advice="Put the space back; a comma or a full stop may be lost with it.",
    ),
    "grammar": Code(
        meaning="a sequence that grammar rules out",
        mqm="Linguistic conventions / Grammar",
        confidence=0.95,
        wrong="Les soldats sont quittant la ville.",
        right="Les soldats quittent la ville.",
        advice="Rewrite the phrase; where only one form is possible, it is suggested.",
    ),
    "negation": Code(
        meaning="a sentence that affirms what the other denies",
        mqm="Accuracy / Mistranslation (polarity)",
        confidence=0.8,
        wrong="Il ne viendra pas. → He will come.",
        right="Il ne viendra pas. → He will not come.",
        advice="Check who denies what in the source, and say the same.",
    ),
    "number": Code(
        meaning="a figure, date or hour that differs",
        mqm="Accuracy / Mistranslation (number)",
        confidence=0.9,
        wrong="Il a 27 ans. → He is 72.",
        right="Il a 27 ans. → He is 27.",
        advice="Take the figure from the source; mind commas, units and scales (un milliard is a billion).",
    ),
    "omission": Code(
        meaning="content of the source that is missing",
        mqm="Accuracy / Omission",
        confidence=0.75,
        wrong="Il est venu avec sa femme et ses trois enfants. → He came.",
        right="Il est venu avec sa femme et ses trois enfants. → He came with his wife and three children.",
        advice="Translate what is missing.",
    ),
    "placeholder": Code(
        meaning="a mark left from an image, link or value",
        mqm="Design and markup / Markup tag",
        confidence=0.95,
        wrong="Bonjour {{name}}, voici la suite.",
        right="Bonjour Anne, voici la suite.",
        advice="Fill it in, or delete it.",
    ),
    "quote": Code(
        meaning="a quotation mark that is wrong or missing",
        mqm="Linguistic conventions / Punctuation",
        confidence=0.9,
        wrong="Il parle d’un “coup de maître“ devant la presse.",
        right="Il parle d’un “coup de maître” devant la presse.",
        advice="Close the quotation where the quoted words end.",
    ),
    "repetition": Code(
        meaning="the same words in a row",
        mqm="Accuracy / Addition",
        confidence=0.95,
        wrong="He works in a factory of the region of the region of the region.",
        right="He works in a factory of the region.",
        advice="Say it once; a decoder that loops may also have lost what should follow.",
    ),
    "restart": Code(
        meaning="a clause broken off and begun again",
        mqm="Linguistic conventions / Grammar",
        confidence=0.95,
        wrong="La mairie a fermé les écoles Les établissements ont été fermés hier.",
        right="La mairie a fermé les écoles hier.",
        advice="Two renderings of one clause are glued together: keep one.",
    ),
    "sentence_break": Code(
        meaning="a full stop inside a sentence",
        mqm="Linguistic conventions / Punctuation",
        confidence=0.95,
        wrong="Les ouvriers sont épuisés. les plus jeunes veulent partir.",
        right="Les ouvriers sont épuisés : les plus jeunes veulent partir.",
        advice="Join the two halves, or begin a sentence properly.",
    ),
    "truncation": Code(
        meaning="a sentence whose end is lost",
        mqm="Accuracy / Omission",
        confidence=0.95,
        wrong="Le conseil a voté la construction de la.",
        right="Le conseil a voté la construction de la gare.",
        advice="Find the end in the original text; it cannot be guessed.",
    ),
    "untranslated": Code(
        meaning="words left in the other language",
        mqm="Accuracy / Untranslated",
        confidence=0.85,
        wrong="Le boulanger est parti. → The boulanger left.",
        right="Le boulanger est parti. → The baker left.",
        advice="Translate the word, unless it is a name or a term that is kept on purpose.",
    ),
}

#: Every code a finding can have, with what it means in a few words.
CODES = {code: entry.meaning for code, entry in TAXONOMY.items()}
