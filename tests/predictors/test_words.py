import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tweetopt.predictors import check_predictor, load_predictor
from tweetopt.predictors.base import for_texts
from tweetopt.predictors.evaluation import predictions_on_scale
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.personal_fitting import adapt_predictor
from tweetopt.predictors.regression import HeadCard
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.word_fitting import fit_words
from tweetopt.predictors.words import WordEffects, buckets

DIM = 4
WORDS = np.array([f"word{number}" for number in range(200)])
LOVED = set(WORDS[:100])
CARD = HeadCard("likes", "likes", Scale.LOG1P, DIM, 3, "f")


def world(*, seed, scale=Scale.LOG1P, rows=2000, accounts=60):
    """Values that the words decide, and codes that say nothing."""
    random = np.random.default_rng(seed)
    lines = [random.choice(WORDS, size=6) for _ in range(rows)]
    effects = torch.tensor([sum(word in LOVED for word in line) - 3.0 for line in lines])
    owners = torch.from_numpy(random.integers(accounts, size=rows))
    fame = torch.from_numpy(random.normal(4, 1, accounts)).float()[owners]
    if scale is Scale.LABEL:
        values, medians = (effects > 0).float(), torch.full((rows,), math.nan)
    else:
        values, medians = torch.expm1((fame + effects).clamp_min(0)), torch.expm1(fame)
    return Examples(
        latents=torch.from_numpy(random.normal(size=(rows, DIM))).float().tanh(),
        values=values,
        medians=medians,
        accounts=owners,
        seconds=torch.zeros(rows, dtype=torch.float64),
        texts=np.array([" ".join(line) for line in lines], dtype=object),
    )


def fit(*, scale=Scale.LOG1P, worded=True):
    train, validation, calibration = (world(seed=seed, scale=scale) for seed in range(3))
    return fit_head(
        train,
        validation=validation,
        calibration=calibration,
        card=replace(CARD, scale=scale),
        worded=train if worded else None,
    )


@pytest.fixture(scope="module")
def head():
    return fit()


@pytest.fixture(scope="module")
def unseen():
    return world(seed=9)


def correlation(predictor, rows):
    scale = predictor.info.scale
    effects = scale.forward(rows.values) - scale.forward(rows.medians).nan_to_num(0.0)
    predicted = predictions_on_scale(predictor, rows) - scale.forward(rows.medians).nan_to_num(0.0)
    return np.corrcoef(effects, predicted)[0, 1]


def test_a_head_that_reads_words_knows_what_codes_do_not_say(head, unseen):
    assert correlation(head, unseen) > 0.8
    assert abs(correlation(fit(worded=False), unseen)) < 0.2


def test_labels_are_told_by_words_too():
    assert correlation(fit(scale=Scale.LABEL), world(seed=9, scale=Scale.LABEL)) > 0.6


def test_the_interval_holds_for_what_is_read(head, unseen):
    asked = unseen.read_by(head)
    answers = asked.predict(unseen.latents, unseen.medians)
    inside = [
        each.low <= value <= each.high for each, value in zip(answers, unseen.values, strict=True)
    ]
    assert 0.86 < np.mean(inside) < 0.94


def test_without_texts_it_answers_for_average_words(head, unseen):
    read = predictions_on_scale(head, unseen).mean()
    unread = head.mean(unseen.latents, unseen.medians).mean()
    assert read == pytest.approx(float(unread), abs=0.1)


def test_it_follows_both_protocols(head):
    check_predictor(head)
    check_predictor(replace(head.for_texts(["word1 word2"]), effects=None))


def test_each_text_is_read_by_itself(head):
    texts = ["word1 word150", "word3", ""]
    together = head.words(texts)
    assert torch.equal(together, torch.cat([head.words([text]) for text in texts]))
    assert torch.equal(head.words(texts[::-1]), together.flip(0))


def test_a_calibrated_head_reads_as_well(head, unseen):
    own = adapt_predictor(head, unseen.where(torch.arange(30)), base="likes")
    text, other = "word1 word2 word3 word4", "word150 word151 word152 word153"
    codes, medians = torch.zeros(2, DIM), torch.full((2,), 50.0)
    loved, plain = for_texts(own, [text, other]).predict(codes, medians)
    assert loved.value > 2 * plain.value


def test_a_predictor_of_codes_alone_is_left_as_it_is():
    plain = fit(worded=False)
    assert predictions_on_scale(plain, world(seed=9)).isfinite().all()
    codes, medians = torch.zeros(1, DIM), torch.tensor([50.0])
    assert torch.equal(
        for_texts(plain, ["word1"]).members(codes, medians), plain.members(codes, medians)
    )


def test_a_row_is_told_only_what_other_accounts_taught():
    """Values of pure chance: told by its own text, a row would seem to be predictable."""
    rows = world(seed=3, rows=600)
    chance = torch.from_numpy(np.random.default_rng(0).normal(50, 10, len(rows))).float()
    rows = replace(rows, values=chance, medians=torch.full_like(chance, 50.0))
    words, effects = fit_words(rows, scale=Scale.PLAIN, wanted=rows)
    assert abs(np.corrcoef(effects, chance)[0, 1]) < 0.15
    assert np.corrcoef(words(rows.texts.tolist()), chance)[0, 1] > 0.5


def test_few_texts_teach_no_words():
    few = [world(seed=seed, rows=150, accounts=30) for seed in range(3)]
    head = fit_head(few[0], validation=few[1], calibration=few[2], card=CARD, worded=few[0])
    assert head.words is None
    assert not head.card.reads_words


def test_words_and_their_neighbours_have_buckets():
    assert len(buckets("Not good", 2**17)) == 5  # not, good, ^ not, not good, good $
    assert np.array_equal(buckets("NOT  good", 2**17), buckets("not good", 2**17))
    assert not np.array_equal(buckets("good not", 2**17), buckets("not good", 2**17))
    assert WordEffects(torch.ones(8), 0.0)([""]).isfinite().all()


def test_saved_and_loaded_it_reads_the_same(head, unseen, tmp_path):
    head.save(tmp_path)
    again = load_predictor(tmp_path, fingerprint="f")
    torch.testing.assert_close(
        predictions_on_scale(again, unseen), predictions_on_scale(head, unseen)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"words": torch.full((8,), torch.nan)},
        {"words": torch.ones(2, 4)},
        {"words": None},
        {"usual_words": torch.tensor([math.inf])},
        {"usual_words": None},
    ],
)
def test_damaged_words_are_refused_in_one_line(head, tmp_path, changes):
    head.save(tmp_path)
    tensors = {**load_file(tmp_path / "head.safetensors"), **changes}
    kept = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    save_file(kept, tmp_path / "head.safetensors")
    with pytest.raises(ValueError, match="expected a saved head") as error:
        load_predictor(tmp_path, fingerprint="f")
    assert "\n" not in str(error.value)
