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
    very too just really quite pretty also only already always often still even ever maybe
    perhaps again together almost indeed simply
    """
)
"""Those that do not end in -ly."""

ENDINGS = ("ing", "ed", "est", "er", "ly", "s")
"""What tells a word's tense, number or degree."""
