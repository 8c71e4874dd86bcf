"""French."""

from __future__ import annotations

import re

from mtalign.languages.base import Language, Negation, Numerals, Splitting, words_of

_SPLITTING = Splitting(
    titles=words_of(
        """
            m mm mme mmes mlle mlles me mgr dr drs pr prs st ste sts stes vve capt cdt cne col gal gén lt ltn adj
            maj pres fr mx cf p.ex c.-à-d c-à-d càd env ibid id op
        """
    ),
    before_number=words_of(
        """
            p pp n nº no nos nᵒ art arts al fig figs vol vols chap ch t tab sect § l ll v vv éq ex h min s r tél fax
            jan janv feb fév févr mar avr jun jul juil sept oct nov déc bd av pl ann app réf c
        """
    ),
    maybe_final=words_of(
        """
            etc al univ dép ann éd ed eds éds dir trad coll bd av boul sq n.b nb p.s ps suppl anc adr int ext fam
            prob auj sté éts ets cie gvt dpt rte
        """
    ),
    starters=words_of(
        """
            le la les un une des du de l' d' il ils elle elles on nous vous je j' tu ce cet cette ces c' ça cela
            ceci celui celle ceux son sa ses leur leurs mon ma mes notre votre nos vos dans en au aux à sur sous par
            pour avec sans mais ou et donc or ni car si s' quand lorsque lorsqu' comme puis alors ainsi toutefois
            cependant pourtant néanmoins enfin ensuite après avant depuis pendant selon outre malgré y qui que qu'
            quel quelle quels quelles où comment pourquoi certains certaines plusieurs tout tous toute toutes aucun
            aucune chaque beaucoup même ne n' plus aussi bien entre parmi chez vers dès lors aujourd'hui hier demain
            voici voilà d'autres ici là
        """
    ),
)

