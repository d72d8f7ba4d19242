"""Folders that somebody tampered with: nothing of them is run, and one line says what is wrong."""

import json
import math
import sys

import numpy as np
import pytest
import skops.io
import torch
from sklearn import linear_model, preprocessing
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.pipeline import make_pipeline

from tweetopt.predictors import fit_sklearn, load_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.sklearn_predictor import SklearnCard

DIM = 5
CARD = SklearnCard("likes", "likes", Scale.LOG1P, DIM, "f")


def fit(estimator):
    latents = torch.randn(50, DIM, generator=torch.Generator().manual_seed(0)).tanh()
    values, times = latents[:, 0].exp() * 50, torch.zeros(50, dtype=torch.float64)
    rows = Examples(latents, values, torch.full((50,), 50.0), torch.arange(50), times)
    return fit_sklearn(estimator, rows, calibration=rows, card=CARD)


class Sly(RegressorMixin, BaseEstimator):
    """Somebody's own estimator, which says when it is built or called."""

    built = 0

    def __setstate__(self, state):
        type(self).built += 1
        self.__dict__.update(state)

    def fit(self, X, y):  # noqa: ARG002, N803
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X):  # noqa: N803
        return np.zeros(len(X))


def put_foreign_type(folder):
    sly = Sly().fit(np.zeros((2, DIM + 1)), None)
    (folder / "predictor.skops").write_bytes(skops.io.dumps(sly))


def put_foreign_function(folder):
    evil = make_pipeline(preprocessing.FunctionTransformer(json.loads), linear_model.Ridge())
    (folder / "predictor.skops").write_bytes(skops.io.dumps(evil))


def put_pickle(folder):
    (folder / "predictor.skops").write_bytes(b"\x80\x04csystem\n.")


def put_half(folder):
    data = (folder / "predictor.skops").read_bytes()
    (folder / "predictor.skops").write_bytes(data[: len(data) // 2])


def put_narrow(folder):
    ridge = linear_model.Ridge().fit(np.eye(3), np.ones(3))
    (folder / "predictor.skops").write_bytes(skops.io.dumps(ridge))


def put_nan(folder):
    ridge = linear_model.Ridge().fit(np.eye(DIM + 1), np.ones(DIM + 1))
    ridge.coef_[:] = np.nan
    (folder / "predictor.skops").write_bytes(skops.io.dumps(ridge))


def put_wrong_coefficients(folder):
    ridge = linear_model.Ridge().fit(np.eye(DIM + 1), np.ones(DIM + 1))
    ridge.coef_ = np.ones(2)
    (folder / "predictor.skops").write_bytes(skops.io.dumps(ridge))


def put_number(folder):
    (folder / "predictor.skops").write_bytes(skops.io.dumps(3))


def put_card(**changes):
    def put(folder):
        fields = json.loads((folder / "predictor.json").read_text())
        (folder / "predictor.json").write_text(json.dumps({**fields, **changes}))

    return put


def put_head_beside(folder):
    (folder / "head.json").write_text("{}")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (put_foreign_type, r"types of scikit-learn only, got .*test_tampering\.Sly"),
        (put_foreign_function, r"types of scikit-learn only, got json\.loads"),
        (put_pickle, r"expected a skops file, got a damaged one \(no zip archive\)"),
        (put_half, "expected a skops file, got a damaged one"),
        (put_number, "expected a regressor of scikit-learn, got int"),
        (put_narrow, "expected an estimator fitted on 6 columns.*got one for 3"),
        (put_nan, "expected finite numbers from the estimator, got"),
        (put_wrong_coefficients, "expected one number a row from the estimator, got"),
        (put_card(latent_dim=9), "expected an estimator fitted on 10 columns.*got one for 6"),
        (put_card(latent_dim="9"), "latent_dim: expected a whole number, got '9'"),
        (put_card(scale="sideways"), "'sideways' is not a valid Scale"),
        (put_card(kind="head"), "expected a card of kind 'sklearn'"),
        (put_card(name=None), "expected a card of kind 'sklearn'"),
        (put_card(usual_median=math.nan), "usual_median: expected a finite number"),
        (put_card(radius_known=-1), "radius_known: expected at least 0"),
        (put_card(radius_known="1"), "expected a card of kind 'sklearn'"),
        (put_card(more=1), "unexpected keyword argument 'more'"),
        (put_card(fingerprint="g"), "expected one for latent space f, got one for g"),
        (put_head_beside, "expected the files of one kind, got those of head and sklearn"),
    ],
)
def test_tampered_folders_are_refused_in_one_line(tmp_path, damage, message):
    fit(linear_model.Ridge()).save(tmp_path)
    damage(tmp_path)
    Sly.built = 0
    with pytest.raises(ValueError, match=message) as error:
        load_predictor(tmp_path, fingerprint="f")
    assert "\n" not in str(error.value)
    assert Sly.built == 0  # nothing of the file was built


def test_what_could_not_be_read_again_is_not_saved(tmp_path):
    predictor = fit(Sly())
    with pytest.raises(ValueError, match="write a plug-in for yours"):
        predictor.save(tmp_path)
    assert not (tmp_path / "predictor.skops").exists()


def test_missing_files_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"expected the files head\.safetensors, head"):
        load_predictor(tmp_path, fingerprint="f")
    fit(linear_model.Ridge()).save(tmp_path)
    (tmp_path / "predictor.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"expected the file predictor\.json"):
        load_predictor(tmp_path, fingerprint="f")


def test_a_missing_extra_is_one_line(tmp_path, monkeypatch):
    predictor = fit(linear_model.Ridge())
    predictor.save(tmp_path)
    for name in ("skops", "skops.io"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ValueError, match=r"pip install '\.\[sklearn\]'") as error:
        load_predictor(tmp_path, fingerprint="f")
    assert "\n" not in str(error.value)
