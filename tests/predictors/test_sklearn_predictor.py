import math

import numpy as np
import pytest
import torch
from sklearn import (
    decomposition,
    dummy,
    ensemble,
    gaussian_process,
    linear_model,
    neighbors,
    neural_network,
    preprocessing,
    svm,
    tree,
)
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline

from tweetopt.predictors import (
    PropertyPredictor,
    PropertyRegressor,
    SklearnPredictor,
    check_predictor,
    fit_sklearn,
    load_predictor,
)
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.registry import kind_of
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.sklearn_predictor import SklearnCard

DIM = 5
DIRECTION = torch.linspace(-1, 1, DIM)
CARD = SklearnCard("likes", "likes", Scale.LOG1P, DIM, "f")

LINEAR = [
    linear_model.LinearRegression(),
    make_pipeline(preprocessing.StandardScaler(), linear_model.Ridge()),
    make_pipeline(preprocessing.StandardScaler(with_mean=False), linear_model.Lasso(alpha=0.01)),
    make_pipeline(preprocessing.MinMaxScaler(), linear_model.ElasticNet(alpha=0.01)),
    make_pipeline(
        preprocessing.RobustScaler(),
        decomposition.PCA(whiten=True, random_state=0),
        linear_model.BayesianRidge(),
    ),
    make_pipeline("passthrough", linear_model.HuberRegressor()),
    PropertyRegressor(random_state=0),
]
OTHERS = [
    tree.DecisionTreeRegressor(max_depth=4, random_state=0),
    ensemble.RandomForestRegressor(10, max_depth=4, random_state=0),
    ensemble.ExtraTreesRegressor(10, max_depth=4, random_state=0),
    ensemble.GradientBoostingRegressor(n_estimators=10, random_state=0),
    ensemble.HistGradientBoostingRegressor(max_iter=10, random_state=0),
    neighbors.KNeighborsRegressor(5),
    neighbors.KNeighborsRegressor(5, algorithm="ball_tree", metric="manhattan"),
    svm.SVR(),
    ensemble.StackingRegressor([("svr", svm.SVR())], cv=2),
    neural_network.MLPRegressor(
        hidden_layer_sizes=(8,), solver="lbfgs", max_iter=2_000, tol=1e-2, random_state=0
    ),
    gaussian_process.GaussianProcessRegressor(
        gaussian_process.kernels.RBF(), alpha=1.0, optimizer=None
    ),
    dummy.DummyRegressor(),
    make_pipeline(preprocessing.PolynomialFeatures(2), linear_model.Ridge()),
    make_pipeline(preprocessing.MinMaxScaler(clip=True), linear_model.Ridge()),
]


def title(estimator):
    steps = getattr(estimator, "steps", [("", estimator)])
    return "-".join(step if isinstance(step, str) else type(step).__name__ for _, step in steps)


def world(*, seed=0, rows=300, unknown=0.2):
    """Counts whose logarithm is linear in the code and the account's median."""
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(rows, DIM, generator=random).tanh()
    owners = torch.randint(30, (rows,), generator=random)
    fame = 3 + torch.randn(30, generator=random)
    noise = 0.3 * torch.randn(rows, generator=random)
    medians = torch.expm1(fame[owners]).clamp_min(0)
    hidden = torch.rand(rows, generator=random) < unknown
    return Examples(
        latents=latents,
        values=torch.expm1(fame[owners] + latents @ DIRECTION + noise).clamp_min(0),
        medians=torch.where(hidden, math.nan, medians),
        accounts=owners,
        seconds=torch.zeros(rows, dtype=torch.float64),
    )


def fit(estimator, **changes):
    return fit_sklearn(estimator, world(**changes), calibration=world(seed=1), card=CARD)


@pytest.fixture(scope="module")
def forest():
    return fit(OTHERS[1])


@pytest.mark.parametrize("estimator", [*LINEAR, *OTHERS], ids=title)
def test_any_regressor_is_a_predictor_saved_and_loaded(estimator, tmp_path):
    predictor = fit(estimator)
    check_predictor(predictor)
    predictor.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"predictor.skops", "predictor.json"}
    assert kind_of(tmp_path) == "sklearn"
    loaded = load_predictor(tmp_path, fingerprint="f")
    assert isinstance(loaded, SklearnPredictor)
    assert isinstance(loaded, PropertyPredictor)
    assert loaded.card == predictor.card
    rows = world(seed=2)
    assert torch.equal(
        loaded.members(rows.latents, rows.medians), predictor.members(rows.latents, rows.medians)
    )


