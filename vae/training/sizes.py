"""How large a model to train, where it isn't as its preset or its base has it."""

from dataclasses import dataclass

from tweetopt.vae.config import Preset, T5VAEConfig, preset_config


@dataclass(frozen=True)
class ModelSizes:
    """How large a model to train; None leaves a size to the preset or the base.

    Attributes:
        preset: The sizes of a model that starts without a base.
        latent_dim: Width of the latent code, gist and all.
        gist_dim: How many of its numbers are the gist, what a text says. Default: as many as the
            base's; of a code without one, 128 with a teacher's embeddings and none without.
        decoder_layers: Layers of the decoder of a T5-VAE as base, as many as it has or more.
        max_tokens: Longest text, in tokens with the end mark.
    """

    preset: Preset = "small"
    latent_dim: int | None = None
    gist_dim: int | None = None
    decoder_layers: int | None = None
    max_tokens: int | None = None

    def config(self, *, vocab_size: int, teacher_dim: int, kind: str) -> T5VAEConfig:
        """The configuration of a model without a base.

        Args:
            vocab_size: Size of the tokenizer's vocabulary.
            teacher_dim: Width of the sentence embeddings that the gist is taught by; 0 for none.
            kind: What the texts are.

        Raises:
            ValueError: The preset is unknown, or a size is too small.
        """
        return preset_config(
            self.preset,
            vocab_size=vocab_size,
            latent_dim=self.latent_dim,
            gist_dim=self.gist_dim or 0,
            teacher_dim=teacher_dim,
            max_tokens=self.max_tokens,
            kind=kind,
        )
