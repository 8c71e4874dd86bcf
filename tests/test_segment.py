"""Sentence splitting: a table of cases in both languages, and what holds for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtalign.documents import document
from mtalign.segment import segments, split_sentences
from tests.conftest import work

# "|" marks every boundary there is.
CASES = [
    "M. J. Durand est arrivé.| Il repart.",
    "En 52 av. J.-C. César prit Alésia.",
    "En 52 av. J.-C.| Les Romains gagnèrent.",
    "p. ex. Paris est belle.",
    "Voir l'art. 3.2 du code.| Il est clair.",
    "Rendez-vous à 10 h. 30 devant la gare.",
    "La séance ouvre à 18 h 30 ; le vote suit.| Fin.",
    "« Tu viens ? » demanda-t-il à sa mère.| Elle rit.",
    "« Où vas-tu ? » à sa mère",
    "— Tu viens ? demanda-t-il.",
    "— Tu viens ? demanda-t-il.| — Oui, dit-elle.",
    "Je viens, dis-je.| Il partit.",
    "Quoi\u202f?| Il rit.",
    "Le parti [SA] a gagné.| Il rit.",
    "Les enfants, les parents, etc. ont vu le film.",
    "Les pommes, poires, etc.| Le reste suit.",
    "« Je pars.| Tu restes. »| Il sort.",
    "Il a dit : « Je pars. »| Elle pleure.",
    "“Je pars.”| Il sort.",
    "Il a dit “je pars”.| Elle pleure.",
    "mécontents. les plus fervents supporters.",
    "La fin.|Le début est là.",
    "Voir www.lemonde.fr.| C'est bien.",
    "Il hésite…| Puis il part.",
    "… et il part.| Bien.",
    "Il a mangé [...] Paris.",
    "1. Introduction",
    "La 1re place.| Il gagne.",
    "En 2014.| Il part.",
    "Louis XIV.| Le roi est mort.",
    "Mr. Smith met Mrs. Jones.| They talked.",
    "The U.S. President spoke.| He left.",
    "He lives in the U.S.| He works hard.",
    "At 5 p.m.| The shop closed.",
    "At 5 p.m. Monday it closed.",
    "See Fig. 3.| It shows.",
    "He said no.| John left.",
    "See No. 5 for details.",
    '"Are you coming?" he asked.| "Yes."',
    '"I go."| She left.',
    "Dr. Watson, i.e. John, came.| OK.",
    "Apple Inc. Chief Tim Cook spoke.",
    "St. Petersburg is big.| I like it.",
    "Quoi !| Tu pars ?| Non !",
    "Quoi ?!| Tu pars.",
    "Il y en a.| Il vient.",
    "Jean M. Le Pen parle.",
    "le plan B.| Le gouvernement agit.",
    "Yes.|No problem here.",
    "Le PIB (p. 3.)| Il croît.",
    "Il gagne 3.5 millions.| Bien.",
    "Sept. 5 was a Monday.| OK.",
    "Elle arriva le 5 sept.| Le lendemain il plut.",
    "Me Dupond-Moretti plaide.| Il gagne.",
    "Donne-le-moi.| Il est à moi.",
    "Give it to me.| It is mine.",
    "C'est fini !| – Non, dit-il.",
    "Le film “Quoi ?” est bon.| Oui.",
    "Il vint...| Elle partit.",
    "J.-M. Le Clézio écrit.| Il publie.",
    "E. B. White wrote it.| OK.",
    "C'est l'art.| Le vrai.",
    "“Digne d’être exécuté”",
    "leurs maisons”. ont établi des restrictions",
    'Il a dit "Je pars."| Elle rit.',
    'Il dit.|"Je pars" et rit.',
    "Son vol.| Le sien.",
    "A. Einstein et N. Bohr discutent.| Bien.",
    "Le Dr. Martin, né en 1950, vit à St. Malo.| Il pêche.",
    "Est-ce vrai ?| (Non.)| Il rit.",
    "你好。|再见。",
    "Привет.| Как дела?| Хорошо.",
    "مرحبا؟| كيف حالك.| نعم",
    "Il est 10 h.| Il part.",
    "Washington, D.C.| The city is big.",
    "M. et Mme. Durand.",
    "Vive le roi!|Vive la reine!",
    "Il paie 3 €.| 5 autres suivent.",
    "Cf. Durand 2003.| Il a tort.",
    "Elle a dit : « Restez ! »| Personne n’a bougé.",
    "M. le maire a parlé.| M. Durand aussi.",
    "Le 1er mai.| La fête.",
    "Il pèse 3,5 kg.| Elle en pèse 4.",
    "Vu p. 12, art. 4 et suiv. du code.",
    "Le vol AF 447.| Paris-Rio.",
    "Il partit à 7 h 25 min.| Personne ne le vit.",
    "« Non.| Jamais.| Pas moi », dit-elle.",
    "Voilà !| Les résultats sont là…",
    "Gen. Smith and Col. Brown left.| They were late.",
    'He said, "Stop."| Then he left.',
    "The firm, e.g. Acme Corp. and others, grew.",
    "It costs $3.50.| That is cheap.",
    "Is it true?!| Yes.",
    "“Stay.| Wait.”| He ran.",
    "She arrived at 6:30 p.m. on Monday.",
    "L’ex-ministre Mme. Royal a réagi.| Elle nie.",
    "Un titre sans point",
    "«\u00a0Il est tard\u00a0!\u00a0»| Elle sortit.",
]


@pytest.mark.parametrize("case", CASES)
def test_boundaries(case: str) -> None:
    text = case.replace("|", "")
    expected = [part.strip() for part in case.split("|")]
    assert [span.of(text) for span in split_sentences(text)] == expected


def test_the_table_is_as_long_as_promised() -> None:
    assert len(set(CASES)) >= 60


@pytest.mark.parametrize("split", ["sentences", "none"])
@given(text=st.text(alphabet=st.one_of(st.sampled_from("Aa.!?… »«“”\"'()[]—-\n\r\t10é"), st.characters())))
def test_every_character_but_white_space_is_in_one_segment(split: str, text: str) -> None:
    doc = document(text, name="x", lang="fr")
    found = segments(doc, split)  # type: ignore[arg-type]
    last = 0
    for segment in found:
        assert segment.span.start >= last
        assert not doc.text[last : segment.span.start].strip()
        assert segment.text == segment.text.strip() != ""
        assert doc.paragraphs[segment.paragraph].start <= segment.span.start
        assert segment.span.end <= doc.paragraphs[segment.paragraph].end
        last = segment.span.end
    assert not doc.text[last:].strip()


def test_without_splitting_a_line_is_a_segment() -> None:
    doc = document("Un. Deux.\n\n  Trois. Quatre.  \r\n[]\n", name="x", lang="fr")
    assert [s.text for s in segments(doc, "none")] == ["Un. Deux.", "Trois. Quatre.", "[]"]


def test_work_grows_with_the_length() -> None:
    sentence = "Il a dit « non » et M. Durand, p. ex., est parti. Puis... plus rien "
    once, twice, thrice = (work(lambda n=n: split_sentences(sentence * n)) for n in (400, 800, 1600))  # type: ignore[misc]
    assert 1.8 * once < twice < 2.3 * once
    assert 1.8 * twice < thrice < 2.3 * twice
