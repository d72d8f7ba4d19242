import math

import numpy as np
import pytest
import torch

from tweetopt.predictors import check_predictor
from tweetopt.predictors.baselines import WordBaseline
from tweetopt.predictors.evaluation import evaluate_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.labels import calibrated, logistic
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale

DIM = 4
DIRECTION = torch.linspace(-2, 2, DIM)
CARD = HeadCard("kind", "kind", Scale.LABEL, DIM, 3, "f")


def world(*, seed, rows=3000, accounts=100, grouped=True):
    """Labels whose log odds are linear in the code, and differ between accounts."""
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(rows, DIM, generator=random).tanh()
    owners = torch.randint(accounts, (rows,), generator=random)
    mood = torch.randn(accounts, generator=random)
    logits = latents @ DIRECTION + mood[owners]
    labels = (torch.rand(rows, generator=random) < logits.sigmoid()).float()
    return Examples(
        latents=latents,
        values=labels,
        medians=mood[owners].sigmoid() if grouped else torch.full((rows,), math.nan),
        accounts=owners if grouped else torch.arange(rows),
        seconds=torch.full((rows,), math.nan, dtype=torch.float64),
    )


def fit(*, grouped):
    parts = [world(seed=seed, grouped=grouped) for seed in range(3)]
    return fit_head(parts[0], validation=parts[1], calibration=parts[2], card=CARD)


@pytest.mark.parametrize("grouped", [True, False])
def test_probabilities_mean_what_they_say(grouped):
    head = fit(grouped=grouped)
    check_predictor(head)
    report = evaluate_predictor(head, world(seed=3, grouped=grouped))
    assert report.head.auc > report.baseline.auc + 0.1
    assert report.head.accuracy > report.baseline.accuracy + 0.05
    assert report.head.calibration_error < 0.06
    assert (report.unknown is None) is not grouped
    if grouped:
        assert report.unknown.calibration_error < 0.06
        assert report.head.pairs > 0.75
    assert report.intervals == ()
    assert "AUC" in report.verdict


def test_labels_have_no_interval():
    (prediction,) = fit(grouped=True).predict(torch.zeros(1, DIM), torch.tensor([0.5]))
    assert 0.3 < prediction.value < 0.7
    assert math.isnan(prediction.low)
    assert math.isnan(prediction.high)


def test_overconfident_and_contrary_heads_are_put_right():
    rows = world(seed=5)
    weight = torch.cat([DIRECTION, DIRECTION, torch.tensor([0.0, 0.5])])[None]
    for factor in (5.0, -1.0):
        wrong = RegressionHead(CARD, factor * weight, torch.zeros(1))
        right = evaluate_predictor(calibrated(wrong, rows), world(seed=6))
        assert right.head.calibration_error < 0.05
        assert right.unknown.calibration_error < 0.05


def test_one_label_alone_gives_a_constant():
    weight, bias = logistic(torch.randn(8, DIM), torch.ones(8), penalty=1.0)
    assert weight.abs().sum() == 0
    assert bias.sigmoid().item() == pytest.approx(0.9)


def test_words_are_a_baseline_for_labels_too():
    texts = ["good coffee", "bad rain", "good bike", "bad books"] * 20
    labels = torch.tensor([1.0, 0.0] * 40)
    words = WordBaseline(texts, labels, torch.full((80,), math.nan), scale=Scale.LABEL)
    rows = world(seed=0, rows=80, grouped=False)
    examples = Examples(
        rows.latents, labels, rows.medians, rows.accounts, rows.seconds,
        np.array(texts, dtype=object),
    )  # fmt: skip
    report = evaluate_predictor(fit(grouped=False), examples, words=words)
    assert report.words.accuracy == 1
    assert report.verdict.startswith("The head is not better than ")
    assert "the words alone (TF-IDF) (AUC 0." in report.verdict
