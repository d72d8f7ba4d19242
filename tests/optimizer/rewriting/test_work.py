"""How much is computed for fixed inputs: a guard of the speed that needs no clock."""

from collections import Counter

import pytest

from tweetopt.optimizer import Effort, Request, Settings, optimize_texts, parse_goal
from tweetopt.vae.inference.decoder import Decoder
from tweetopt.vae.inference.network import Network

TEXTS = ["my dog hates the rain", "a friend found the rain, our team wants the rain"] * 4


@pytest.fixture
def work(monkeypatch):
    """Calls of the network's computations, and rows in them."""
    calls: Counter[str] = Counter()
    rows: Counter[str] = Counter()

    def counted(where, name):
        compute = getattr(where, name)

        def count(self, first, *others, **options):
            calls[name] += 1
            rows[name] += len(first)
            return compute(self, first, *others, **options)

        monkeypatch.setattr(where, name, count)

    for where, names in ((Network, ("encode", "logits")), (Decoder, ("read", "step"))):
        for name in names:
            counted(where, name)
    return calls, rows


def optimize(engine, texts, effort=Effort.DRAFT):
    requests = [Request(text, [parse_goal("likes>=300")], account_median=100.0) for text in texts]
    return optimize_texts(requests, engine=engine, settings=Settings(effort=effort))


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.parametrize("effort", [Effort.DRAFT, Effort.NORMAL])
def test_several_texts_take_the_passes_of_one(engine, work, count, effort):
    calls, rows = work
    plan = Settings(effort=effort).plan
    tries = plan.tries
    optimize(engine, TEXTS[:count], effort)
    longest = max(map(len, engine.autoencoder.tokenize(TEXTS[:count])))
    parts = -(-2 * tries * count // 256)  # of 256 texts; each code is written twice
    # `logits` reads, too.
    assert calls["read"] - calls["logits"] == parts
    assert rows["read"] - rows["logits"] == tries * count
    assert calls["step"] <= parts * (1.5 * longest + 5)
    # What the decoder said is read under three random codes and the text's own, twice.
    assert calls["logits"] <= plan.refining_steps + 2 * 4
    assert calls["encode"] <= 3  # the texts, and their rewrites twice


def test_most_of_what_is_written_was_read_from_the_draft(engine, work):
    """Every token a step of every text is what plain decoding would take."""
    _, rows = work
    optimize(engine, TEXTS)
    tokens = sum(map(len, engine.autoencoder.tokenize(TEXTS)))
    assert rows["step"] < 0.5 * 2 * 8 * tokens


def test_a_met_goal_costs_a_single_reading(engine, work):
    calls, _ = work
    requests = [Request(text, [parse_goal("likes>=1")]) for text in TEXTS]
    optimize_texts(requests, engine=engine)
    assert calls == {"encode": 1}
