"""Each step of the pipeline called alone, with values made here."""

import math
from collections import Counter
from dataclasses import replace

import pytest
import tiny
import torch

from tweetopt.optimizer import Effort, Permission, Request, Settings, Status, parse_goal
from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting import rereading
from tweetopt.optimizer.rewriting.combining import combine
from tweetopt.optimizer.rewriting.rereading import read_again
from tweetopt.optimizer.rewriting.task import Kept, check_constraints, make_tasks
from tweetopt.optimizer.words.edits import apply_edits, edits_between
from tweetopt.optimizer.words.phrases import phrases
from tweetopt.optimizer.writers.base import Proposal, make_briefs, refine
from tweetopt.optimizer.writers.codes import find_codes, in_chunks, predict_codes
from tweetopt.optimizer.writers.latent import write
from tweetopt.optimizer.writers.words import WORDS
from tweetopt.predictors import Prediction
from tweetopt.vae.geometry import to_pre_tanh

TEXT = "my dog hates the rain"
LONG = "my dog hates the rain, our team wants the rain!"
DRAFT = Settings(effort=Effort.DRAFT)
BOLD = Settings(may=[Permission.NEW_WORDS])


def make_task(engine, text=TEXT, goal="likes>=300", settings=BOLD):
    request = Request(text, [parse_goal(goal)], account_median=100.0)
    (task,) = make_tasks([request], engine=engine, settings=settings)
    return task


def around(task, count=256):
    """Codes all around a text's own, shape `(1, count, latent_dim)`."""
    noise = torch.randn(count, len(task.brief.code), generator=torch.Generator().manual_seed(0))
    distances = torch.linspace(0, 1.5, count)[:, None]
    return (to_pre_tanh(task.brief.code) + distances * noise).tanh()[None]


def read(task, rewrites, *, engine, start=None, settings=BOLD):
    start = (
        torch.zeros_like(task.brief.code) if start is None else start
    )  # knows nothing of the text
    task = replace(task, brief=replace(task.brief, refined=start))
    (found,) = read_again([task], [rewrites], engine=engine, settings=settings)
    return found


def refined(engine, *texts):
    requests = [Request(text, [parse_goal("likes>=300")], account_median=100.0) for text in texts]
    return refine(make_briefs(requests, engine=engine), engine=engine, settings=DRAFT)


def test_the_search_finds_codes_that_are_predicted_better(engine):
    briefs = refined(engine, TEXT, "my dog hates old books")
    codes = find_codes(briefs, engine=engine, settings=DRAFT)
    assert codes.shape == (2, DRAFT.plan.tries, len(briefs[0].code))
    start = torch.stack([brief.start for brief in briefs])
    before = predict_codes(briefs, start[:, None], engine=engine)
    after = predict_codes(briefs, codes, engine=engine)
    for (own,), values in zip(before, after, strict=True):
        assert max(values) > own
    (alone,) = find_codes(briefs[1:], engine=engine, settings=DRAFT)
    torch.testing.assert_close(alone, codes[1], atol=1e-4, rtol=0)


def test_the_search_keeps_to_its_regions(engine):
    (brief,) = refined(engine, TEXT)
    (codes,) = find_codes([brief], engine=engine, settings=DRAFT)
    plan, start = DRAFT.plan, to_pre_tanh(brief.start)
    points = plan.starting_points(len(brief.code), seed=DRAFT.seed)
    assert not points.offsets[:: plan.starts].any()  # the text itself
    distances = (to_pre_tanh(codes) - start).norm(dim=1)
    assert (distances <= points.radii * 1.01).all()


def test_tasks_are_searched_for_a_few_at_a_time(engine):
    briefs = make_briefs([Request(TEXT, [parse_goal("likes>=300")])] * 9, engine=engine)
    assert [len(chunk) for chunk in in_chunks(briefs, engine)] == [8, 1]


def test_every_code_is_written_twice_with_what_was_predicted_at_it(engine):
    task = make_task(engine)
    codes = around(task, 3)
    (written,) = write([task.brief], codes, engine=engine, settings=DRAFT)
    assert len(written) == 6
    assert written[0].text == engine.autoencoder.decode(codes[0, :1])[0]
    (values,) = predict_codes([task.brief], codes, engine=engine)
    assert [each.predicted_at_latent for each in written] == values * 2
    assert not any(each.phrased or each.edit for each in written)


def test_the_bold_also_write_single_phrases(engine):
    task = make_task(engine, LONG)
    (written,) = write([task.brief], around(task), engine=engine, settings=BOLD)
    phrased = [each for each in written if each.phrased]
    assert phrased
    wording, text = engine.autoencoder.wording, task.brief.masked.text
    for each in phrased:
        assert apply_edits(text, [each.edit]) == each.text
        assert each.predicted_at_latent is None
        assert not wording.unseen_trigrams(each.text, beside=text)
    kept = check_constraints(task, written).rewrites
    assert any(each.phrased for each in kept.values())
    assert all(task.constraints.broken_by(rewrite) is None for rewrite in kept)


def test_own_words_are_put_otherwise_one_change_each(engine):
    task = make_task(engine)
    rewrites = list(WORDS.propose([task.brief], engine=engine, settings=DRAFT))
    assert rewrites
    for _, each in rewrites:
        assert each.predicted_at_latent is None
        if each.edit:
            assert apply_edits(TEXT, [each.edit]) == each.text


