import pytest
import torch
from torch.nn import functional

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.inference.matrix import Matrix


@pytest.fixture(params=["AVX512", "AVX2"])
def processor(request, monkeypatch):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: request.param)


@pytest.mark.usefixtures("processor")
@pytest.mark.parametrize("shape", [(1, 8), (3, 5, 8), (40, 8), (2, 1, 6)])
def test_every_way_gives_the_product(shape):
    weight, offset, x = torch.randn(7, 8), torch.randn(7), torch.randn(shape)
    expected = functional.linear(x, weight[:, : shape[-1]], offset)
    torch.testing.assert_close(Matrix(weight, offset)(x), expected)
    near = Matrix(weight, offset, bf16=True)(x)
    assert near.dtype == torch.float32
    torch.testing.assert_close(near, expected, atol=0.1, rtol=0.02)


def test_only_many_rows_are_multiplied_in_bfloat16():
    matrix = Matrix(torch.randn(7, 8), bf16=True)
    types = {rows: matrix.product(torch.randn(rows, 8)).dtype for rows in (1, 15, 16, 100)}
    assert types == {1: torch.float32, 15: torch.float32, 16: torch.bfloat16, 100: torch.bfloat16}


def test_products_in_bfloat16_come_in_few_sizes(monkeypatch):
    """The matrix library keeps megabytes for each size: all sizes would fill the memory."""
    sizes, linear = set(), functional.linear
    monkeypatch.setattr(
        functional, "linear", lambda x, weight: sizes.add(len(x)) or linear(x, weight)
    )
    matrix = Matrix(torch.randn(7, 8), bf16=True)
    for count in range(16, 2500):
        assert len(matrix(torch.randn(count, 8))) == count
    assert len(sizes) == 15


def test_bfloat16_writes_the_same_texts_and_leaves_the_codes_alone(model_folder, autoencoder):
    half = TextAutoencoder.from_pretrained(model_folder, bf16=True)
    texts = ["my dog wants the rain", "our team loves a bike"] * 10
    codes = autoencoder.encode(texts)
    assert torch.equal(half.encode(texts), codes)
    quickly = half.encode(texts, fast=True)
    assert not torch.equal(quickly, codes)
    torch.testing.assert_close(quickly, codes, atol=0.05, rtol=0)
    assert torch.equal(autoencoder.encode(texts, fast=True), codes)
    assert half.decode(codes) == autoencoder.decode(codes) == texts
    likely, nearly = autoencoder.log_prob(texts, codes), half.log_prob(texts, codes)
    torch.testing.assert_close(nearly, likely, atol=0.1, rtol=0.1)
    assert not torch.equal(nearly, likely)
