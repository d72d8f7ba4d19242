"""The shapes that annotations name are checked while tests run, and only then."""

import pytest
import torch
from jaxtyping import TypeCheckError
from processes import run_python

from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors.base import around
from tweetopt.predictors.scales import Scale
from tweetopt.vae.divergence import mmd
from tweetopt.vae.geometry import interpolate


def test_a_wrong_shape_is_refused_here():
    with pytest.raises(TypeCheckError, match="latent_dim"):
        mmd(torch.randn(4, 3), torch.randn(4, 2))
    with pytest.raises(TypeCheckError, match="batch"):
        interpolate(torch.randn(1, 3), torch.randn(2, 3), fraction=0.5)
    with pytest.raises(TypeCheckError, match="batch"):
        around(Scale.PLAIN, torch.zeros(2), torch.zeros(1))
    with pytest.raises(TypeCheckError, match="batch"):
        Ball(torch.zeros(3, 4), torch.ones(2))
    with pytest.raises(TypeCheckError, match="latent_dim"):
        Ball(torch.zeros(3, 4), torch.ones(3)).project(torch.zeros(3))


def test_nothing_is_checked_in_use():
    code = (
        "import sys, torch\n"
        "from tweetopt.predictors.base import around\n"
        "from tweetopt.predictors.scales import Scale\n"
        "from tweetopt.vae.geometry import interpolate\n"
        "interpolate(torch.randn(1, 3), torch.randn(2, 3), fraction=0.5)\n"
        "around(Scale.PLAIN, torch.zeros(2), torch.zeros(1))\n"
        "assert 'beartype' not in sys.modules\n"
    )
    run_python(code)