@pytest.mark.parametrize("estimator", LINEAR, ids=title)
def test_linear_pipelines_are_folded_and_have_their_gradient(estimator):
    predictor = fit(estimator)
    assert predictor.info.differentiable
    rows = world(seed=2, unknown=0)
    latents = rows.latents.clone().requires_grad_()
    answers = predictor.members(latents, rows.medians)
    inputs = torch.cat([rows.latents, torch.log1p(rows.medians)[:, None]], dim=1).double().numpy()
    expected = predictor.estimator.predict(inputs)
    assert np.abs(answers[0].detach().numpy() - expected).max() < 1e-4
    answers.sum().backward()
    cosine = torch.nn.functional.cosine_similarity(latents.grad[0], DIRECTION, dim=0)
    assert cosine > 0.9


@pytest.mark.parametrize("estimator", OTHERS, ids=title)
def test_what_is_not_linear_says_so_and_predicts_what_it_predicts(estimator):
    predictor = fit(estimator)
    assert not predictor.info.differentiable
    rows = world(seed=2, unknown=0)
    inputs = torch.cat([rows.latents, torch.log1p(rows.medians)[:, None]], dim=1).double().numpy()
    answers = predictor.members(rows.latents, rows.medians)
    assert not answers.requires_grad
    np.testing.assert_allclose(
        answers[0].numpy(), predictor.estimator.predict(inputs), rtol=1e-5, atol=1e-5
    )


def test_a_subclass_of_a_linear_model_is_not_taken_for_one():
    class Squared(linear_model.Ridge):
        def predict(self, X):  # noqa: N803
            return super().predict(X) ** 2

    assert not fit(Squared()).info.differentiable


def test_an_unknown_account_counts_as_a_usual_one(forest):
    train = world()
    usual = train.medians.nanmedian()
    assert forest.card.usual_median == pytest.approx(torch.log1p(usual).item())
    latents = torch.zeros(2, DIM)
    asked, unknown = forest.members(latents, torch.stack([usual, torch.tensor(math.nan)]))[0]
    assert asked == unknown
    known, unknown = forest.predict(latents, torch.tensor([usual.item(), math.nan]))
    assert math.log(unknown.high / unknown.value) > 1.5 * math.log(known.high / known.value)


def test_without_any_median_the_column_is_constant():
    predictor = fit(linear_model.LinearRegression(), unknown=1.1)
    assert predictor.card.usual_median == 0
    check_predictor(predictor)


def test_the_interval_holds_what_it_says(forest):
    rows = world(seed=3, rows=1000, unknown=0)
    predictions = forest.predict(rows.latents, rows.medians)
    inside = [
        each.low <= value <= each.high
        for each, value in zip(predictions, rows.values.tolist(), strict=True)
    ]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.06)


def test_the_estimator_given_is_left_unfitted():
    estimator = linear_model.Ridge()
    fit(estimator)
    assert not hasattr(estimator, "coef_")


@pytest.mark.parametrize(
    ("estimator", "message"),
    [
        (linear_model.Ridge(), "got one that is not fitted; fit it again"),
        (linear_model.Ridge().fit(np.eye(3), np.ones(3)), "fitted on 6 columns.*got one for 3"),
        (linear_model.Ridge().fit(np.eye(6), np.eye(6)), "expected one number a row"),
        (linear_model.Ridge().fit(np.eye(6), np.ones(6)), None),
        (KMeans(1).fit(np.eye(6)), "expected a regressor of scikit-learn, got KMeans"),
        ("ridge", "expected a regressor of scikit-learn, got str"),
    ],
)
def test_estimators_of_other_shapes_are_refused(estimator, message):
    if message is None:
        assert SklearnPredictor(CARD, estimator).info.latent_dim == DIM
        return
    with pytest.raises(ValueError, match=message) as error:
        SklearnPredictor(CARD, estimator)
    assert "\n" not in str(error.value)


def test_too_few_rows_are_refused():
    with pytest.raises(ValueError, match="calibration rows: expected at least 10, got 8"):
        fit_sklearn(linear_model.Ridge(), world(), calibration=world(rows=8), card=CARD)
