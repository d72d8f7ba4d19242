import inspect

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from tweetopt.vae.training.cross_entropy import IGNORED, by_blocks, linear_cross_entropy


class SizesOfProducts(TorchDispatchMode):
    """Writes down the sizes of all matrix products."""

    def __init__(self):
        super().__init__()
        self.sizes = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func is torch.ops.aten.mm.default:
            self.sizes.add(tuple(tuple(each.shape) for each in args))
        return func(*args, **(kwargs or {}))


def plain(features, weight, labels):
    return nn.functional.cross_entropy(features @ weight.T, labels, ignore_index=IGNORED)


def value_and_gradients(loss, features, weight, labels):
    features, weight = features.clone().requires_grad_(), weight.clone().requires_grad_()
    value = loss(features, weight, labels)
    (3 * value).backward()  # a factor, as a weighted term has one
    return value.detach(), features.grad, weight.grad


@pytest.mark.parametrize("rows", [7, 512, 1300])  # less than, just and more than a chunk
@pytest.mark.parametrize("compiled", [False, True])
def test_it_is_a_plain_cross_entropy(rows, compiled):
    torch.manual_seed(0)
    features, weight = torch.randn(rows, 16), torch.randn(40, 16)
    labels = torch.randint(40, (rows,))
    labels[torch.rand(rows) < 0.3] = IGNORED
    loss = linear_cross_entropy
    if compiled:  # without the checks of its shapes, which a compiler can't follow
        loss = torch.compile(inspect.unwrap(loss), backend="aot_eager")
    ours = value_and_gradients(loss, features, weight, labels)
    expected = value_and_gradients(plain, features, weight, labels)
    for got, wanted in zip(ours, expected, strict=True):
        torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-6)


def test_it_is_close_in_bfloat16():
    torch.manual_seed(0)
    features, weight = torch.randn(600, 16), torch.randn(40, 16)
    labels = torch.randint(40, (600,))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours = value_and_gradients(linear_cross_entropy, features, weight, labels)
    expected = value_and_gradients(plain, features, weight, labels)
    assert ours[1].dtype == ours[2].dtype == torch.float32
    for got, wanted in zip(ours, expected, strict=True):
        assert (got.float() - wanted).norm() < 0.01 * wanted.norm()


def test_it_is_exact_in_bfloat16_where_tokens_are_all_but_certain():
    """There, 1 less a probability in bfloat16 would be 0, or twice as much."""
    features, weight = torch.eye(16).repeat(8, 1), 9.5 * torch.eye(16)  # probabilities of 0.9989
    labels = torch.arange(16).repeat(8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours = value_and_gradients(linear_cross_entropy, features, weight, labels)
    expected = value_and_gradients(plain, features, weight, labels)
    for got, wanted in zip(ours, expected, strict=True):
        assert (got.float() - wanted).norm() < 0.01 * wanted.norm()


def test_no_row_that_counts_costs_nothing():
    nats, by_features, by_weight = value_and_gradients(
        linear_cross_entropy, torch.randn(3, 4), torch.randn(5, 4), torch.full((3,), IGNORED)
    )
    assert nats == 0
    assert not by_features.any()
    assert not by_weight.any()


def test_matrix_products_come_in_few_sizes():
    """The matrix library keeps megabytes for each size: all sizes would fill the memory."""
    weight = torch.randn(40, 8)
    with SizesOfProducts() as seen:
        for count in range(1, 1500, 37):
            by_blocks(torch.randn(count, 8), weight, torch.zeros(count, dtype=torch.long))
    assert 0 < len(seen.sizes) <= 12
