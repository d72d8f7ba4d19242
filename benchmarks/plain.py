"""The same model as anyone would use it first: transformers' modules, generate, torch's Adam."""

from collections.abc import Sequence

import torch
from torch import Tensor

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.autoencoder import to_pre_tanh
from tweetopt.vae.metrics import pad, sequence_nll


class PlainAutoencoder(TextAutoencoder):
    """A rival: one text is refined for all of its steps, and written once for each temperature."""

    @torch.no_grad()
    def encode(self, texts: Sequence[str], *, fast: bool = False) -> Tensor:
        """As `TextAutoencoder.encode`."""
        del fast
        ids = pad(self.tokenize(texts))
        return self.model.encode(ids, ids.ne(0).long())

    def decode(
        self,
        latents: Tensor,
        *,
        max_tokens: int | None = None,
        temperature: float | Sequence[float] = 0.0,
        beams: int = 1,
        seed: int = 0,
        draft: str | None = None,
    ) -> list[str]:
        """As `TextAutoencoder.decode`; drafts are no use to it."""
        del draft
        torch.manual_seed(seed)
        several = [temperature] if isinstance(temperature, int | float) else temperature
        limit = min(max_tokens or self.max_tokens, self.max_tokens) + 1
        written: list[list[int]] = []
        for each in several:
            drawn = {"do_sample": True, "temperature": each, "top_k": 50} if each else {}
            written += self.model.generate(
                latents=latents, max_new_tokens=limit, num_beams=beams, **drawn
            ).tolist()
        texts: list[str] = self.tokenizer.decode_batch(written, skip_special_tokens=True)
        return texts

    def refine(
        self,
        texts: Sequence[str],
        *,
        latents: Tensor | None = None,
        steps: int = 10,
        rate: float = 0.1,
        until_rebuilt: bool = False,
    ) -> Tensor:
        """As `TextAutoencoder.refine`, to the last step."""
        del until_rebuilt
        ids = pad(self.tokenize(texts))
        start = self.encode(texts) if latents is None else latents
        codes = to_pre_tanh(start).requires_grad_()
        optimizer = torch.optim.Adam([codes], lr=rate)
        for _ in range(steps):
            loss = sequence_nll(self.model, ids, codes.tanh()).sum()
            (codes.grad,) = torch.autograd.grad(loss, [codes])
            optimizer.step()
        return codes.detach().tanh()
