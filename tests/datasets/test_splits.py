import numpy as np
import pandas as pd
import pytest

from tweetopt.datasets import account_medians, split_of, splits as module


def test_splits_are_fixed_for_ever_and_a_twentieth_each():
    # Remainders 3, 15 and 1 by sha256sum and bc, not by this code.
    names = ("alice", "carol", "bob")
    assert [split_of(name) for name in names] == ["validation", "train", "judge"]
    shares = pd.Series([split_of(f"account{n}") for n in range(20_000)]).value_counts(True)
    for name in ("test", "judge", "calibration", "validation"):
        assert shares[name] == pytest.approx(0.05, abs=0.01)


def brute_force(accounts, values, times):
    medians = []
    for row, account in enumerate(accounts):
        others = [i for i, a in enumerate(accounts) if a == account and i != row]
        others.sort(key=lambda i: abs(times[i] - times[row]))
        nearest = [values[i] for i in others[: module.NEIGHBOURS]]
        medians.append(np.median(nearest) if nearest else np.nan)
    return medians


def test_account_medians_are_those_of_the_nearest_others(monkeypatch):
    monkeypatch.setattr(module, "NEIGHBOURS", 7)
    random = np.random.default_rng(0)
    accounts = [*random.choice(["a", "b", "c"], 90).tolist(), "alone"]
    values, times = random.integers(0, 1000, 91), random.permutation(91) ** 2.0 + random.random(91)
    found = account_medians(pd.Series(accounts), pd.Series(values), times=pd.Series(times))
    np.testing.assert_allclose(found, brute_force(accounts, values, times))


def test_without_times_the_order_of_rows_counts(monkeypatch):
    monkeypatch.setattr(module, "NEIGHBOURS", 2)
    found = account_medians(pd.Series(list("aaaa")), pd.Series([1, 10, 100, 1000]))
    np.testing.assert_allclose(found[[0, 3]], [55, 55])
