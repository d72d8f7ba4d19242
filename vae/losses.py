"""What the T5-VAE is trained to do, as one module that can be compiled whole."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tweetopt.vae.divergence import mmd, sample_prior
from tweetopt.vae.model import T5VAE

_IGNORED = -100  # the label that cross-entropy skips


@dataclass(frozen=True)
class LossWeights:
    """How the terms are weighed against the reconstruction's nats a token.

    Attributes:
        mmd: Of the squared maximum mean discrepancy between the batch's codes and the prior.
        hints: Of guessing each token from the code alone.
        token_drop: Share of the decoder's input tokens that are hidden, so that it must read
            the code (word dropout: Bowman et al. 2016).
    """

    mmd: float = 10.0
    hints: float = 1.0
    token_drop: float = 0.2


class T5VAELoss(nn.Module):
    """Reconstruction through a noisy code, token hints, and MMD to the prior.

    Args:
        model: The model to train.
        weights: Of the terms.
        bf16: Compute in bfloat16 where autocast allows it.
    """

    def __init__(self, model: T5VAE, *, weights: LossWeights, bf16: bool) -> None:
        super().__init__()
        self.model = model
        self.weights = weights
        self.bf16 = bf16

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The losses of a batch.

        Args:
            ids: Token ids with end marks, shape `(batch, length)`, padded with 0.

        Returns:
            Four scalars: the total to minimise; nats a token of the reconstruction and of the
            hints; the MMD.
        """
        config = self.model.config
        real = ids.ne(config.pad_token_id)
        labels = ids.masked_fill(~real, _IGNORED)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=self.bf16):
            codes = self.model.encode(ids, real.long())
            noisy = codes + config.latent_noise * torch.randn_like(codes)
            reconstruction = self.model(
                latents=noisy, labels=labels, decoder_input_ids=self._decoder_input(ids),
                use_cache=False,
            ).loss  # fmt: skip
            logits = self.model.hint_logits(noisy, length=ids.shape[1])
            hints = nn.functional.cross_entropy(logits.flatten(0, 1).float(), labels.flatten())
        divergence = mmd(codes, sample_prior(*codes.shape, device=codes.device))
        total = reconstruction + self.weights.hints * hints + self.weights.mmd * divergence
        return total, reconstruction.detach(), hints.detach(), divergence.detach()

    def _decoder_input(self, ids: Tensor) -> Tensor:
        shifted: Tensor = self.model._shift_right(ids)
        dropped = torch.rand(ids.shape, device=ids.device) < self.weights.token_drop
        dropped[:, 0] = False
        return shifted.masked_fill(dropped, self.model.config.unk_token_id)
