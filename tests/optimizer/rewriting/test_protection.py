"""The promise that users lean on most: links, addresses, tags, codes and emoji stay."""

import unicodedata
from collections import Counter

import pytest
import tiny
from hypothesis import Phase, given, settings, strategies as st

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer import Request
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.tone.change import change_tone
from tweetopt.optimizer.tone.directions import learn_tone
from tweetopt.optimizer.tone.moves import ToneMethod

WORDS = ("good", "the", "my", "dog", "great", "big", "coffee", "rain", "old", "books")
WORD = st.sampled_from(WORDS)
CODE = st.one_of(
    st.sampled_from(
        [
            *(
                "https://tea.org/a_(b)_(c)",
                "perfect-day.pics/summer",
                "www.tea-pots.org",
                "t.co/a1",
            ),
            *("good.news@tea.org", "O'Tea+Big@Example.co.uk", "@big_great", ".@tea", "＠dog"),
            *("🍄‍🟫", "👨‍👩‍👧", "👍🏽", "🇩🇪", "1️⃣", "♥️", "🎉", "20°"),
            *("$GREAT", "$BIG.V", "C:\\big\\old", "/home/dog", "Big-Great-Shop", "GREAT-BIG", "C#"),
        ]
    ),
    st.builds("#{}".format, WORD),
    st.builds("#{}_{}".format, WORD, WORD),
    st.builds(lambda one, join, two: one + join + two, WORD, st.sampled_from("._/@$#\\"), WORD),
    st.builds(lambda one, number: f"{one}-{number}".upper(), WORD, st.integers(1, 99)),
    st.builds("{}{}".format, WORD, st.integers(10, 99)),
)


@st.composite
def texts(draw):
    """A text that the tiny model knows, codes between its words; and the codes."""
    words = draw(st.sampled_from(tiny.CLAUSES)).split()
    codes = draw(st.lists(CODE, min_size=1, max_size=3, unique=True))
    for code in codes:
        words.insert(draw(st.integers(0, len(words))), code)
    return " ".join(words) + draw(st.sampled_from(["", ".", "! the rain is good.", " #rain #dog"]))


def is_code(block):
    return not block.replace("'", "").isalpha() and not all(map(is_mark, block))


def is_mark(char):
    return unicodedata.category(char).startswith("P")


def codes(text):
    """What stands between spaces and is no plain word, without the marks around it."""
    return sorted(filter(is_code, (each.strip(".!?,") for each in text.split())))


def bare_codes(text):
    """Those with no mark behind them; mentions may take one, as names do."""
    return Counter(
        each
        for each in text.split()
        if each[-1].isalnum() and is_code(each) and each[0] not in ".@＠"
    )


def check(text, rewrites):
    for rewrite in rewrites:
        assert codes(rewrite) == codes(text)
        assert not bare_codes(text) - bare_codes(rewrite), rewrite


TOGETHER = st.lists(texts(), min_size=6, max_size=6)  # texts that are searched for at once


@settings(max_examples=2, deadline=None, phases=[Phase.generate])  # to shrink takes minutes
@given(several=TOGETHER, bold=st.booleans(), factor=st.sampled_from([0.5, 3.0]))
def test_every_candidate_holds_them_to_the_letter(engine, several, bold, factor):
    several = [text for text in several if engine.autoencoder.fits([TWEETS.mask(text).text])[0]]
    requests = [Request(each, [Goal("likes", Relation.EQUAL, factor * 100)]) for each in several]
    may = [Permission.SWEARING, *([Permission.NEW_WORDS] if bold else [])]
    how = Settings(candidates=50, effort=Effort.DRAFT, may=may, least_similarity=0)
    for result in optimize_texts(requests, engine=engine, settings=how):
        check(result.text, [candidate.text for candidate in result.candidates])


@pytest.fixture(scope="module")
def tone(autoencoder):
    sour, glad = ([text for text in tiny.CLAUSES if word in text] for word in ("hates", "loves"))
    return learn_tone(sour, glad, autoencoder=autoencoder, name="glad")


@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(several=TOGETHER, method=st.sampled_from(ToneMethod))
def test_so_does_every_tone(autoencoder, tone, several, method):
    how = Settings(candidates=50)
    for change in change_tone(several, tone, autoencoder=autoencoder, method=method, settings=how):
        check(change.text, [candidate.text for candidate in change.candidates])
