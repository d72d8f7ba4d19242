"""Texts to latent codes and back: the interface of a trained T5-VAE."""

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from tokenizers import Tokenizer
from torch import Tensor

from tweetopt.vae.divergence import prior_radius, sample_prior
from tweetopt.vae.folders import DEFAULT_MODEL, fingerprint, model_folder
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.hardware import has_bf16
from tweetopt.vae.inference.decoding import write
from tweetopt.vae.inference.network import Network
from tweetopt.vae.inference.refinement import refine_codes
from tweetopt.vae.metrics import sequence_nll
from tweetopt.vae.shapes import Latents, PerText
from tweetopt.vae.text_encoder import BATCH, TextEncoder
from tweetopt.vae.tokenizer import load_tokenizer
from tweetopt.vae.wording.wording import Wording

if TYPE_CHECKING:  # importing transformers' T5 takes seconds
    from tweetopt.vae.model import T5VAE


class TextAutoencoder(TextEncoder):
    """A trained T5-VAE with its tokenizer: all of `TextEncoder`, and texts of codes.

    Texts go in as they are: whoever wants links and mentions masked does it first.

    Args:
        network: The model's computations.
        tokenizer: Its tokenizer.
        fingerprint: Of the latent space; predictors are bound to it.
        folder: Where it was loaded from.
        wording: How its training texts were worded, if that was written down.
    """

    def __init__(
        self,
        network: Network,
        tokenizer: Tokenizer,
        *,
        fingerprint: str,
        folder: Path,
        wording: Wording | None = None,
    ) -> None:
        super().__init__(network, tokenizer)
        self.fingerprint = fingerprint
        self.folder = folder
        self.wording = wording

    @classmethod
    def from_pretrained(
        cls, name_or_folder: str | Path = DEFAULT_MODEL, *, bf16: bool | None = None
    ) -> "TextAutoencoder":
        """Load a bundled model by name, or a folder that training wrote.

        Codes are float32. Texts are written and judged in float32 or, where that's faster and there
        are many at once, in bfloat16; what a text becomes then depends a little on the others.

        Args:
            name_or_folder: A name, or a folder.
            bf16: Whether to use bfloat16; by default where the processor has it.

        Raises:
            FileNotFoundError: There is no such model, or a file is missing from its folder.
            ValueError: A file is damaged.
        """
        folder = model_folder(name_or_folder)
        try:
            network = Network.from_folder(
                folder, bf16=has_bf16(torch.device("cpu")) if bf16 is None else bf16
            )
            tokenizer = load_tokenizer(folder)
        except Exception as error:  # tokenizers raises bare Exceptions, safetensors its own
            raise ValueError(_damaged(folder, " ".join(str(error).split())[:200])) from error
        return cls(
            network,
            tokenizer,
            fingerprint=fingerprint(folder),
            folder=folder,
            wording=Wording.load(folder),
        )

    @cached_property
    def model(self) -> "T5VAE":
        """The same model as transformers', in float32: to train on, or for its ways to write."""
        from tweetopt.vae.model import T5VAE

        return T5VAE.from_pretrained(  # type: ignore[no-any-return]  # transformers is untyped
            self.folder, dtype=torch.float32, local_files_only=True
        ).eval()

    @torch.no_grad()
    def decode(
        self,
        latents: Latents,
        *,
        max_tokens: int | None = None,
        temperature: float = 0.0,
        beams: int = 1,
        seed: int = 0,
    ) -> list[str]:
        """Write the texts of codes.

        Args:
            latents: Shape `(texts, latent_dim)`.
            max_tokens: Stop there instead of at the model's length.
            temperature: 0 writes the likeliest next token; above, one of the 50 likeliest is
                drawn.
            beams: Beginnings of a text that are kept at each step. More find likelier texts: of
                codes that nothing was encoded to, more of them are whole sentences. Takes about
                as many times as long.
            seed: Of the draws; a text's own depend on its place alone.

        Returns:
            As many texts as codes. A text may hold U+FFFD where the bytes were no UTF-8.

        Raises:
            ValueError: Texts can't both be drawn and have beams.
        """
        limit = min(max_tokens or self.max_tokens, self.max_tokens) + 1
        if beams > 1:
            if temperature:
                raise ValueError("decode: expected beams or a temperature, got both")
            written = self._beam_search(latents, limit=limit, beams=beams)
        else:
            written = write(
                self.network.decoder,
                latents,
                limits=[limit] * len(latents),
                temperatures=[temperature],
                chances=self._chances(1, len(latents), seed),
            )
        texts: list[str] = self.tokenizer.decode_batch(written, skip_special_tokens=True)
        return texts

    @torch.no_grad()
    def decode_near(
        self,
        latents: Float[Tensor, "texts codes latent_dim"],
        texts: Sequence[str],
        *,
        max_tokens: Sequence[int],
        temperatures: Sequence[float] = (0.0,),
        seed: int = 0,
    ) -> list[list[str]]:
        """Write the texts of codes that lie near those of known texts.

        The same texts as `decode` writes, to rounding, but sooner: those that begin like the known
        one are read that far instead of written, and all are written together.

        Args:
            latents: Codes near each known text's, shape `(n, codes, latent_dim)`.
            texts: The n known texts.
            max_tokens: Where to stop, for each of them.
            temperatures: Each code is written with each; see `decode`.
            seed: Of the draws; they are the same for each of the known texts.

        Returns:
            For each known text: as many texts as it has codes for the first temperature, then so
            many for the second, and so on.
        """
        n, codes, times = *latents.shape[:2], len(temperatures)
        limits = [min(limit, self.max_tokens) + 1 for limit in max_tokens]
        written = write(
            self.network.decoder,
            latents.flatten(0, 1),
            limits=[limit for limit in limits for _ in range(codes)],
            temperatures=temperatures,
            chances=self._chances(times, codes, seed).repeat(1, n, 1),
            drafts=[ids for ids in self.tokenize(texts) for _ in range(codes)],
        )
        each = self.tokenizer.decode_batch(written, skip_special_tokens=True)
        return [
            [
                each[(turn * n + row) * codes + code]
                for turn in range(times)
                for code in range(codes)
            ]
            for row in range(n)
        ]

    def _chances(self, times: int, codes: int, seed: int) -> Float[Tensor, "times codes places"]:
        random = torch.Generator().manual_seed(seed)
        # As long as any text may be, so that what a text draws doesn't depend on the limit.
        return torch.rand(times, codes, self.max_tokens + 1, generator=random)

    def _beam_search(self, latents: Latents, *, limit: int, beams: int) -> list[list[int]]:
        return [
            ids
            for part in torch.split(latents, BATCH)
            for ids in self.model.generate(
                latents=part, max_new_tokens=limit, num_beams=beams
            ).tolist()
        ]

    def refine(
        self,
        texts: Sequence[str],
        *,
        latents: Latents | None = None,
        steps: int = 10,
        rate: float = 0.1,
        until_rebuilt: bool = False,
    ) -> Latents:
        """Codes that decode more faithfully than the encoder's: ascent on the log-likelihood.

        A few steps through the frozen decoder close much of the encoder's gap (Kim et al. 2018,
        semi-amortized variational autoencoders). The codes stay where the prior is: no farther
        out than all but a thousandth of its samples.

        Args:
            texts: What the codes should decode to.
            latents: Codes to start from, shape `(texts, latent_dim)`; the encoder's by default.
            steps: Steps of Adam on the code before its Tanh.
            rate: Adam's learning rate.
            until_rebuilt: Leave a text alone as soon as its code decodes to it.

        Returns:
            Shape `(texts, latent_dim)`, values between -1 and 1.
        """
        start = self.encode(texts) if latents is None else latents
        refined = torch.empty_like(start)
        for rows, ids in self.batches(texts):
            codes = refine_codes(
                self.network,
                ids,
                to_pre_tanh(start[rows]),
                steps=steps,
                rate=rate,
                farthest=prior_radius(self.latent_dim),
                until_rebuilt=until_rebuilt,
            )
            refined[rows] = codes.tanh()
        return refined

    @torch.no_grad()
    def log_prob(self, texts: Sequence[str], latents: Latents) -> PerText:
        """Log-likelihood of each text under its code, in nats.

        Args:
            texts: n texts.
            latents: Shape `(n, latent_dim)`.

        Returns:
            Shape `(n,)`.
        """
        values = torch.empty(len(texts))
        for rows, ids in self.batches(texts):
            values[rows] = -sequence_nll(self.network, ids, latents[rows])
        return values

    @torch.no_grad()
    def fluency(self, texts: Sequence[str], *, samples: int = 8) -> PerText:
        """How well texts read: their log-likelihood when the code says nothing about them.

        The decoder writes from codes of every distance, random ones among them; under those it
        is a plain language model.

        Args:
            texts: n texts.
            samples: Random codes to average the likelihood over.

        Returns:
            Shape `(n,)`, in nats; the same for the same text.
        """
        random = torch.Generator().manual_seed(0)
        prior = sample_prior(samples, self.latent_dim, generator=random)
        scores = [self.log_prob(texts, code.expand(len(texts), -1)) for code in prior]
        return torch.stack(scores).logsumexp(0) - math.log(samples)


def _damaged(folder: Path, reason: str) -> str:
    return (
        f"model {folder}: expected a saved T5-VAE, got a damaged file ({reason}); "
        "train or copy it again"
    )
