import json
import math
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from tweetopt.predictors import PropertyPredictor, RegressionHead, load_predictor
from tweetopt.predictors.evaluation import evaluate_predictor, predictions_on_scale
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.regression import HeadCard, features
from tweetopt.predictors.scales import Scale

DIM = 8
DIRECTION = torch.linspace(-1, 1, DIM)


def world(*, seed, rows=1500, accounts=50):
    """Counts whose logarithm is linear in the code and the account's median."""
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(rows, DIM, generator=random).tanh()
    owners = torch.randint(accounts, (rows,), generator=random)
    fame = 3 + torch.randn(accounts, generator=random)
    noise = 0.3 * torch.randn(rows, generator=random)
    return Examples(
        latents=latents,
        values=torch.expm1(fame[owners] + latents @ DIRECTION + noise).clamp_min(0),
        medians=torch.expm1(fame[owners]).clamp_min(0),
        accounts=owners,
        seconds=torch.zeros(rows, dtype=torch.float64),
    )


@pytest.fixture(scope="module")
def fitted():
    card = HeadCard(
        name="likes", unit="likes", scale=Scale.LOG1P, latent_dim=DIM, n_members=4, fingerprint="f"
    )
    return fit_head(world(seed=0), validation=world(seed=1), calibration=world(seed=2), card=card)


def test_it_follows_the_protocol(fitted):
    assert isinstance(fitted, PropertyPredictor)
    latents = torch.zeros(3, DIM, requires_grad=True)
    members = fitted.members(latents, torch.tensor([10.0, 10.0, math.nan]))
    assert members.shape == (4, 3)
    members.sum().backward()
    assert latents.grad.isfinite().all()


def test_it_finds_the_direction_that_the_world_has(fitted):
    latents = torch.zeros(1, DIM, requires_grad=True)
    fitted.mean(latents, torch.tensor([20.0])).sum().backward()
    cosine = torch.nn.functional.cosine_similarity(latents.grad[0], DIRECTION, dim=0)
    assert cosine > 0.98
    assert latents.grad.norm() == pytest.approx(DIRECTION.norm().item(), rel=0.1)


def test_a_known_account_moves_the_prediction(fitted):
    latents = torch.zeros(3, DIM)
    small, large, unknown = fitted.predict(latents, torch.tensor([5.0, 500.0, math.nan]))
    assert small.value < unknown.value < large.value
    assert large.value == pytest.approx(500, rel=0.3)
    # Not knowing the account costs certainty.
    assert math.log(unknown.high / unknown.value) > 1.5 * math.log(large.high / large.value)


def test_it_beats_the_account_median_on_new_accounts(fitted):
    report = evaluate_predictor(fitted, world(seed=3))
    assert report.head.spearman > report.baseline.spearman + 0.05
    assert report.head.pairs > 0.85
    assert report.head.pairs_2x > report.head.pairs
    assert report.head.wording_r2 > 0.8
    assert report.baseline.pairs == pytest.approx(0.5)
    assert math.isnan(report.baseline.wording_spearman)
    assert report.verdict.startswith("The head is better than the account's median alone in every")
    assert all(lead.low > 0 for lead in report.leads)


def test_what_wording_moves_is_measured(fitted):
    expected = (torch.randn(4000, DIM).tanh() @ DIRECTION).std().item()
    assert fitted.info.wording_spread == pytest.approx(expected, rel=0.1)


def test_the_same_seed_gives_the_same_head(fitted):
    again = fit_head(
        world(seed=0), validation=world(seed=1), calibration=world(seed=2),
        card=HeadCard(name="likes", unit="likes", scale=Scale.LOG1P, latent_dim=DIM, n_members=4,
                      fingerprint="f"),
    )  # fmt: skip
    assert torch.equal(again.weight, fitted.weight)


def test_saved_and_loaded_it_predicts_the_same(fitted, tmp_path):
    fitted.save(tmp_path)
    loaded = load_predictor(tmp_path, fingerprint="f")
    assert isinstance(loaded, RegressionHead)
    assert loaded.card == fitted.card
    examples = world(seed=4)
    for rows in (examples, examples.without_medians()):
        assert torch.equal(predictions_on_scale(loaded, rows), predictions_on_scale(fitted, rows))
    assert {path.name for path in tmp_path.iterdir()} == {"head.json", "head.safetensors"}


def damage_shape(folder):
    tensors = load_file(folder / "head.safetensors")
    save_file({**tensors, "weight": torch.zeros(2, 2)}, folder / "head.safetensors")


def damage_values(folder):
    tensors = load_file(folder / "head.safetensors")
    tensors["weight"][0, 0] = torch.nan
    save_file(tensors, folder / "head.safetensors")


def damage_bytes(folder):
    (folder / "head.safetensors").write_bytes(b"\x80\x04pickle")


def damage_json(folder):
    (folder / "head.json").write_text("{")


def damage_fields(folder):
    card = json.loads((folder / "head.json").read_text())
    del card["scale"]
    (folder / "head.json").write_text(json.dumps(card))


def damage_width(folder):
    card = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps({**card, "latent_dim": DIM + 1}))


def damage_number(folder):
    card = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps({**card, "latent_dim": "wide"}))


def damage_radii(folder):
    card = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps({**card, "radii": [1.0]}))


def damage_half(folder):
    data = (folder / "head.safetensors").read_bytes()
    (folder / "head.safetensors").write_bytes(data[:-10])


def damage_bits(folder):
    data = bytearray((folder / "head.safetensors").read_bytes())
    data[:8] = b"\xff" * 8  # the header's length
    (folder / "head.safetensors").write_bytes(bytes(data))


@pytest.mark.parametrize(
    "damage",
    [damage_shape, damage_values, damage_bytes, damage_json, damage_fields, damage_width,
     damage_number, damage_radii, damage_half, damage_bits],
)  # fmt: skip
def test_damaged_heads_are_refused_in_one_line(fitted, tmp_path, damage):
    fitted.save(tmp_path)
    damage(tmp_path)
    with pytest.raises(ValueError, match="expected a saved head, got") as error:
        load_predictor(tmp_path, fingerprint="f")
    assert "\n" not in str(error.value)


def test_missing_files_and_foreign_latent_spaces_are_refused(fitted, tmp_path):
    fitted.save(tmp_path)
    with pytest.raises(ValueError, match="expected one for latent space g, got one for f"):
        load_predictor(tmp_path, fingerprint="g")
    shutil.rmtree(tmp_path)
    with pytest.raises(FileNotFoundError, match="expected a folder or one of"):
        load_predictor(tmp_path, fingerprint="f")


def test_features_hide_the_median_where_it_is_unknown():
    rows = features(torch.ones(2, 3), torch.tensor([2.0, math.nan]))
    assert rows.tolist() == [[0, 0, 0, 1, 1, 1, 2, 1], [1, 1, 1, 0, 0, 0, 0, 0]]


def test_too_few_rows_are_refused():
    few = world(seed=0, rows=5)
    card = HeadCard("likes", "likes", Scale.LOG1P, DIM, 2, "f")
    with pytest.raises(ValueError, match="training rows: expected at least 20, got 5"):
        fit_head(few, validation=few, calibration=few, card=card)
