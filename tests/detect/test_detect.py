"""Artifacts found, and good text left alone: tables of cases, the annotated sample, and what holds for every text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtalign.detect import catalogue, find, find_in_pair
from mtalign.documents import document
from mtalign.records import Bead, Finding, Reading, Segment, Span
from mtalign.segment import segments
from tests.conftest import annotated, paragraph_of, work


def check(text: str, lang: str = "fr") -> tuple[Finding, ...]:
    doc = document(text, name="x", lang=lang)
    return find(doc, segments(doc))


def check_pair(src: str, tgt: str) -> tuple[Finding, ...]:
    a, b = document(src, name="a", lang="fr"), document(tgt, name="b", lang="en")
    return find_in_pair(a, segments(a, "none"), b, segments(b, "none"))


# Language, code, text; the span that must be hit stands between ⟦ and ⟧.
WRONG = [
    ("fr", "duplication", "Le préfet dit que les riverains “refusent en silence de quitter la vallée” et que les élus ⟦“refusent de quitter la vallée”⟧ sont absents."),
    ("fr", "duplication", "Le port de Brévanne sera fermé aux bateaux de pêche jusqu’au printemps.\n⟦Le port de Brévanne sera fermé aux pêcheurs et aux bateaux jusqu’au printemps.⟧"),
    ("en", "duplication", "The old harbour bridge will close to heavy lorries from Monday morning.\n⟦From Monday morning, the old harbour bridge will close to lorries.⟧"),
    ("fr", "restart", "La mairie a ⟦fermé les écoles Les établissements scolaires ont été fermés⟧ en raison de la neige."),
    ("fr", "restart", "Le juge a demandé de ne pas parler ⟦des Il est interdit⟧ de citer les témoins."),
    ("en", "restart", "The committee ⟦approved the The committee approved⟧ a new budget on Friday."),
    ("fr", "restart", "Elle refuse de céder à ⟦la colèreLa “colère”⟧ de la foule."),
    ("fr", "fused_word", "Les habitants ont fui la ⟦villeavec⟧ leurs enfants."),
    ("fr", "fused_word", "Le rapport décrit des ⟦conditionspour⟧ les détenus."),
    ("fr", "fused_word", "Selon Marc ⟦Delvauxdirecteur⟧ de la banque, tout va bien."),
    ("fr", "fused_word", "La ⟦pluieLe⟧ vent a cessé."),
    ("fr", "sentence_break", "Les ouvriers du chantier sont ⟦épuisés. les⟧ plus jeunes veulent partir."),
    ("fr", "sentence_break", "Les autorités “nient les faits”⟦. ont⟧ fermé la route."),
    ("en", "sentence_break", "The workers at the plant are ⟦tired. and⟧ want to leave."),
    ("fr", "quote", "Il parle d’un “coup de ⟦maître“⟧ devant la presse."),
    ("fr", "quote", "Il a annoncé ⟦“un accord⟧ historique avec son voisin."),
    ("fr", "quote", "Elle dit : « C’est ⟦fini«⟧, puis elle sort."),
    ("fr", "placeholder", "Le match commence.\n⟦[]⟧\nIl finit."),
    ("fr", "placeholder", "Bonjour ⟦{{name}}⟧, voici la suite."),
    ("en", "placeholder", "The photo shows ⟦[image: caption]⟧ the crowd."),
    ("fr", "placeholder", "⟦Lire aussi :⟧\nLe match commence."),
    ("fr", "repetition", "Il vit dans ⟦le le⟧ quartier nord."),
    ("en", "repetition", "He works in a factory ⟦of the region of the region of the region⟧."),
    ("fr", "repetition", "La crise touche ⟦la ville, puis la ville, puis la ville, puis la ville⟧."),
    ("fr", "truncation", "Le conseil a voté la construction ⟦de la.⟧"),
    ("en", "truncation", "The council has voted to build a bridge ⟦for the.⟧"),
    ("fr", "grammar", "Les soldats ⟦sont quittant⟧ la ville."),
    ("fr", "grammar", "Il a visité ⟦40 les⟧ villages de la vallée."),
    ("fr", "grammar", "Les pertes subies ⟦d’ici 2009 et 2015⟧ sont lourdes."),
    ("fr", "grammar", "Il s’agit ⟦de un⟧ simple retard."),
    ("fr", "grammar", "Le conseil ⟦a annoncé subventions⟧ pour les écoles."),
    ("fr", "grammar", "Le ministre ⟦a fait promesses⟧ aux maires du pays."),
    ("fr", "sentence_break", "La tour date de ⟦1932. les⟧ travaux reprendront."),
    ("fr", "restart", "La préfète, ⟦Marchal, a indiqué que Marchal a précisé que⟧ la route reste fermée."),
    ("fr", "fused_word", "Les skieurs descendent la ⟦pentenord⟧ du massif."),
    ("fr", "agreement", "Le maire a reçu ⟦les nouvelle équipes⟧ du club."),
    ("fr", "agreement", "Elle habite ⟦la petites maison⟧ du canal."),
    ("fr", "agreement", "Des tonnes de sable ⟦ont été déposé⟧ sur la plage."),
    ("fr", "agreement", "⟦Ils a⟧ quitté la salle avant la fin."),
    ("fr", "agreement", "⟦Les pêcheurs est⟧ rentrés au port."),
    ("fr", "agreement", "⟦La route sont⟧ fermée depuis mardi."),
    ("fr", "agreement", "⟦Elle a été nommé⟧ à la tête du musée."),
    ("fr", "agreement", "Ils ont loué ⟦une salle trop éloigné⟧ du centre."),
    ("fr", "agreement", "Les soldats ont laissé ⟦camions et canons abandonné⟧."),
    ("fr", "agreement", "Sur les quarante salariés, ⟦27 a refusé⟧ l’offre."),
    ("fr", "untranslated", "Les élus ont été ⟦allegedly⟧ prévenus trop tard."),
    ("fr", "untranslated", "Le pont ⟦has been⟧ fermé pendant trois jours."),
    ("fr", "addition", "Le maire craint ⟦les points suivants⟧ la colère des habitants."),
]  # fmt: skip

RIGHT = [
    ("fr", "Les Misérables est un roman, Les Échos a paru hier."),
    ("fr", "Ce ne sont pas des erreurs, et la plupart ont compris."),
    ("fr", "Elle est passée, ils sont restés, et nous, on est arrivés."),
    ("fr", "Il les a vus, une fois terminé le repas, avec une extrême facilité."),
    ("fr", "Tous les derniers mois, les premières années et un vieil homme âgé."),
    ("fr", "L’un des soldats a quitté la ville, le port des Sables est fermé."),
    ("fr", "Le week-end, ils suivent le football et le marketing sur le web."),
    ("fr", "Il a dit “has been” puis il a lu The New York Times en ligne."),
    ("fr", "Elle a fait toujours plus, il a fait depuis fortune, et ils vivent au jour le jour."),
    ("fr", "Il chante The End devant une foule qui chante la fin."),
    ("fr", "Nous nous sommes trompés, et vous vous taisez."),
    ("fr", "M. Dupont et Mme Durand sont venus. Ils sont repartis à 18 h 30."),
    ("fr", "Les tomates, les poivrons, etc. ont vu leur prix doubler."),
    ("fr", "Il vit à La Rochelle et lit Le Monde chaque matin."),
    ("fr", "Le journal La Croix et la chaîne Le Média ont suivi Les Républicains."),
    ("fr", "« Tu viens ? » demanda-t-il à sa mère."),
    ("fr", "« Je pars », dit-il. « Elle aussi. »"),
    ("fr", "« La glace recule depuis dix ans.\n« Elle ne reviendra pas. »"),
    ("fr", "Il a dit “oui” puis “non”, et “peut-être”."),
    ("fr", "On nous dit que tout est prêt. On nous dit que tout est payé."),
    ("fr", "Elle est très, très contente, et non, non, elle ne part pas."),
    ("fr", "En 2014 les ventes ont doublé ; à 18 h les portes ferment."),
    ("fr", "Tous les deux les ont vus, et les vingt autres aussi."),
    ("fr", "De un à dix, il donne huit. Il sort de onze heures à midi."),
    ("fr", "Les enfants sont maintenant grands, et les preuves sont pourtant là."),
    ("fr", "Il y a eu 3 800 blessés, p. ex. dans l’art. 4 du rapport."),
    ("fr", "Petit à petit, l’oiseau fait son nid ; coude à coude, ils avancent."),
    ("fr", "iPhone, YouTube et McDonald sont des marques, eLivres aussi."),
    ("fr", "Le contre-amiral et l’ex-premier ministre rouvriraient le dossier."),
    ("fr", "Le président [russe] a parlé […] longtemps."),
    ("en", "He had had enough, and that that happened is no surprise."),
    ("en", "“I can’t,” she said. “Not now.”"),
    ("en", "Mr. Smith met Dr. Jones, i.e. the director, at 5 p.m. on Monday."),
    ("en", "The Guardian and The Times covered it; so did Le Monde."),
]


@pytest.mark.parametrize(("lang", "code", "marked"), WRONG)
def test_artifacts_are_found_where_they_are(lang: str, code: str, marked: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    hits = [f for f in check(text, lang) if f.code == code and f.span.start < end and f.span.end > start]
    assert hits, [(f.code, f.text) for f in check(text, lang)]
    finding = hits[0]
    assert text[finding.span.start : finding.span.end] == finding.text
    assert finding.message.endswith(".")
    assert finding.evidence.measure


@pytest.mark.parametrize(("lang", "text"), RIGHT)
def test_good_text_is_left_alone(lang: str, text: str) -> None:
    assert [(f.code, f.text) for f in check(text, lang)] == []


PAIRS = [
    ("number", "Le séisme a fait 47 morts.", "The earthquake killed 74 people."),
    ("number", "La dette atteint 2,8 milliards d’euros.", "The debt is 2.8 million euros."),
    ("number", "Les travaux débuteront le 13 mars.", "Work begins on 13 May."),
    ("number", "La séance est reportée à mardi.", "The session is put off until Thursday."),
    ("number", "Quatre-vingt-douze pour cent ont voté.", "Eighty-two per cent voted."),
    ("untranslated", "Le tapage gêne les riverains.", "The tapage bothers the neighbours."),
    ("untranslated", "Ils dînent alors que leurs enfants dorment.", "They are having dinner alors their children sleep."),
    ("untranslated", "La récolte sera exceptionnelle cette année.", "La récolte sera exceptionnelle cette année."),
    ("omission", "Les pompiers, arrivés sur place vingt minutes après l’appel d’un voisin, ont sauvé deux enfants.", "Saved."),
    ("addition", "La ministre a refusé de répondre à la presse.", "The minister refused to answer the press, and then she went on to speak for a long time about every other thing that she had done in her life."),
    ("negation", "Le maire ne veut pas vendre le terrain.", "The mayor wants to sell the land."),
    ("negation", "Les élèves ont aimé la pièce.", "The pupils did not like the play."),
    ("negation", "Il n’a jamais payé son loyer.", "He always paid his rent."),
    ("entity", "Hier, le docteur Fabre a opéré le patient.", "Yesterday Dr. Lenoir operated on the patient."),
    ("entity", "Le vol de Lisbonne est arrivé en retard.", "The flight from Vienna was late."),
    ("entity", "La Suède a gagné contre la Norvège.", "Last night Sweden won against Finland."),
    ("omission", "Le chien du voisin a mordu deux enfants près de la fontaine du village.", "The neighbour's dog bit two."),
    ("addition", "Le chien dort.", "The dog sleeps under the kitchen table beside the old fireplace."),
    ("omission", "Les juges ont condamné le voleur.", "The judges sentenced the."),
    ("untranslated", "Le musée rouvrira ses portes en mai après trois ans de travaux.", "Das Museum wird nach drei Jahren wieder geöffnet werden."),
    ("truncation", "Le pont relie les deux rives et permet aux camions d’éviter la ville.", "The bridge links both banks and lets the"),
    ("repetition", "Il vit dans la région.", "He lives in the region of the region of the region."),
    ("repetition", "Le maire a parlé aux élus hier.", "The mayor spoke to the council to the council yesterday."),
    ("repetition", "La ville a fermé le pont.", "The city closed the bridge bridge."),
]  # fmt: skip

FAIR_PAIRS = [
    ("L’UE et l’ONU ont signé.", "The European Union and the United Nations have signed."),
    ("Les îles Malouines sont loin de Londres.", "The Falkland Islands are far from London."),
    ("Il est impossible d’entrer.", "You cannot get in."),
    ("Il n’est pas rare qu’il neige en mai.", "It often snows in May."),
    ("L’avion a été vu vers 14 h 00 GMT.", "The aircraft was seen around 1400 GMT."),
    ("Le 14 octobre, la police est venue.", "On Oct. 14 the police came."),
    ("Quand les agents sont arrivés, les délinquants ont d’abord fui.", "The offenders initially fled when officers arrived."),
    ("Un manuscrit du XIIe–XIIIe siècle.", "A manuscript of the 12th–13th century."),
    ("Elle refuse de partir sans lui.", "She will not leave without him."),
    ("Le conseil se réunira jeudi à 18 h 30.", "The council will meet on Thursday at 6:30 p.m."),
    ("Quatre-vingt-dix-sept élèves ont été reçus.", "Ninety-seven students passed."),
    ("L’entreprise a perdu 1,5 million d’euros en 2021.", "The company lost €1.5 million in 2021."),
    ("La ville compte 3 200 000 habitants.", "The city has 3.2 million inhabitants."),
    ("Le rapport date du 03/04/2021.", "The report is dated 3 April 2021."),
    ("Une quinzaine de personnes sont venues.", "Around fifteen people came."),
    ("Le 14 juillet 1789, la Bastille tombait.", "The Bastille fell on 14 July 1789."),
    ("Un édifice du XIXe siècle.", "A 19th-century building."),
    ("Il pleut, il pleut, il pleut, il pleut.", "It rains, it rains, it rains, it rains."),
    ("Le déjà-vu plaît à Paris.", "Paris likes déjà vu."),
    ("Bonjour.", "Good morning."),
    ("Il a pris le train à la gare du Nord avec lui.", "He took the train with him at the Gare du Nord."),
    ("Il a crié « encore » et « bis » après le concert.", "He shouted for an encore after the concert."),
    ("C’est très, très loin, petit à petit.", "It is far, far away, little by little."),
    ("Il avait eu tort de dire que c’était vrai.", "He had had no right to say that that was true."),
    ("Dans les années 80, on dansait.", "In the 1980s people danced."),
]


@pytest.mark.parametrize(("code", "src", "tgt"), PAIRS)
def test_pairs_that_differ(code: str, src: str, tgt: str) -> None:
    assert code in {f.code for f in check_pair(src, tgt)}


@pytest.mark.parametrize(("src", "tgt"), FAIR_PAIRS)
def test_pairs_that_say_the_same(src: str, tgt: str) -> None:
    assert [(f.side, f.code, f.text) for f in check_pair(src, tgt) if f.code != "repetition" or f.side == "target"] == []


def test_the_sample_shows_what_it_is(sample: str) -> None:
    doc = document(sample, name="x", lang="fr")
    found = find(doc, segments(doc))
    at = [(*paragraph_of(doc, f.span.start), f) for f in found]

    def hit(row: dict[str, Any], *, typed: bool) -> bool:
        places = [row, *row.get("alt", ())]
        return any(
            place["paragraph"] == number
            and start < place["end"]
            and start + f.span.length > place["start"]
            and (not typed or f.code == row["type"])
            for place in places
            for number, start, f in at
        )

    certain = [row for row in annotated("kharkiv.annotations.jsonl") if row["certain"]]
    assert len(certain) == 24
    assert sum(hit(row, typed=True) for row in certain) >= 20
    wronged = [
        f.text
        for row in annotated("kharkiv.hard_negatives.jsonl")
        for number, start, f in at
        if row["paragraph"] == number and start >= row["start"] and start + f.span.length <= row["end"]
    ]
    assert wronged == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("Lale .“”«»\"'!?\n[]{}%sd<>&;,1234deIl"), st.characters())))
def test_every_finding_lies_in_its_text(text: str) -> None:
    doc = document(text, name="x", lang="fr")
    for finding in find(doc, segments(doc)):
        assert finding.rule in catalogue().rules
        assert doc.text[finding.span.start : finding.span.end] == finding.text


def test_findings_do_not_depend_on_what_stands_far_away(sample: str) -> None:
    alone = [f.text for f in check(sample)]
    before = "Une phrase tout à fait ordinaire ouvre ce texte.\n"
    assert [f.text for f in check(before + sample)] == alone


def test_sides_of_different_length_are_refused() -> None:
    a = document("Un. Deux.", name="a", lang="fr")
    with pytest.raises(ValueError, match="2 source segments against 1 target"):
        find_in_pair(a, segments(a), a, segments(a, "none"))


def test_work_grows_with_the_length(sample: str) -> None:
    def texts(n: int) -> Callable[[], object]:
        return lambda: check((sample + "\n") * n) or None

    once, twice, thrice = (work(texts(n)) for n in (2, 4, 8))
    assert 1.8 * once < twice < 2.3 * once
    assert 1.8 * twice < thrice < 2.3 * twice


def test_findings_of_a_pair_follow_the_beads() -> None:
    a = document("Le chat dort. Il pleut depuis mardi. La ville est calme.", name="a", lang="fr")
    b = document("The cat sleeps, and it has been raining since Thursday.\nA bus went past.", name="b", lang="en")
    left, right = segments(a), segments(b)
    beads = [
        Bead(src=Span(0, 2), tgt=Span(0, 1)),
        Bead(src=Span(2, 3), tgt=Span(1, 1), confidence=0.8),
        Bead(src=Span(3, 3), tgt=Span(1, 2), confidence=0.7),
    ]
    found = {(f.side, f.code): f for f in find_in_pair(a, left, b, right, beads)}
    assert found["target", "number"].text == "Thursday"
    assert found["target", "number"].segment == 0
    assert (found["source", "omission"].segment, found["source", "omission"].confidence) == (2, 0.8)
    assert (found["target", "addition"].text, found["target", "addition"].confidence) == ("A bus went past.", 0.7)


def test_a_target_without_a_source_keeps_its_own_findings() -> None:
    a = document("Le chat vit dans le le jardin. {{x}}", name="a", lang="fr")
    b = document("The cat lives in the garden {{x}}.\nIt it it it sleeps {{name}}.", name="b", lang="en")
    left, right = segments(a, "none"), segments(b, "none")
    beads = [Bead(src=Span(0, 1), tgt=Span(0, 1)), Bead(src=Span(1, 1), tgt=Span(1, 2))]
    found = [(f.code, f.segment) for f in find_in_pair(a, left, b, right, beads) if f.side == "target"]
    assert ("placeholder", 1) in found
    assert ("repetition", 1) in found
    assert ("placeholder", 0) not in found
    alone = find_in_pair(document("", name="a", lang="fr"), (), b, right, [Bead(src=Span(0, 0), tgt=Span(0, 2))])
    assert {f.code for f in alone} >= {"placeholder", "repetition", "addition"}


def test_work_for_a_pair_grows_with_the_length() -> None:
    def pairs(n: int) -> Callable[[], object]:
        a = document("n'a Chien mordu Facteur " * n, name="a", lang="fr")
        b = document("Table blanche Wooden yellow " * n, name="b", lang="en")
        return lambda: find_in_pair(a, segments(a, "none"), b, segments(b, "none"))

    pairs(10)()
    once, twice, thrice = (work(pairs(n)) for n in (200, 400, 800))
    assert twice < 2.3 * once
    assert thrice < 2.3 * twice


def test_a_second_witness_clears_and_convicts() -> None:
    src, tgt = "Le pêcheur a réparé son filet près du phare abandonné.", "The fisherman mended his net."
    a, b = document(src, name="a", lang="fr"), document(tgt, name="b", lang="en")

    def found(there: bool) -> set[str]:
        def reads(
            sources: Sequence[str], targets: Sequence[str], mine: Sequence[Sequence[Span]], theirs: Sequence[Sequence[Span]]
        ) -> list[Reading]:
            assert (list(sources), list(targets)) == ([src], [tgt])
            weights = np.full((len(theirs[0]), len(mine[0])), 0.01, np.float32)
            # The net stands for the lighthouse too, or each word stands for its own and the end comes as a surprise.
            weights[range(5), [0, 1, 3, 4, 5]] = 0.9
            weights[-1, 6:] = 0.9 if there else 0.01
            logprobs = np.tile(np.array([-0.2, -0.3, -0.2, 1], np.float32), (6, 1))
            logprobs[-1, :3] = -0.1 if there else -6.0
            return [Reading(weights, logprobs)]

        return {f.text for f in find_in_pair(a, segments(a), b, segments(b), reads=reads) if f.code == "omission"}

    assert any("phare" in text for text in found(there=False))
    assert found(there=True) == set()


def test_a_language_nobody_taught_is_only_looked_at_for_its_marks() -> None:
    german = "Der Der alte Mann geht. Die die die die Frau {{name}} lacht."
    assert {f.code for f in check(german, "de")} <= {"repetition", "placeholder", "quote", "duplication"}


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.one_of(st.sampled_from("Lane pas.“”\"' \n[]12,%étà"), st.characters()), min_size=1),
    st.text(alphabet=st.one_of(st.sampled_from("The not.“”\"' \n[]12,%ed"), st.characters()), min_size=1),
)
def test_any_two_texts_can_be_compared(src: str, tgt: str) -> None:
    a, b = document(src, name="a", lang="fr"), document(tgt, name="b", lang="en")
    left, right = (Segment(paragraph=0, span=Span(0, len(d.text)), text=d.text) for d in (a, b))
    for finding in find_in_pair(a, (left,), b, (right,)):
        text = (a if finding.side == "source" else b).text
        assert finding.span.of(text) == finding.text
        assert 0 <= finding.confidence <= 1
