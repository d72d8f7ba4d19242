from dataclasses import replace

import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st

from tweetopt.optimizer import Request, Settings, parse_goal
from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.pipeline import make_tasks
from tweetopt.optimizer.rewriting.rereading import read_again
from tweetopt.optimizer.rewriting.writing import combine, write
from tweetopt.optimizer.words.phrases import phrases, slips
from tweetopt.optimizer.words.promises import apply_edits
from tweetopt.predictors import Prediction
from tweetopt.vae.autoencoder import to_pre_tanh

BOLD = Settings(bold=True)
TEXT = "We fight for families. Join us tonight! \ue001"


def test_a_phrase_is_taken_from_a_rewrite_that_lost_something_else():
    found = phrases(TEXT, ["We stand up for families. Join them tonight!"])
    assert "We stand up for families. Join us tonight! \ue001" in found
    assert "We fight for families. Join them tonight! \ue001" in found
    assert "We stand up for families. Join them tonight! \ue001" in found  # neighbours, together
    assert all(apply_edits(TEXT, [edit]) == rewrite for rewrite, edit in found.items())


def test_what_is_long_or_only_in_another_case_is_no_phrase():
    assert not phrases("my dog is here", ["My DOG is here", "my dog is here"])
    assert not phrases("my dog", ["my dog, the cat, the bird, the bike, the rain and the bus"])


@given(st.text(" ab.", max_size=12), st.lists(st.text(" ab.", max_size=12), max_size=3))
def test_phrases_are_edits_of_the_text(text, rewrites):
    for rewrite, edit in phrases(text, rewrites).items():
        assert rewrite != text
        assert apply_edits(text, [edit]) == rewrite


@pytest.mark.parametrize(
    "rewrite",
    [
        "We fight for families . Join us tonight! \ue001",
        "We fight for families. and join us tonight! \ue001",
        "We fight  for families. Join us tonight! \ue001",
        "We fight for families. Join us tonight!, \ue001",
        "fight for families. Join us tonight! \ue001",
        "We fight for families. Join us for \ue001",
        "We fight for families. Join us to fight for families! \ue001",
    ],
)
def test_slips(rewrite):
    assert slips(rewrite, than=TEXT)
    assert not slips(rewrite, than=rewrite)


def test_what_is_said_otherwise_is_no_slip():
    assert not slips("We stand up for families. See you there! \ue001", than=TEXT)
    assert not slips("see you there . . .", than="join us . . . tonight")


def make_task(engine, text, goal="likes>=300"):
    request = Request(text, [parse_goal(goal)], account_median=100.0)
    (task,) = make_tasks([request], engine=engine, settings=BOLD)
    task.refined = torch.zeros_like(task.code)  # which knows nothing of the text
    return task


@pytest.fixture
def task(engine):
    """A text for which something was written from codes all around its own."""
    task = make_task(engine, "my dog hates the rain, our team wants the rain!")
    noise = torch.randn(256, len(task.code), generator=torch.Generator().manual_seed(0))
    steps = torch.linspace(0, 1.5, 256)[:, None]
    codes = (to_pre_tanh(task.code) + steps * noise).tanh()[None]
    write([task], codes, engine=engine, settings=BOLD)
    return task


def test_phrases_of_what_is_written_are_offered(engine, task):
    assert task.phrased
    wording, text = engine.autoencoder.wording, task.masked.text
    for rewrite in task.phrased:
        assert apply_edits(text, [task.edits[rewrite]]) == rewrite
        assert not wording.unheard(rewrite, beside=text)
    offered = task.phrased.intersection(task.rewrites)
    assert offered
    assert all(task.promises.broken_by(rewrite) is None for rewrite in offered)


def test_what_the_own_code_contradicts_is_dropped(engine, task, monkeypatch):
    read_again([task], engine=engine, settings=BOLD)
    taken = list(task.candidates)
    assert task.phrased.intersection(taken)
    task.candidates.clear()
    task.unread += taken
    (task.refined,) = engine.autoencoder.encode([task.masked.text])
    texts = [task.masked.text, *taken]
    own, *others = engine.autoencoder.log_prob(texts, task.refined.expand(len(texts), -1)).tolist()
    lost = {text: own - nats for text, nats in zip(taken, others, strict=True)}
    limit = (min(lost.values()) + max(lost.values())) / 2
    monkeypatch.setattr("tweetopt.optimizer.rewriting.rereading._FARTHEST", limit)
    read_again([task], engine=engine, settings=BOLD)
    assert set(task.candidates) == {text for text, nats in lost.items() if nats <= limit}
    assert 0 < len(task.candidates) < len(taken)


def test_phrases_are_combined_with_other_edits(engine):
    task = make_task(engine, "my dog hates the rain")
    task.edits.update(phrases(task.masked.text, ["my dog hates coffee"]))
    task.phrased.update(task.edits)
    task.edits.update(phrases(task.masked.text, ["a friend hates the rain"]))
    task.unread += task.edits
    task.rewrites.update(dict.fromkeys(task.edits))
    better = Prediction(2 * task.original["likes"].value, 0, 1000)
    for rewrite in task.edits:
        task.candidates[rewrite] = Candidate(rewrite, {"likes": better}, None, 0.9, len(rewrite))
    combine(task)
    assert "a friend hates coffee" in task.phrased.intersection(task.unread)


@pytest.mark.parametrize(("share", "kept"), [(0.9, True), (1.1, False)])
def test_a_rewrite_that_keeps_too_little_of_its_code_s_promise_is_dropped(engine, share, kept):
    task = make_task(engine, "my dog hates coffee", goal="likes<=1")
    text, head = task.masked.text, engine.predictors["likes"]
    rewrites = [each for each in tiny.CLAUSES if each.endswith("the rain")]
    read = engine.predict(
        rewrites, account_medians=[100.0] * len(rewrites), rewrites_of=[text] * len(rewrites)
    )
    values = torch.tensor([each["likes"].value for each in read])
    promises = head.info.scale.inverse(
        head.info.scale.forward(values) - share * head.info.wording_spread
    )
    for rewrite, promise in zip(rewrites, promises.tolist(), strict=True):
        task.offer(rewrite, promised=promise)
    read_again([task], engine=engine, settings=replace(BOLD, least_similarity=0.0))
    assert bool(task.candidates) == kept
    assert bool(task.dropped["keeps too little of what its code promised"]) != kept
