import numpy as np
import pytest

from tweetopt.predictors.evidence import Evidence, find_evidence
from tweetopt.predictors.within_accounts import within_effects


def made_posts(random, posts=4_000, accounts=20):
    owners = np.arange(posts) % accounts
    fame = random.normal(size=accounts)[owners]
    links = (random.random(posts) < 0.3 + 0.2 * (fame > 0)).astype(float)  # the famous link more
    tags = random.poisson(1, posts).astype(float)
    got = 3 * fame - 0.5 * links + 0.2 * tags + random.normal(size=posts)
    return np.stack([links, tags, np.zeros(posts)], 1), got, owners


def test_planted_effects_are_found_within_accounts():
    features, got, owners = made_posts(np.random.default_rng(0))
    found = within_effects(features, got, owners, names=["links", "hashtags", "emoji"])
    assert found.names == ("links", "hashtags")  # no post has an emoji
    assert found.effects == pytest.approx((-0.5, 0.2), abs=0.1)
    gain, error = found.change({"links": -1, "hashtags": 0})
    assert gain == pytest.approx(0.5, abs=0.1)
    assert 0.01 < error < 0.1
    both, _ = found.change({"links": -1, "hashtags": -2})
    assert both == pytest.approx(0.1, abs=0.15)
    assert found.change({"links": 0}) is None
    assert found.change({"emoji": 1}) is None


def test_errors_are_clustered_by_account():
    """Fifty copies of each account's posts say nothing more."""
    features, got, owners = made_posts(np.random.default_rng(0), posts=400)
    once = within_effects(features, got, owners, names=["links", "hashtags", "emoji"])
    many = within_effects(np.tile(features, (50, 1)), np.tile(got, 50), np.tile(owners, 50),
                          names=["links", "hashtags", "emoji"])  # fmt: skip
    assert many.change({"links": 1}) == pytest.approx(once.change({"links": 1}), rel=1e-6)
    alone = within_effects(features, got, np.zeros(400, dtype=int), names=["a", "b", "c"])
    assert alone.change({"a": 1})[1] > 0  # one account: its posts are the sample


def test_few_accounts_do_not_make_errors_small():
    """Where nothing is so, a sum of effects must not be clear more often than chance has it."""
    clear = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        owners = np.arange(300) % 2
        features = (random.random((300, 3)) < 0.5).astype(float)
        found = within_effects(features, random.normal(size=300), owners, names=["a", "b", "c"])
        gain, error = found.change({"a": 1})
        clear += abs(gain) > 2 * error
    assert clear <= 8  # of 60; clusters alone have a third


def test_evidence_is_kept_as_a_small_table(tmp_path):
    features, got, owners = made_posts(np.random.default_rng(0))
    effects = within_effects(features, got, owners, names=["links", "hashtags", "emoji"])
    evidence = Evidence("likes", "posts.csv", 4_000, 20, 140, effects, effects)
    evidence.save(tmp_path)
    again = find_evidence(tmp_path)
    assert again.long.change({"links": 1}) == pytest.approx(effects.change({"links": 1}), rel=1e-3)
    assert again.effects(length=100) is again.short
    assert again == Evidence.load(tmp_path)
    (tmp_path / "evidence.json").write_text('{"property": "likes"}')
    with pytest.raises(ValueError, match=r"evidence.json: expected .* got a damaged file"):
        find_evidence(tmp_path)
    assert find_evidence(tmp_path / "other") is None
    with pytest.raises(FileNotFoundError, match="optimize train evidence"):
        Evidence.load(tmp_path / "other")