_NUMERALS = Numerals(
    decimal=",",
    group=".",
    units={
        word: value
        for value, words in enumerate(
            "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
        )
        for word in words.split("/")
    }
    | {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
    | {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90},
    hundreds=frozenset({"cent", "cents"}),
    scales={
        "mille": 10**3, "millier": 10**3, "milliers": 10**3, "million": 10**6, "millions": 10**6,
        "milliard": 10**9, "milliards": 10**9, "billion": 10**12, "billions": 10**12,
    },
    rounds={
        "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
        "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000, "moitié": 0.5, "demi": 0.5, "tiers": 3,
        "quart": 4, "double": 2, "triple": 3, "midi": 12, "minuit": 0, "premier": 1, "première": 1, "seconde": 2,
        "second": 2, "deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7,
        "huitième": 8, "neuvième": 9, "dixième": 10, "quinze": 15, "huitaine": 8, "semaine": 7, "décennie": 10, "siècle": 100,
    },
    vague=words_of("million millions milliards milliers billions"),
    joiner="et",
    joins_tens=True,
    months=(
        "janvier/jan/janv", "février/feb/fév/févr", "mars/mar", "avril/apr/avr", "mai/may", "juin/jun", "juillet/jul/juil",
        "août/aug", "septembre/sep/sept", "octobre/oct", "novembre/nov", "décembre/dec/déc",
    ),
    ambiguous_months=frozenset({"mars", "mai"}),
    capital_months=False,
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    clock=re.compile(
        r"\b(?P<hour>\d{1,2})(?:\s?[hH](?:eures?\b)?\.?\s?(?P<minute>\d{2})?(?:\s?(?:min|mn)\b)?|:(?P<colon>\d{2}))(?![\w:])"
    ),
    twelve_hours=False,
    month_first=False,
)  # fmt: skip

_NEGATION = Negation(
    plain=re.compile(
        r"\b(?:ne\s+|n['’]\s*)(?!serait-ce|fût-ce|saurai)(?:[^\s,;.:!?()«»“”]{1,40}\s+){0,5}?[^\s,;.:!?()«»“”]{0,40}?\b"
        r"(?:pas|plus|jamais|rien|aucune?|guère|nullement|personne|point)\b(?!\s+(?:seulement|uniquement|que\b|qu['’]))"
        r"|\b(?:aucune?|personne|rien|jamais|nul)\s+(?:[^\s,;.:!?]{1,40}\s+){0,4}?(?:ne\s|n['’])"
        r"|\b(?:impossible|incapable|déconseillée?)s?\b"
        r"|\bsans\s+(?:avoir\s+|être\s+|en\s+|y\s+|se\s+|s['’])?(?!compter\b|parler\b|cesser\b|tarder\b|attendre\b|hésiter\b)"
        r"[^\W\d_]{2,30}(?:er|ir|re)\b",
        re.IGNORECASE,
    ),
    faint=re.compile(
        r"\b(?:ne|n['’]|pas|non|sans|ni|aucune?s?|jamais|rien|nul(?:le)?|guère|peine|peu|sauf|sinon|hors|faute|malgré|mal|plutôt|loin"
        r"|au lieu|avant que|à moins|moins de|trop|rares?|rarement|difficile\w*|contrair\w+|dout\w+"
        r"|refus\w+|interdi\w+|empêch\w+|manqu\w+|ignor\w+|échou\w+|échec\w*|évit\w+|renonc\w+|rejet\w+|exclu\w*|ni(?:er|e|é|ait|ent)"
        r"|contest\w+|déconseill\w+|perd\w+|priv\w+|dépourvu\w*|cess\w+|absen\w+|oppos\w+|méconn\w+|mécontent\w*|déplaî\w+"
        r"|impossib\w+|inca\w+|inutil\w+|insuffi\w+|inconnu\w*|incert\w+|indisp\w+|injust\w+|illég\w+|inact\w+|incompl\w+|inattend\w+"
        r"|irré\w+|inexist\w+|imprév\w+|impar\w+|inch\w+|invis\w+|inégal\w*|inédit\w*|inhab\w+|inac\w+)\b",
        re.IGNORECASE,
    ),
    taken_up=re.compile(r"\b(?:sans|refus\w+|interdi\w+|empêch\w+|évit\w+|échou\w+|rejet\w+|ignor\w+)\b", re.IGNORECASE),
    never=re.compile(r"\b(?:jamais|nul|personne)\b", re.IGNORECASE),
    always=re.compile(r"\b(?:toujours|tous|tout le monde|chacun)\b", re.IGNORECASE),
    openers=("n",),
)

FRENCH = Language(
    code="fr",
    name="French",
    neighbours=("en",),
    splitting=_SPLITTING,
    function_words=words_of(
        """
            le la les l un une des du de d au aux à en dans sur sous par pour avec sans entre vers chez dès depuis
            pendant avant après contre selon malgré et ou où mais donc or ni car que qu qui quoi dont si s comme
            quand lorsque puisque quoique afin ainsi alors aussi très plus moins peu bien mal tout tous toute toutes
            même mêmes autre autres ce c cet cette ces cela ça ceci celui celle ceux celles il ils elle elles on
            nous vous je j tu te t me m se moi toi lui leur leurs eux y ne n pas jamais rien aucun aucune point mon
            ma mes ton ta tes son sa ses notre nos votre vos est sont était étaient été être sera seront serait
            seraient suis es sommes êtes fut furent soit soient a ont avait avaient avoir aura auront aurait
            auraient ai as avons avez eu eut ait aient fait font faire va vont peut peuvent doit doivent quel quelle
            quels quelles encore déjà toujours là ici voici voilà puis ensuite enfin notamment
        """
    ),
    in_names=words_of("de du des la le les l d en au aux à un une sur sous entre encore déjà"),
    pronouns=words_of("il elle ils elles on nous vous je j' tu ce c' cela"),
    determiners=words_of("le la les l' un une des du au aux ces cette ce son sa ses leur leurs"),
    cannot_end=words_of(
        """
            de du des le les un une au aux à dans par pour et ou mais que qu dont ni chez vers ces cette mes tes
            ses nos vos leurs parce afin lorsque puisque
        """
    ),
    comparing=words_of("plus moins très trop si"),
    never_twice=words_of(
        """
            le la les un une des du de au aux et ou dans sur par pour avec sans son sa ses leur ce cette ces qui
            dont est sont
        """
    ),
    restarts=(
        "L'",
        "C'",
        "J'",
        "Le",
        "Les",
        "La",
        "Un",
        "Une",
        "Des",
        "Il",
        "Elle",
        "Ils",
        "Elles",
        "On",
        "Ce",
        "Cette",
        "Ces",
        "Nous",
        "Vous",
    ),
    prefixes=words_of(
        """
            anti contre sur sous super hyper micro macro télé auto inter trans mono poly pré post non mi co re ré dé
            dés extra ultra bio éco géo photo radio vidéo thermo hydro électro aéro socio psycho neuro cyber narco
            euro franco multi mini maxi demi semi para archi outre entre avant arrière après hors pro néo pseudo
            proto rétro intra infra méta nano ciné moto agro crypto pre un dis mis il im in ir
        """
    ),
    # Ends of inflected forms that happen to be words too: a rare form of a verb is no fusion.
    endings=words_of(
        """
            rait raient rais rions riez ront rons rez ras ment ments ants ante antes ions aient ais ait ons ent ient
            nait nais nant nante nants nantes âmes âtes îmes ûmes oraux
            aux eaux elle elles eur eurs euse euses tion tions age ages iste istes able ables ible ible ure
            ures ance ance esse esses ette ettes ing men
        """
    ),
    doings=words_of(
        """
            accuse admet affirme ajoute annonce assure avait aura aurait avoue conclut condamne confirme confie
            considère constate déclare demande dénonce déplore doit espère estime était évoque exige explique indique
            insiste invite nuance observe pense plaide précise promet propose raconte rappelle réclame
            reconnaît refuse regrette répond répète résume salue sera serait souhaite souligne soutient veut
        """
    ),
    roles=words_of(
        """
            président présidente directeur directrice ministre secrétaire chef cheffe responsable porte présentateur
            présentatrice animateur animatrice journaliste rédacteur rédactrice professeur professeure maire député
            députée sénateur sénatrice médecin docteur avocat avocate juge procureur procureure général colonel
            capitaine commandant lieutenant sergent amiral chercheur chercheuse historien historienne économiste
            politologue sociologue analyste expert experte spécialiste conseiller conseillère ambassadeur
            ambassadrice gouverneur préfet préfète chancelier coordinateur coordinatrice fondateur fondatrice patron
            patronne entrepreneur gérant gérante propriétaire joueur joueuse entraîneur entraîneuse sélectionneur
            attaquant défenseur gardien champion championne acteur actrice chanteur chanteuse écrivain écrivaine
            auteur autrice réalisateur réalisatrice peintre musicien musicienne architecte ingénieur ingénieure
            infirmier infirmière aide agriculteur agricultrice éleveur ouvrier ouvrière enseignant enseignante
            étudiant étudiante syndicaliste militant militante bénévole habitant habitante voisin voisine membre
            ancien ancienne numéro leader candidat candidate élu élue vice adjoint adjointe délégué déléguée
        """
    ),
    numerals=_NUMERALS,
    negation=_NEGATION,
)
