"""What a user allows rewrites to do beyond saying the same in other words."""

from enum import StrEnum


class Permission(StrEnum):
    """Something that rewrites may do only where the user says so."""

    DROP_LINKS = "drop-links"
    DROP_MENTIONS = "drop-mentions"
    DROP_HASHTAGS = "drop-hashtags"
    DROP_EMOJI = "drop-emoji"
    DROP_SENTENCES = "drop-sentences"
    ADD_HASHTAGS = "add-hashtags"
    ADD_EMOJI = "add-emoji"
    ASK = "ask"
    """Put a statement as a question."""
    REORDER = "reorder"
    """Put sentences and links into another place."""
    RESTYLE = "restyle"
    """Another way to write the same words: lower case, digits, shorter sentences."""
    NEW_WORDS = "new-words"
    SWEARING = "swearing"
    CHANGE_CODES = "change-codes"
    """Change, drop or add hashtags, cashtags and codes such as "big-data.csv"."""


def parse_permissions(text: str) -> frozenset[Permission]:
    """Read permissions with commas between: "drop-links, add-emoji"; an empty text is none.

    Raises:
        ValueError: One of them isn't known.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in list(Permission):
            raise ValueError(
                "--may: expected permissions such as drop-links, ask or reorder, got "
                f"{name!r}; optimize run --help names them all"
            )
    return frozenset(map(Permission, names))
