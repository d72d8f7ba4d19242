import math
import subprocess
import sys

import pytest
import torch
from processes import run_python

from tweetopt.vae.config import preset_config
from tweetopt.vae.model import T5VAE
from tweetopt.vae.training.config import LossConfig
from tweetopt.vae.training.losses import T5VAELoss

IDS = torch.tensor([[5, 6, 7, 1, 0], [8, 9, 1, 0, 0], [10, 11, 12, 13, 1], [5, 9, 7, 6, 1]])


def make_loss(**settings):
    torch.manual_seed(0)
    model = T5VAE(preset_config("tiny", vocab_size=40))
    return T5VAELoss(model, config=LossConfig(**settings), bf16=False)


def test_the_total_is_the_weighted_sum_of_the_terms():
    loss = make_loss(mmd=3.0, hints=0.5, effect=2.0, consistency=0.25)
    terms = loss(IDS, torch.tensor([1.0, -1.0, float("nan"), 2.0]))
    expected = (
        terms["reconstruction"] + 3 * terms["mmd"] + 0.5 * terms["hints"]
        + 2 * terms["effect"] + 0.25 * terms["consistency"]
    )  # fmt: skip
    assert terms["total"].detach() == pytest.approx(float(expected), rel=1e-5)
    assert terms["effect"] == pytest.approx((1 + 1 + 4) / 3)  # the unknown one doesn't count


def test_the_effect_is_learned_into_the_code():
    loss = make_loss(effect=5.0, latent_noise=0.3)
    optimizer = torch.optim.AdamW(loss.parameters(), lr=3e-3)
    effects = torch.tensor([1.0, -1.0, 0.5, -0.5])
    for _ in range(150):
        terms = loss(IDS, effects)
        optimizer.zero_grad()
        terms["total"].backward()
        optimizer.step()
    guesses = loss.effect(loss.model.encode(IDS, IDS.ne(0).long()))[:, 0]
    assert torch.allclose(guesses, effects, atol=0.35)


# In a process of its own, where no shapes are checked: that cannot be compiled.
COMPILE = """
import torch
from torch._dynamo.testing import CompileCounter
from tweetopt.vae.config import preset_config
from tweetopt.vae.model import T5VAE
from tweetopt.vae.training.config import LossConfig
from tweetopt.vae.training.losses import T5VAELoss
torch.set_num_threads(1)
model = T5VAE(preset_config("tiny", vocab_size=40))
loss = T5VAELoss(model, config=LossConfig(effect=1.0, input_noise=0.2), bf16=False)
loss.model.prepare_for_cpu()
counter = CompileCounter()
compiled = torch.compile(loss, backend=counter, fullgraph=True, dynamic=False)
many = torch.tensor(%s).repeat(100, 1)
effects = torch.tensor([1.0, -1.0, float("nan"), 2.0]).repeat(100)
for step in range(6):
    loss.set_progress(step / 6)
    compiled(torch.cat([many, many], 1) if step %% 2 else many, effects)["total"].backward()
    loss.zero_grad()
assert counter.frame_count == 2, counter.frame_count
"""


def test_it_compiles_whole_and_once_for_each_length():
    """No graph breaks, and nothing compiled anew as training goes on."""
    run_python(COMPILE % IDS.tolist())


def test_ever_fewer_words_are_hidden_from_the_decoder():
    loss = make_loss(token_drop=1.0)
    hidden = loss.model.config.unk_token_id
    assert loss._decoder_input(IDS)[0].tolist() == [0, *[hidden] * 4]
    shares = []
    for fraction in (0.0, 0.35, 0.7, 1.0):
        loss.set_progress(fraction)
        shares.append(loss.hidden.item())
    assert shares == pytest.approx([1.0, 0.5, 0.0, 0.0])
    assert loss._decoder_input(IDS)[0].tolist() == [0, 5, 6, 7, 1]


@pytest.mark.parametrize(
    "settings",
    [
        {"latent_noise": 1.5},
        {"input_noise": -0.1},
        {"mmd": -1},
        {"effect": math.nan},
        {"noise_power": -1},
    ],
)
def test_senseless_settings_are_refused(settings):
    with pytest.raises(ValueError, match=f"{next(iter(settings)).replace('_', ' ')}: expected"):
        LossConfig(**settings)


GATHER = """
import sys, torch, torch.distributed as dist
from tweetopt.vae.training.distributed import gather_rows, world_size
from tweetopt.vae.divergence import mmd
torch.set_num_threads(1)
rank = int(sys.argv[1])
dist.init_process_group("gloo", init_method=f"file://{sys.argv[2]}", rank=rank, world_size=2)
inputs, prior = (torch.randn(8, 6, generator=torch.Generator().manual_seed(s)) for s in (1, 2))
weight = torch.eye(6, requires_grad=True)
here = slice(4 * rank, 4 * rank + 4)
loss = mmd(gather_rows((inputs[here] @ weight).tanh()), gather_rows(prior[here]))
(world_size() * loss).backward()
dist.all_reduce(weight.grad)
whole = torch.eye(6, requires_grad=True)
mmd((inputs @ whole).tanh(), prior).backward()
assert whole.grad.abs().max() > 1e-4
assert torch.allclose(weight.grad / 2, whole.grad, atol=1e-7), (weight.grad / 2, whole.grad)
"""


def test_two_processes_have_the_mmd_gradient_of_the_whole_batch(tmp_path):
    processes = [
        subprocess.Popen([sys.executable, "-c", GATHER, rank, str(tmp_path / "meet")])
        for rank in "01"
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
