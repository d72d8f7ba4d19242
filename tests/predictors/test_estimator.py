import math

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from tweetopt.predictors import PropertyRegressor, check_predictor, load_predictor
from tweetopt.predictors.scales import Scale

DIM = 6
DIRECTION = np.linspace(-1, 1, DIM)
EXPECTED_FAILED_CHECKS: dict[str, str] = {}
"""Checks of scikit-learn's that may fail, each with its reason: there are none."""


def world(*, rows=400, groups=20, seed=0, noise=0.3):
    random = np.random.default_rng(seed)
    codes = np.tanh(random.standard_normal((rows, DIM)))
    owners = random.integers(groups, size=rows)
    return codes, 2 + codes @ DIRECTION + noise * random.standard_normal(rows), owners


def test_scikit_learns_own_checks_pass():
    results = check_estimator(
        PropertyRegressor(), expected_failed_checks=EXPECTED_FAILED_CHECKS, on_skip=None
    )
    assert sum(result["status"] == "passed" for result in results) >= 40
    skipped = {each["check_name"] for each in results if each["status"] == "skipped"}
    assert skipped <= {"check_array_api_input"}  # needs an environment variable of SciPy's


def test_it_finds_the_direction_with_members_that_differ():
    codes, values, owners = world()
    fitted = PropertyRegressor(members=4, random_state=0).fit(codes, values, groups=owners)
    assert fitted.coef_.shape == (4, DIM)
    assert fitted.predict_members(codes).shape == (4, 400)
    assert np.allclose(fitted.coef_.mean(0), DIRECTION, atol=0.1)
    assert fitted.coef_.std(0).min() > 0
    new_codes, new_values, _ = world(seed=1)
    assert fitted.score(new_codes, new_values) > 0.8


def test_the_same_seed_gives_the_same_regressor():
    data = world()
    first, again = (PropertyRegressor(random_state=3).fit(*data) for _ in "ab")
    other = PropertyRegressor(random_state=4).fit(*data)
    assert np.array_equal(first.coef_, again.coef_)
    assert not np.array_equal(first.coef_, other.coef_)


def test_groups_are_drawn_whole():
    """With one group's rows alone in a draw, a member's fit is that group's fit."""
    random = np.random.default_rng(0)
    codes = random.standard_normal((100, 1))
    owners = np.repeat([7, 9], 50)
    values = np.where(owners == 7, 1.0, 5.0)
    fitted = PropertyRegressor(members=30, penalties=(1.0,), random_state=0)
    fitted.fit(codes, values, groups=owners)
    middles = {round(middle, 3) for middle in fitted.predict_members([[codes.mean()]])[:, 0]}
    assert {1.0, 5.0} < middles


def test_the_penalty_is_chosen_on_other_groups():
    """What tells groups apart, and nothing else, predicts nothing on new groups."""
    random = np.random.default_rng(0)
    owners = np.repeat(np.arange(20), 20)
    marks = random.standard_normal((20, 200))[owners]
    values = random.standard_normal(20)[owners]
    heavy = PropertyRegressor(random_state=0).fit(marks, values, groups=owners)
    light = PropertyRegressor(random_state=0).fit(marks, values)
    assert heavy.penalty_ >= 1_000
    assert light.penalty_ <= 10


def test_it_works_inside_scikit_learns_tools():
    codes, values, owners = world()
    copied = clone(PropertyRegressor(members=2, random_state=1)).set_params(members=3)
    assert copied.get_params()["members"] == 3
    scores = cross_val_score(copied, codes, values, groups=owners, cv=GroupKFold(4))
    assert scores.min() > 0.7
    search = GridSearchCV(
        make_pipeline(StandardScaler(), copied), {"propertyregressor__members": [1, 2]}, cv=2
    )
    assert search.fit(codes, values).best_score_ > 0.7


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"members": 0}, "members: expected a whole number from 1, got 0"),
        ({"held_out": 1.0}, "held_out: expected a share between 0 and 1, got 1.0"),
        ({"penalties": ()}, "penalties: expected at least one number above 0"),
        ({"penalties": (0.0,)}, "penalties: expected at least one number above 0"),
    ],
)
def test_bad_parameters_are_named(parameters, message):
    codes, values, _ = world(rows=20)
    with pytest.raises(ValueError, match=message):
        PropertyRegressor(**parameters).fit(codes, values)


def test_groups_of_another_length_are_refused():
    codes, values, owners = world(rows=20)
    with pytest.raises(ValueError, match="groups: expected 20, one a row of X, got 19"):
        PropertyRegressor().fit(codes, values, groups=owners[1:])


def test_a_fitted_one_becomes_a_saved_head(tmp_path):
    codes, values, owners = world()
    fitted = PropertyRegressor(members=3, random_state=0).fit(codes, values, groups=owners)
    more_codes, more_values, _ = world(seed=1)
    with pytest.raises(NotFittedError):
        PropertyRegressor().to_head(
            more_codes, more_values, name="a", unit="a", scale=Scale.PLAIN, fingerprint="f"
        )
    fitted.to_head(
        more_codes, more_values, name="stars", unit="stars", scale=Scale.PLAIN, fingerprint="f"
    ).save(tmp_path)
    head = load_predictor(tmp_path, fingerprint="f")
    check_predictor(head)
    new_codes, new_values, _ = world(seed=2)
    latents = torch.from_numpy(new_codes).float()
    for median in (math.nan, 3.0):
        predictions = head.predict(latents, torch.full((len(latents),), median))
        predicted = np.array([each.value for each in predictions])
        assert np.allclose(predicted, fitted.predict(new_codes), atol=1e-5)
        inside = [p.low <= v <= p.high for p, v in zip(predictions, new_values, strict=True)]
        assert np.mean(inside) == pytest.approx(0.9, abs=0.05)
    assert head.info.wording_spread == pytest.approx((new_codes @ DIRECTION).std(), rel=0.15)


def test_one_member_without_resampling_would_be_a_ridge():
    codes, values, _ = world()
    fitted = PropertyRegressor(members=50, penalties=(10.0,), random_state=0).fit(codes, values)
    ridge = Ridge(alpha=10.0).fit(codes, values)
    assert np.abs(fitted.predict(codes) - ridge.predict(codes)).max() < 0.05
