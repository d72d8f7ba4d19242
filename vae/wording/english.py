"""Lists of English words that hold a text together; in other languages they do nothing."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


FACTS = _listed(
    """
    i me my mine we us our ours you your yours he him his she her hers they them their theirs
    who whom whose myself ourselves yourself himself herself themselves
    one two three four five six seven eight nine ten hundred thousand million billion
    first second third last next half both all every each some any few many most several
    not no nor never none nobody nothing neither cannot without unless against
    yesterday today tonight tomorrow now ago soon later before after since until
    still already always often even ever again together almost only also too
    second seconds minute minutes hour hours day days week weeks month months year years
    morning noon evening night midnight weekend
    """
)
"""Who, how many, whether and when: a text says something else with another one."""

GRAMMAR = _listed(
    """
    a an the this that these those it its which what there here
    and or but if because although while than as so then
    of for in out on off from to at by with over under up down about into through
    be am is are was were been being do does did done have has had having
    can could will would shall should may might must let
    """
)
"""What only holds phrases together: one in another's place breaks them."""

DETERMINERS = _listed("the a an my our your his her their its this that these no each")

AFTER_NOUNS = _listed(
    """
    and of is are was were to in for on at with that has have will from or as but by who can
    which than because when if while , . ! ? : ; ) " & – —
    """
)
"""What mostly follows where a noun has ended its phrase."""

ADVERBS = _listed(
    """
    very just really quite pretty truly absolutely totally definitely simply certainly
    """
)
"""Those that make more or less of what they stand by: with or without them, it is the same."""


OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in _listed(
        """
        good/bad great/terrible great/awful happy/sad big/small large/small long/short tall/short
        high/low higher/lower new/old young/old older/younger early/late fast/slow quick/slow
        strong/weak stronger/weaker hard/easy hot/cold warm/cool hot/cool rich/poor cheap/expensive
        safe/dangerous right/wrong true/false clean/dirty full/empty light/dark bright/dark
        public/private best/worst better/worse more/less most/least larger/smaller bigger/smaller
        positive/negative left/right local/national federal/state
        """
    )
)
"""Words of the same contexts that say the reverse."""

ENDINGS = ("ing", "ed", "est", "er", "ly", "s")
"""Suffixes that mark a word's tense, number or degree."""
