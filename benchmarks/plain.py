"""The same model as anyone would use it first: transformers' modules, generate, torch's Adam."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.metrics import pad, sequence_nll


class PlainAutoencoder(TextAutoencoder):
    """A rival: one text is refined for all of its steps, and written once for each temperature."""

    @torch.no_grad()
    def encode(self, texts: Sequence[str], *, fast: bool = False) -> Tensor:
        """As `TextAutoencoder.encode`."""
        del fast
        ids = pad(self.tokenize(texts))
        return self.model.encode(ids, ids.ne(0).long())

    def decode_near(
        self,
        latents: Tensor,
        texts: Sequence[str],
        *,
        max_tokens: Sequence[int],
        temperatures: Sequence[float] = (0.0,),
        seed: int = 0,
    ) -> list[list[str]]:
        """As `TextAutoencoder.decode_near`; that they are near is no use to it."""
        del texts
        torch.manual_seed(seed)
        return [
            [
                text
                for temperature in temperatures
                for text in self._generate(codes, limit=limit + 1, temperature=temperature)
            ]
            for codes, limit in zip(latents, max_tokens, strict=True)
        ]

    def _generate(self, codes: Tensor, *, limit: int, temperature: float) -> list[str]:
        drawn: dict[str, Any] = (
            {"do_sample": True, "temperature": temperature, "top_k": 50} if temperature else {}
        )
        ids = self.model.generate(latents=codes, max_new_tokens=limit, **drawn).tolist()
        texts: list[str] = self.tokenizer.decode_batch(ids, skip_special_tokens=True)
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
