"""What people read of results: each sentence and each reason, in this one place.

What stands in braces is filled in. `docs/messages.md` lists them all with examples, and the lines
of what is refused; `docs/generate.py` writes it.
"""

from enum import Enum, StrEnum


class Said(StrEnum):
    """Sentences about what came of a text."""

    ALREADY_THERE = "Already there: as it is, the text is predicted {there}; wanted: {wanted}."
    REACHED = "Reached {wanted}: ★ is predicted {best}."
    BETTER = "Better: ★ is predicted {best}."
    BETTER_NOT_REACHED = "Better: ★ is predicted {best}; {wanted} is not reached."
    BETTER_TOO_FAR = "Better: ★ is predicted {best}; {wanted} is more than wording does."
    CLOSER_NOT_REACHED = "Closer: ★ is predicted {best}; {wanted} is not reached."
    CLOSER_TOO_FAR = "Closer: ★ is predicted {best}; {wanted} is more than wording does."
    SAME = "About the same: ★ is predicted {best}. Choose by what you want to say."
    SAME_NOT_REACHED = (
        "About the same: ★ is predicted {best}; {wanted} is not reached. Choose by what you want "
        "to say."
    )
    SAME_TOO_FAR = (
        "About the same: ★ is predicted {best}; {wanted} is more than wording does. Choose by what "
        "you want to say."
    )
    NONE_FOUND = "No rewrite found: of {attempts}, {reasons}."
    NOTHING_TO_TRY = "No rewrite found: there was nothing to try."
    TOO_FAR = "Besides, {wanted} is more than wording does."
    TRY_HIGH = "Try --effort high, or another writer with --writer."
    TRY_BOLD = "Try --bold, or a language model with --writer."
    TRY_MODEL = "Try a language model with --writer."
    TRY_WRITER = "Try another writer with --writer."
    FOR_ACCOUNT = "Predictions are for {whom}."
    FOR_UNKNOWN = (
        "Predictions are for an unknown account; say what your posts usually get with "
        "--usual-likes."
    )
    GUESS = (
        "The text is unlike those that the model learned from (the bundled one knows English "
        "only): its prediction is a guess."
    )
    GUESSES = (
        "Guessed is what is unlike the texts that the model learned from (the bundled one knows "
        "English only)."
    )


class Compared(StrEnum):
    """What to make of several drafts."""

    SAME = "About the same: choose by what you want to say."
    FIRST = "Take the first: posted beside the second, it gets more in {chance} of cases."
    WIDE = "The effect of the wording is an average; what a single post gets is luck, too."
    LUCK_UNKNOWN = "The first is predicted more; how much is luck isn't known for this predictor."


class Explained(StrEnum):
    """What is said beside the words and moves of a text."""

    KEY = (
        "Times what is predicted without it, where that is a clear difference. Predicted isn't "
        "caused."
    )
    KEY_COLOURS = (
        "Times what is predicted without it: green raises it, red lowers it, bold by much, grey "
        "not clearly. Predicted isn't caused."
    )
    NO_WORD = "No word or phrase makes a clear difference."


class Advice(Enum):
    """What to make of a move."""

    TRY = "worth a try: real posts say the same"
    PERHAPS = "perhaps: real posts don't tell"
    DISAGREE = "not advised: real posts say the opposite"
    NOTHING = "no clear difference"
    LOWERS = "lowers it"

    @property
    def label(self) -> str:
        """The advice in one lower-case word."""
        return self.name.lower()


class Toned(StrEnum):
    """What came of a text that was to be in another tone."""

    THERE = "The text reads as {tone} already; it stays as it is."
    NONE = (
        "No rewrite toward {tone} keeps what must stay, reads well and comes nearer; the text "
        "stays as it is."
    )
    REACHED = "Reads as {tone}."
    CLOSER = "Closer, but does not yet read as {tone}."
    UNREADABLE = "Empty or too long: the text stays as it is."


class OfPosts(StrEnum):
    """What an account's past posts say."""

    USUAL = "The latest {posts} posts usually get {usual}."
    SHARE = "The latest {posts} posts get a share of {usual}."
    MOVED = (
        "Going by them, predictions are {times} times as high, and intervals {width} times as wide."
    )
    MOVED_OTHERWISE = (
        "Going by them, predictions move by {shift} on the scale {scale}, and intervals are "
        "{width} times as wide."
    )
    TOO_FEW = "Too few to say: {pairs} pairs of your latest posts within 30 days."
    TRUST = (
        "Of {pairs} pairs of your posts it would have picked the better one in {share}: better "
        "than a coin."
    )
    NO_TRUST = (
        "Of {pairs} pairs of your posts it would have picked the better one in {share}: no better "
        "than a coin, so don't trust it with your posts."
    )
    WITHOUT = (
        "Without your posts: {bundled}. Of {judged} posts {inside} got what its 90% interval said."
    )


class Verdict(StrEnum):
    """What can be said of a trait of an account's posts."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "no clear difference"
    TOO_FEW = "too few to say"


class Dropped(StrEnum):
    """Why a rewrite isn't shown, after how many there were: "6 said something new"."""

    BROKEN = "had broken characters"
    LOST_LINK = "lost a link or mention"
    NEW_LINK = "made up a link or mention"
    CHANGED_LINK = "changed a link or mention"
    NOTHING = "changed nothing"
    LOST_WORD = "lost a kept word"
    NUMBER = "changed a number"
    HASHTAG = "changed a hashtag or code"
    MARKED = "put a mark on a link or hashtag"
    EMOJI = "changed an emoji"
    SWORE = "swore"
    LINES = "changed the line breaks"
    QUESTION = "dropped or made up a question"
    NEW = "said something new"
    NAMED = "named something new"
    COUNTED = "counted something new"
    ADDED_HASHTAG = "added a hashtag"
    TOO_LONG = "got too long to post"
    UNREADABLE = "got too long for the model"
    STRAYED = "strayed too far from your text"
    CLUMSY = "read badly"
    LESS = "gained less than hoped"
    NO_BETTER = "gained nothing"
    RAN_ON = "ran on"
    REFUSED = "got refused by the writer"
    NO_ANSWER = "got no answer"
    EMPTY = "came back empty"
    MARKUP = "came as a list or markup"
    OVER_LIMIT = "came after the limit that you set"
    FOOLED = "went against what real posts say"
