"""Shapes that predictors and the search name, beside those of the codes; see `vae.shapes`.

A predictor may just as well name its tensors `Tensor`: nothing is checked when it is used.
"""

from jaxtyping import Float, Num
from torch import Tensor

from tweetopt.vae.shapes import Latents, PerText, Scalar

__all__ = ["AnyShape", "Coefficients", "Inputs", "Latents", "Members", "PerText", "Scalar"]

AnyShape = Num[Tensor, "*shape"]
"""Numbers that are each treated alike, whole ones (a goal of 100) too."""
Coefficients = Float[Tensor, " features"]
"""Of a linear map."""
Inputs = Float[Tensor, "batch features"]
"""What a linear map sees of each text."""
Members = Float[Tensor, "members batch"]
"""Each ensemble member's prediction for each text, on the scale."""
