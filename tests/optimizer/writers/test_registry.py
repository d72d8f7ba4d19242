"""Who can write, by what users type; the tutorial, and what its check finds."""

from pathlib import Path
from typing import Any, cast

import pytest
from tutorials import follow

from tweetopt.optimizer import Proposal, check_writer, find_writer
from tweetopt.optimizer.writers.latent import LATENT
from tweetopt.optimizer.writers.registry import writer_names
from tweetopt.optimizer.writers.words import WORDS

TUTORIAL = Path(__file__).resolve().parents[3] / "docs" / "writer-plugin.md"
TEXTS = ["my dog hates the rain", "the cat loves coffee"]


def test_ours_come_through_the_door(engine):
    assert {"latent", "words"} <= set(writer_names())
    assert (find_writer("latent"), find_writer("words")) == (LATENT, WORDS)
    for name in writer_names():
        assert check_writer(find_writer(name), engine=engine, texts=TEXTS)


def test_a_mistyped_name_lists_the_known_ones():
    with pytest.raises(
        ValueError, match=r"--writer: expected one of latent, words, http://.*'word'"
    ):
        find_writer("word")


def test_the_tutorial_works_as_written(tmp_path):
    printed = follow(TUTORIAL, tmp_path)
    assert printed == ["OUR new bakery opens on Monday at 8, come and say hello! \ue000\n"]


class Bad:
    """A writer that breaks a rule."""

    name, fluent, seeded, notice = "bad", True, True, None

    def __init__(self, proposals):
        self.proposals = proposals

    def propose(self, briefs, *, engine, settings):  # noqa: ARG002
        for place, brief in enumerate(briefs):
            yield from ((place, each) for each in self.proposals(brief, len(briefs)))


@pytest.mark.parametrize(
    ("proposals", "message"),
    [
        (lambda _brief, _count: [], "expected rewrites of .*, got none"),
        (lambda _brief, _count: ["a text"], "expected Proposal objects, got 'a text'"),
        (
            lambda _brief, _count: [Proposal("see https://example.org")],
            r"expected masked texts.*brief.proposal\(text\)",
        ),
        (
            lambda brief, count: [brief.proposal(f"{count} dogs")],
            "expected the same proposals for a text alone",
        ),
    ],
)
def test_the_check_finds_what_is_wrong(engine, proposals, message):
    with pytest.raises(ValueError, match=message):
        check_writer(Bad(proposals), engine=engine, texts=["@bob my dog", "@bob the cat"])


def test_what_is_no_writer_says_so(engine):
    with pytest.raises(ValueError, match="expected name, fluent, seeded, notice and propose"):
        check_writer(cast(Any, 3), engine=engine)
