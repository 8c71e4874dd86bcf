"""French and English."""

from __future__ import annotations

from mtalign.languages.base import LanguagePair

# Each French word with the English words it can stand for.
_EXONYMS = """
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
    pentecôte/pentecost onu/un+nations otan/nato ue/eu+union eu/us+usa+states usa/us+states oms/who fmi/imf pape/pope dieu/god
    vierge/virgin
    aix/aachen+aix beyrouth/beirut bombay/mumbai+bombay calcutta/kolkata+calcutta cadix/cadiz canton/guangzhou+canton
    chapelle/aachen cordoue/cordoba corogne/coruña courtrai/kortrijk dantzig/gdansk+danzig erevan/yerevan
    fribourg/freiburg+fribourg grenade/granada hanovre/hanover kiev/kyiv+kiev leyde/leiden livourne/livorno+leghorn
    louvain/leuven lucques/lucca madère/madeira majorque/majorca+mallorca malines/mechelen mantoue/mantua
    minorque/minorca+menorca modène/modena nankin/nanjing+nanking nimègue/nijmegen pérouse/perugia plaisance/piacenza
    sarrebruck/saarbrücken saragosse/zaragoza sienne/siena singapour/singapore soleure/solothurn spire/speyer
    tarente/taranto trente/trento valence/valencia vérone/verona vicence/vicenza bohême/bohemia bourgogne/burgundy
    bretagne/brittany+britain cornouailles/cornwall crète/crete escaut/scheldt frise/friesland+frisia galice/galicia
    jourdain/jordan laponie/lapland meuse/meuse+maas nil/nile orcades/orkney+orkneys piémont/piedmont
    pouilles/apulia+puglia prusse/prussia rocheuses/rockies+rocky sardaigne/sardinia sarre/saarland savoie/savoy
    saxe/saxony souabe/swabia tage/tagus tibre/tiber toscane/tuscany vésuve/vesuvius zélande/zealand
    aristote/aristotle colomb/columbus homère/homer ovide/ovid platon/plato titien/titian
"""

FRENCH_ENGLISH = LanguagePair(
    first="fr",
    second="en",
    length_ratio=0.92,
    back_ratio=1.09,
    exonyms={french: frozenset(english.split("+")) for french, english in (entry.split("/") for entry in _EXONYMS.split())},
    lexicon="fr-en.txt.gz",
)
