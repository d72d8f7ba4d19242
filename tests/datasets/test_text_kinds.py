"""Kinds of text: what stays to the letter, how long a text may be, and kinds of others."""

import re
import sys
from typing import Any

import pytest

from tweetopt.datasets import find_kind, restore
from tweetopt.datasets.text_kinds import CODE, GROUP, PROSE, TWEETS, TextKind, kind_names

LINE = "@cache_it see('https://a.b/c', '&amp;')"


def test_code_is_taken_to_the_letter():
    assert CODE.mask(CODE.clean(LINE)).text == LINE
    assert CODE.mask(LINE).entities == ()


@pytest.mark.parametrize("kind", [TWEETS, PROSE])
def test_prose_is_repaired_and_its_links_and_mentions_are_lifted_out(kind):
    masked = kind.mask(kind.clean(LINE))
    assert masked.entities == ("@cache_it", "https://a.b/c")
    assert restore(masked.text, masked) == LINE.replace("&amp;", "&")


def test_placeholders_that_were_typed_come_back_in_every_kind():
    for kind in (TWEETS, PROSE, CODE):
        masked = kind.mask("a \ue000 b \ue001")
        assert restore(masked.text, masked) == "a \ue000 b \ue001"


def test_only_tweets_have_a_limit():
    long = "a" * 281
    assert TWEETS.too_long(long, original="a")
    assert not TWEETS.too_long(long, original="b" * 281)
    assert not TWEETS.too_long("https://example.com/" + "c" * 300, original="a")
    assert not PROSE.too_long(long, original="a")


THEIRS = """
import re
from tweetopt.datasets import Matches, TextKind

tickets = TextKind("tickets", entities=Matches(re.compile("#[0-9]+")), longest=20)
wrong = 3
"""


@pytest.fixture
def their_package(tmp_path, monkeypatch):
    info = tmp_path / "theirs-1.0.dist-info"
    info.mkdir()
    (tmp_path / "their_kinds.py").write_text(THEIRS)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    lines = [f"[{GROUP}]", "tickets = their_kinds:tickets", "wrong = their_kinds:wrong", ""]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("their_kinds", None)


@pytest.mark.usefixtures("their_package")
def test_a_package_brings_its_own_kind():
    kind = find_kind("tickets")
    assert isinstance(kind, TextKind)
    assert kind_names()[3:] == ["tickets", "wrong"]
    masked = kind.mask("see #12 and @bob")
    assert masked.entities == ("#12",)
    assert "@bob" in masked.text
    assert kind.too_long("a" * 21, original="a")


@pytest.mark.usefixtures("their_package")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("wrong", "expected their_kinds:wrong of theirs to be a TextKind of that name"),
        ("poems", "kind: expected one of tweets, prose, code, tickets, wrong, got 'poems'"),
    ],
)
def test_other_names_are_refused(name, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        find_kind(name)


def test_a_bare_pattern_is_refused():
    pattern: Any = re.compile("#[0-9]+")
    with pytest.raises(TypeError, match=r"kind tickets: entities: .* got Pattern; wrap a pattern"):
        TextKind("tickets", entities=pattern)
