"""What the T5-VAE is trained to do, as one module that can be compiled whole."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from tweetopt.vae.bottleneck import LatentLinear
from tweetopt.vae.divergence import mmd, sample_prior
from tweetopt.vae.model import T5VAE
from tweetopt.vae.shapes import Features, Latents, PerText, Scalar, TokenIds
from tweetopt.vae.teaching.components import Components
from tweetopt.vae.training.config import LossConfig
from tweetopt.vae.training.cross_entropy import IGNORED, linear_cross_entropy
from tweetopt.vae.training.distributed import gather_rows, world_size
from tweetopt.vae.training.gist_loss import GistLoss
from tweetopt.vae.training.noise import damage_tokens, noisy_codes

_HIDING = 0.7  # share of a training in which word dropout falls to none
_GUESSED = 0.25  # share of the tokens that are predicted from the code alone


class T5VAELoss(nn.Module):
    """Reconstruction through a noisy code, its helpers, and MMD to the prior.

    Args:
        model: The model to train.
        config: Noise, and the weights of the terms.
        bf16: Compute in bfloat16 where autocast allows it.
        components: Of the teacher's embeddings, where there is one that teaches the gist.

    Attributes:
        hidden: Share of the decoder's input tokens that are hidden now.
    """

    hidden: Scalar

    def __init__(
        self, model: T5VAE, *, config: LossConfig, bf16: bool, components: Components | None = None
    ) -> None:
        super().__init__()
        self.model = model
        self.config = config
        self.bf16 = bf16
        # A tensor, so that changing it compiles nothing anew.
        self.register_buffer("hidden", torch.tensor(config.token_drop), persistent=False)
        self.effect = _zero_layer(model.config.latent_dim) if config.effect else None
        self.meaning = None if components is None else GistLoss(components)

    def set_progress(self, fraction: float) -> None:
        """Say how much of the training is done, 0 to 1: fewer words are hidden from then on."""
        self.hidden.fill_(self.config.token_drop * max(0.0, 1 - fraction / _HIDING))

    def forward(
        self,
        ids: TokenIds,
        effects: PerText,
        embeddings: Float[Tensor, "batch teacher_dim"] | None = None,
    ) -> dict[str, Scalar]:
        """The losses of a batch.

        Args:
            ids: Token ids with end marks, shape `(batch, length)`, padded with 0.
            effects: Labels, shape `(batch,)`; NaN where unknown.
            embeddings: The teacher's, shape `(batch, teacher_dim)`, NaN where there is none.

        Returns:
            Scalars by name: `total`, to minimise, and unweighted terms to watch:
            `reconstruction` and `hints` (nats a token), `mmd`, `effect`, `meaning`, `consistency`.
        """
        config = self.config
        real = ids.ne(self.model.config.pad_token_id)
        labels = ids.masked_fill(~real, IGNORED)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=self.bf16):
            inputs = damage_tokens(ids, share=config.input_noise) if config.input_noise else ids
            clean = self.model.encode_pre_tanh(inputs, real.long())
            noisy = noisy_codes(
                clean,
                largest=config.latent_noise,
                power=config.noise_power,
                gist_dim=self.model.config.gist_dim,
                detail_dropout=config.detail_dropout,
            )
            latents = noisy.tanh()
            features = self.model.decoder_features(latents, self._decoder_input(ids))
            terms = {
                "reconstruction": self._nats(features, labels),
                "hints": self._hints(latents, labels),
            }
            if config.consistency:
                terms["consistency"] = self._consistency(noisy, features, real)
            if self.effect is not None:
                terms["effect"] = _effect_error(self.effect(latents)[:, 0], effects)
            if self.meaning is not None and self.model.readout is not None:
                gists = clean[:, : self.model.config.gist_dim]
                terms["meaning"] = self.meaning(gists, self.model.readout(gists), embeddings)
        terms["mmd"] = self._mmd(clean.tanh())
        # Each process sees its own codes' share of the gradient, and the shares are averaged.
        weights = {"reconstruction": 1.0, **vars(config), "mmd": config.mmd * world_size()}
        total = torch.stack([weights[name] * term.float() for name, term in terms.items()]).sum()
        return {"total": total, **{name: term.detach() for name, term in terms.items()}}

    def _mmd(self, latents: Latents) -> Scalar:
        codes = gather_rows(latents)
        prior = gather_rows(sample_prior(*latents.shape, device=latents.device))
        parts = list(self.model.config.parts)
        whole = mmd(codes, prior)
        if len(parts) == 1:
            return whole
        pairs = zip(torch.split(codes, parts, 1), torch.split(prior, parts, 1), strict=True)
        return torch.stack([whole, *(mmd(*pair) for pair in pairs)]).mean()

    def _hints(self, latents: Latents, labels: TokenIds) -> Scalar:
        # Some of them teach the code as much as all, in a fraction of the time.
        left_out = torch.rand(labels.shape, device=labels.device) >= _GUESSED
        features = self.model.hint_features(latents, length=labels.shape[1])
        return self._nats(features, labels.masked_fill(left_out, IGNORED))

    def _nats(self, features: Features, labels: TokenIds) -> Scalar:
        return linear_cross_entropy(
            features.flatten(0, 1), self.model.lm_head.weight, labels.flatten()
        )

    @torch.no_grad()
    def _written(self, features: Features) -> TokenIds:
        written: Tensor = self.model.lm_head(features).argmax(-1)
        return written

    def _consistency(
        self, noisy: Latents, features: Features, real: Bool[Tensor, "batch length"]
    ) -> Scalar:
        written = self._written(features) * real
        again = self.model.encode_pre_tanh(written, real.long())
        distance: Tensor = (again - noisy.detach()).square().mean()
        return distance

    def _decoder_input(self, ids: TokenIds) -> TokenIds:
        shifted: Tensor = self.model._shift_right(ids)
        dropped = torch.rand(ids.shape, device=ids.device) < self.hidden
        dropped[:, 0] = False
        return shifted.masked_fill(dropped, self.model.config.unk_token_id)


def _zero_layer(latent_dim: int) -> LatentLinear:
    layer = LatentLinear(latent_dim, 1)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def _effect_error(guesses: PerText, effects: PerText) -> Scalar:
    """Mean squared error where the effect is known; 0 where none is."""
    known = effects.isfinite()
    squares = (guesses.float() - effects.nan_to_num()).square() * known
    return squares.sum() / known.sum().clamp_min(1)
