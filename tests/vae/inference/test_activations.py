import pytest
import torch
from torch.nn import functional

from tweetopt.vae.inference.activations import gelu_new


@pytest.mark.parametrize("rows", [1, 100])
def test_gelu_is_torchs_own(rows):
    one, other = (torch.linspace(-9, 9, 1000).repeat(rows, 1).requires_grad_() for _ in range(2))
    ours, theirs = gelu_new(one), functional.gelu(other, approximate="tanh")
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-5)
    ours.sum().backward(), theirs.sum().backward()
    torch.testing.assert_close(one.grad, other.grad, atol=1e-6, rtol=1e-5)
