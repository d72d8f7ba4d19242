import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tweetopt.datasets.kinds import TWEETS
from tweetopt.optimizer import Request, Settings, parse_goal
from tweetopt.optimizer.candidates import Promises, apply_edits
from tweetopt.optimizer.phrases import phrases, slips
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.rereading import read_again
from tweetopt.optimizer.task import Task
from tweetopt.optimizer.writing import combine, reword, write
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


@pytest.fixture
def task(engine):
    """A text for which something was written from codes all around its own."""
    text = "my dog hates the rain, our team wants the rain!"
    request = Request(text, [parse_goal("likes>=300")], account_median=100.0)
    masked = TWEETS.mask(text)
    code = engine.autoencoder.encode([text])
    (original,) = engine.predict([text], account_medians=[100.0])
    task = Task(
        request,
        masked,
        code[0],
        Promises(masked, TWEETS, ("our",)),
        original,
        Ranking(request, engine.predictors, BOLD),
    )
    noise = torch.randn(64, code.shape[1], generator=torch.Generator().manual_seed(0))
    codes = (to_pre_tanh(code) + torch.linspace(0, 1.5, 64)[:, None] * noise).tanh()[None]
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


def test_phrases_are_combined_with_other_edits(engine, task):
    task.refined = torch.zeros_like(task.code)  # which knows nothing of the text
    reword(task, engine=engine, settings=BOLD)
    read_again([task], engine=engine, settings=BOLD)
    combine(task)
    together = [rewrite for rewrite in task.phrased if rewrite not in task.edits]
    assert any(rewrite in task.unread for rewrite in together)


def test_what_the_own_code_contradicts_is_dropped(engine, task):
    task.refined = torch.zeros_like(task.code)
    read_again([task], engine=engine, settings=BOLD)
    taken = list(task.candidates)
    assert task.phrased.intersection(taken)
    task.candidates.clear()
    task.unread += taken
    (task.refined,) = engine.autoencoder.encode([task.masked.text])
    read_again([task], engine=engine, settings=BOLD)
    texts = [task.masked.text, *taken]
    own, *others = engine.autoencoder.log_prob(texts, task.refined.expand(len(texts), -1)).tolist()
    likely = {text for text, nats in zip(taken, others, strict=True) if nats >= own - 10}
    assert set(task.candidates) == likely
    assert len(likely) < len(taken)
