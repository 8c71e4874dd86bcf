"""Closed word classes of French and English that more than one stage needs. Lower case, straight apostrophes."""

from __future__ import annotations

import unicodedata

# Never a boundary behind these: a name or a number must follow.
TITLES = frozenset(
    """
        m mm mme mmes mlle mlles me mgr dr drs pr prs st ste sts stes vve capt cdt cne col gal gén lt ltn adj
        maj mr mrs ms messrs prof gen sen rep gov hon rev sgt cpl pvt adm cmdr supt insp pres fr mx cf vs viz eg
        ie i.e e.g p.ex c.-à-d c-à-d càd resp approx env ibid id op
    """.split()
)
# No boundary when a number follows.
BEFORE_NUMBER = frozenset(
    """
        p pp n nº no nos nᵒ art arts al fig figs vol vols chap ch t tab sect sec § l ll v vv éq eq ex h min s r
        tél tel fax jan janv feb fév févr mar apr avr jun jul juil aug sep sept oct nov dec déc bd av pl r ann
        app ref réf cat ca c
    """.split()
)
# A boundary only when the next word is one that begins sentences: elsewhere they stand before names.
MAYBE_FINAL = frozenset(
    """
        etc al inc ltd co corp jr sr bros univ dept dép éd ed eds éds dir trad coll bd av boul mt ft ave blvd rd
        sq apr a.m p.m am pm n.b nb p.s ps ph.d b.a m.a suppl anc adr int ext fam prob ann auj sté éts ets cie
        gvt dpt rte
    """.split()
)
STARTERS = frozenset(
    # French
    """
        le la les un une des du de l' d' il ils elle elles on nous vous je j' tu ce cet cette ces c' ça cela
        ceci celui celle ceux son sa ses leur leurs mon ma mes notre votre nos vos dans en au aux à sur sous par
        pour avec sans mais ou et donc or ni car si s' quand lorsque lorsqu' comme puis alors ainsi toutefois
        cependant pourtant néanmoins enfin ensuite après avant depuis pendant selon outre malgré y qui que qu'
        quel quelle quels quelles où comment pourquoi certains certaines plusieurs tout tous toute toutes aucun
        aucune chaque beaucoup même ne n' plus aussi bien entre parmi chez vers dès lors aujourd'hui hier demain
        voici voilà d'autres ici là the a an he she it they we you i this that these those his her its their our
        my your in on at by for from with without but and or so if when while as then thus however yet still
        after before since during according there here what who why how where which some many most all each
        every no not nor both another such once although though because despite under over between among about
        into today yesterday tomorrow now even only also
    """.split()
)

#: Words without content of their own: what two sentences share by these alone says nothing.
FUNCTION_WORDS = frozenset(
    # French
    """
        le la les l un une des du de d au aux à en dans sur sous par pour avec sans entre vers chez dès depuis
        pendant avant après contre selon malgré et ou où mais donc or ni car que qu qui quoi dont si s comme
        quand lorsque puisque quoique afin ainsi alors aussi très plus moins peu bien mal tout tous toute toutes
        même mêmes autre autres ce c cet cette ces cela ça ceci celui celle ceux celles il ils elle elles on
        nous vous je j tu te t me m se moi toi lui leur leurs eux y ne n pas jamais rien aucun aucune point mon
        ma mes ton ta tes son sa ses notre nos votre vos est sont était étaient été être sera seront serait
        seraient suis es sommes êtes fut furent soit soient a ont avait avaient avoir aura auront aurait
        auraient ai as avons avez eu eut ait aient fait font faire va vont peut peuvent doit doivent quel quelle
        quels quelles encore déjà toujours là ici voici voilà puis ensuite enfin notamment the a an of to in on
        at by for with from into onto upon about above below over under between among through during before
        after since until against within without and or but nor so yet if because as than that which who whom
        whose what when where why how this these those it its he him his she her hers they them their we us our
        you your i me my is are was were be been being am has have had having do does did will would shall
        should can could may might must not no n t s there here then also very more most less least much many
        some any all each every both other others such only own same too just
    """.split()
)

#: Words that cannot end a sentence: something must follow. A full stop behind one means that the rest was lost.
CANNOT_END = {
    "fr": frozenset(
        """
            de du des le les un une au aux à dans par pour et ou mais que qu dont ni chez vers ces cette mes tes
            ses nos vos leurs parce afin lorsque puisque
        """.split()
    ),
    "en": frozenset(
        """
            the a an of and or but from into than my your their our every because whose onto
        """.split()
    ),
}

#: Names that look different in French and in English; each French word with the English words it can stand for.
EXONYMS = {
    french: frozenset(english.split("+"))
    for french, english in (
        pair.split("/")
        for pair in """
            allemagne/germany albanie/albania angleterre/england arménie/armenia autriche/austria azerbaïdjan/azerbaijan
            belgique/belgium biélorussie/belarus birmanie/myanmar+burma brésil/brazil bulgarie/bulgaria cachemire/kashmir
            cap/cape chili/chile chine/china chypre/cyprus corée/korea corse/corsica croatie/croatia danemark/denmark
            écosse/scotland égypte/egypt émirats/emirates espagne/spain estonie/estonia états/states finlande/finland
            flandre/flanders galles/wales gaule/gaul géorgie/georgia grèce/greece groenland/greenland hongrie/hungary
            inde/india indes/indies irak/iraq irlande/ireland islande/iceland italie/italy japon/japan jordanie/jordan
            lettonie/latvia liban/lebanon libye/libya lituanie/lithuania macédoine/macedonia malaisie/malaysia
            malouines/falkland+falklands malte/malta maroc/morocco mauritanie/mauritania mexique/mexico moldavie/moldova
            mongolie/mongolia norvège/norway ouganda/uganda ouzbékistan/uzbekistan pays/netherlands pérou/peru
            pologne/poland polynésie/polynesia roumanie/romania royaume/kingdom russie/russia serbie/serbia sicile/sicily
            slovaquie/slovakia slovénie/slovenia somalie/somalia soudan/sudan suède/sweden suisse/switzerland+swiss
            syrie/syria tchad/chad tchéquie/czechia thaïlande/thailand tunisie/tunisia turquie/turkey zambie/zambia
            alger/algiers anvers/antwerp athènes/athens bâle/basel bruxelles/brussels bucarest/bucharest caire/cairo
            copenhague/copenhagen damas/damascus douvres/dover dunkerque/dunkirk édimbourg/edinburgh francfort/frankfurt
            gand/ghent gênes/genoa genève/geneva hambourg/hamburg havane/havana haye/hague lisbonne/lisbon londres/london
            mayence/mainz mecque/mecca moscou/moscow nouvelle/new padoue/padua pékin/beijing ratisbonne/regensburg
            tamise/thames tanger/tangier téhéran/tehran trèves/trier varsovie/warsaw venise/venice vienne/vienna
            alpes/alps manche/channel méditerranée/mediterranean rhin/rhine noël/christmas pâques/easter
            pentecôte/pentecost onu/un+nations otan/nato ue/eu+union usa/us+states oms/who fmi/imf pape/pope dieu/god
            vierge/virgin
        """.split()
    )
}


def fold(text: str) -> str:
    """The text in lower case, without accents: what two languages write alike."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