def test_promises_are_kept_and_what_breaks_them_is_counted(engine):
    task = make_task(engine)
    (edit,) = edits_between(TEXT, "my cat hates the rain")
    kept = check_constraints(
        task,
        [
            Proposal("my cat hates the rain", predicted_at_latent=120.0),
            Proposal("my cat hates the rain", predicted_at_latent=90.0),
            Proposal(TEXT, predicted_at_latent=100.0),
            Proposal("my dog", fault="ran on"),
            Proposal("my cat hates the rain", edit=edit, phrased=True),
            Proposal("my dog hates coffee"),
        ],
        known={"my dog hates coffee"},
    )
    once = Proposal("my cat hates the rain", 120.0, edit, phrased=True)
    assert kept == Kept({once.text: once}, Counter({"changed nothing": 1, "ran on": 1}))


def test_only_rewrites_that_help_are_candidates(engine):
    task = make_task(engine, goal="likes>=10000")
    texts = ["my dog loves the rain", "my dog loves coffee", TEXT + " the rain" * 30]
    anything = replace(BOLD, least_similarity=0.0)
    found = read(task, [Proposal(text) for text in texts], engine=engine, settings=anything)
    assert found.candidates
    assert found.dropped == {"got too long for the model": 1}
    for text, candidate in found.candidates.items():
        (again,) = engine.predict([text], account_medians=[100.0], rewrites_of=[TEXT])
        value = candidate.predictions["likes"].value
        assert value == pytest.approx(again["likes"].value, rel=1e-3)
        assert value > task.brief.original["likes"].value
    assert read(task, [], engine=engine) == rereading.Reread()


def test_what_the_own_code_contradicts_is_dropped(engine, monkeypatch):
    task = make_task(engine, LONG)
    (written,) = write([task.brief], around(task), engine=engine, settings=BOLD)
    kept = check_constraints(task, written).rewrites
    taken = list(read(task, list(kept.values()), engine=engine).candidates)
    assert any(kept[text].phrased for text in taken)
    texts = [LONG, *taken]
    (start,) = engine.autoencoder.encode([LONG])
    own, *others = engine.autoencoder.log_prob(texts, start.expand(len(texts), -1)).tolist()
    lost = {text: own - nats for text, nats in zip(taken, others, strict=True)}
    limit = (min(lost.values()) + max(lost.values())) / 2
    monkeypatch.setattr(rereading, "_FARTHEST", limit)
    again = read(task, [kept[text] for text in taken], engine=engine, start=start).candidates
    assert set(again) == {text for text, nats in lost.items() if nats <= limit}
    assert 0 < len(again) < len(taken)


@pytest.mark.parametrize(("share", "kept"), [(0.9, True), (1.1, False)])
def test_a_rewrite_that_keeps_too_little_of_its_code_s_promise_is_dropped(engine, share, kept):
    task = make_task(engine, "my dog hates coffee", goal="likes<=1")
    text, head = task.brief.masked.text, engine.predictors["likes"]
    texts = [each for each in tiny.CLAUSES if each.endswith("the rain")]
    predicted = engine.predict(
        texts, account_medians=[100.0] * len(texts), rewrites_of=[text] * len(texts)
    )
    values = torch.tensor([each["likes"].value for each in predicted])
    at_codes = head.info.scale.inverse(
        head.info.scale.forward(values) - share * head.info.wording_spread
    )
    rewrites = list(map(Proposal, texts, at_codes.tolist()))
    found = read(task, rewrites, engine=engine, settings=replace(BOLD, least_similarity=0.0))
    assert bool(found.candidates) == kept
    assert bool(found.dropped["gained less than hoped"]) != kept


def better(task, rewrite):
    """A candidate that is predicted twice what the text is."""
    prediction = Prediction(2 * task.brief.original["likes"].value, 0, 1000)
    return Candidate(rewrite, {"likes": prediction}, None, 0.9, len(rewrite), "words")


def test_phrases_are_combined_with_other_edits(engine):
    task = make_task(engine)
    rewrites = {
        text: Proposal(text, edit=edit, phrased=phrased, writer="latent" if phrased else "words")
        for decoded, phrased in (("my dog hates coffee", True), ("a friend hates the rain", False))
        for text, edit in phrases(TEXT, [decoded]).items()
    }
    candidates = {text: better(task, text) for text in rewrites}
    together = Proposal("a friend hates coffee", phrased=True, writer="latent + words")
    assert together in combine(task, rewrites, candidates)


def test_only_what_helps_is_combined(engine):
    task = make_task(engine)
    rewrites = {
        text: Proposal(text, edit=edits_between(TEXT, text)[0])
        for text in ("my cat hates the rain", "my dog loves the rain")
    }
    first, second = rewrites
    worse = replace(better(task, second), predictions=task.brief.original)
    assert not combine(task, rewrites, {first: better(task, first), second: worse})
    both = {text: better(task, text) for text in rewrites}
    assert combine(task, rewrites, both) == [Proposal("my cat loves the rain")]


def test_ranking_needs_only_predictions(engine):
    task = make_task(engine, goal="likes>=1")
    small, large = (
        replace(better(task, text), similarity=similarity)
        for text, similarity in (("small", 0.9), ("large", 0.5))
    )
    ranking = make_task(engine, goal="likes>=10000").ranking
    result = ranking.result(task.brief.original, [large, small], dropped={"ran on": 2})
    assert [each.text for each in result.candidates] == ["small"]  # as good, and nearer
    assert result.status is Status.CLOSER
    assert result.dropped == {"ran on": 2}
    assert math.isfinite(ranking.gap(task.brief.original))
    assert task.ranking.met(task.brief.original)
