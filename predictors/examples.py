"""Encoded texts with what they got: what heads are fitted, calibrated and measured on."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from jaxtyping import Bool, Int
from torch import Tensor

from tweetopt.predictors.base import PropertyPredictor, for_texts
from tweetopt.predictors.shapes import Latents, PerText


@dataclass(frozen=True)
class Examples:
    """Encoded texts with what they got.

    Attributes:
        latents: Shape `(n, latent_dim)`; `(n, 0)` where only the texts are read.
        values: Shape `(n,)`, in the property's unit.
        medians: Shape `(n,)`: the account medians in the same unit (of labels, the account's share
            of ones), NaN where unknown.
        accounts: Shape `(n,)`: who posted, as numbers.
        seconds: Shape `(n,)`: when, in seconds since 1970; NaN where unknown.
        texts: Shape `(n,)`: the texts themselves, for what reads words; or empty.
    """

    latents: Latents
    values: PerText
    medians: PerText
    accounts: Int[Tensor, " batch"]
    seconds: PerText
    texts: npt.NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))

    def __len__(self) -> int:
        return len(self.values)

    def where(self, chosen: Bool[Tensor, " batch"] | Int[Tensor, " chosen"]) -> "Examples":
        """The rows that a mask `(n,)` is true for, or of these numbers, repeated or not."""
        return Examples(
            self.latents[chosen],
            self.values[chosen],
            self.medians[chosen],
            self.accounts[chosen],
            self.seconds[chosen],
            self.texts[chosen.numpy()] if len(self.texts) else self.texts,
        )

    def read_by(self, predictor: PropertyPredictor) -> PropertyPredictor:
        """A predictor, to be asked about these rows, whose texts it sees if it can read."""
        return for_texts(predictor, self.texts.tolist()) if len(self.texts) else predictor

    def with_medians(self) -> "Examples":
        """The rows whose account median is known."""
        return self.where(self.medians.isfinite())

    def with_one_median(self) -> "Examples":
        """All rows, with the middle of its medians for each account: one for all of its rows."""
        by_account = pd.Series(self.medians.numpy()).groupby(self.accounts.numpy())
        medians = torch.tensor(by_account.transform("median").to_numpy())
        return replace(self, medians=medians.to(self.medians))

    def without_medians(self) -> "Examples":
        """All rows, as if every account were unknown."""
        return replace(self, medians=torch.full_like(self.medians, torch.nan))
