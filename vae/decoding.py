"""From codes straight to tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tweetopt.vae.network import Network

_LIKELIEST = 50
"""Tokens are drawn from so many of the likeliest: farther down lies noise."""
_CROWDED = 0.75
"""Share of unfinished texts below which the finished ones leave; copying the others costs, too."""


@torch.inference_mode()
def write(
    network: Network,
    latents: Tensor,
    *,
    limit: int,
    temperatures: Sequence[float],
    chances: Tensor,
    draft: Sequence[int] = (),
) -> list[list[int]]:
    """Write the texts of codes, each token the likeliest or a drawn one.

    Keys and values lie in memory that is there from the start, and finished texts leave the batch.
    Of a draft, all places are read at once, and a text is written from where it departs from it:
    the same text, for less (as in speculative decoding: Leviathan et al. 2023).

    Args:
        network: The model.
        latents: Shape `(n, latent_dim)`.
        limit: The most tokens of a text, end mark included.
        temperatures: Each code is written once with each; 0 takes the likeliest token.
        chances: Numbers from 0 to 1 that decide the draws, shape `(temperatures, n, limit)`.
        draft: Token ids that the texts may begin with, or be.

    Returns:
        Token ids of each text, its end mark left out: all of the first temperature, all of the
        second, and so on.
    """
    texts = _Texts.of(network, latents, limit=limit, temperatures=temperatures, chances=chances)
    if draft:
        texts.begin(network, draft[:limit], times=len(temperatures))
    positions = network.positions(limit)
    for place in range(limit):
        here = int((texts.entry <= place).sum())
        if here:
            texts.step(network, place, here, positions)
        if not texts.going.any():
            break
    return [_ended(ids, network.end) for ids in texts.written.tolist()]


@dataclass
class _Texts:
    """Texts on their way, those that are farthest back in front.

    Attributes:
        written: What is written, shape `(all texts, limit)`, end marks elsewhere.
        rows: Which of them the others below are of, shape `(texts,)`.
        entry: The first place that isn't written yet, ascending.
        tokens: What stands before it.
        going: Whether a text isn't at its end.
        temperatures: Shape `(texts,)`.
        chances: Shape `(texts, limit)`.
        memory: What the decoder sees of the codes; see `Network.memory`.
        past: Keys and values of the places before; see `Network.step`.
    """

    written: Tensor
    rows: Tensor
    entry: Tensor
    tokens: Tensor
    going: Tensor
    temperatures: Tensor
    chances: Tensor
    memory: list[Tensor]
    past: Tensor

    @classmethod
    def of(
        cls,
        network: Network,
        latents: Tensor,
        *,
        limit: int,
        temperatures: Sequence[float],
        chances: Tensor,
    ) -> "_Texts":
        count, times = len(latents), len(temperatures)
        every = count * times
        return cls(
            written=torch.full((every, limit), network.end),
            rows=torch.arange(every),
            entry=torch.zeros(every, dtype=torch.long),
            tokens=torch.full((every,), network.start),
            going=torch.ones(every, dtype=torch.bool),
            temperatures=torch.tensor(temperatures).repeat_interleave(count),
            chances=chances[..., :limit].flatten(0, 1),
            memory=[layer.repeat(1, times, 1, 1, 1) for layer in network.memory(latents)],
            past=network.empty_past(every, limit),
        )

    def begin(self, network: Network, draft: Sequence[int], *, times: int) -> None:
        """Take over as much of a draft as would have been written; each code has `times` texts."""
        ids, length, count = torch.tensor(draft), len(draft), len(self.rows) // times
        logits = network.read(
            ids, memory=[layer[:, :count] for layer in self.memory], past=self.past[:, :, :count]
        )
        self.past[..., :length, :] = self.past[:, :, :count, :, :length].repeat(
            1, 1, times, 1, 1, 1
        )
        chosen = _choose(
            logits,
            self.temperatures.view(times, count, 1),
            self.chances.view(times, count, -1)[..., :length],
        ).flatten(0, 1)
        agreed = (chosen == ids).long().cumprod(1).sum(1)
        kept = torch.arange(length) <= agreed[:, None]  # and the first token of the text's own
        self.written[:, :length] = chosen.where(kept, network.end)
        last = agreed.clamp_max(length - 1)
        self.tokens = chosen.gather(1, last[:, None])[:, 0]
        self.entry = last + 1
        self.going = (self.tokens != network.end) & (self.entry < self.written.shape[1])
        order = self.entry.argsort(stable=True)
        self._keep(order[self.going[order]])

    def step(self, network: Network, place: int, here: int, positions: Tensor) -> None:
        """Write the token at a place of the first `here` texts."""
        logits = network.step(
            self.tokens[:here],
            place,
            memory=[layer[:, :here] for layer in self.memory],
            past=self.past[:, :, :here],
            positions=positions,
        )
        tokens = _choose(logits, self.temperatures[:here], self.chances[:here, place])
        tokens = tokens.where(self.going[:here], network.end)
        self.written[self.rows[:here], place] = tokens
        self.tokens[:here] = tokens
        self.going[:here] &= tokens != network.end
        if self.going[:here].sum() < _CROWDED * here:
            self._keep(self.going.nonzero()[:, 0])

    def _keep(self, texts: Tensor) -> None:
        for name in ("rows", "entry", "tokens", "going", "temperatures", "chances"):
            setattr(self, name, getattr(self, name)[texts])
        self.memory = [layer[:, texts] for layer in self.memory]
        self.past = self.past[:, :, texts]


def _choose(logits: Tensor, temperatures: Tensor, chances: Tensor) -> Tensor:
    """The next tokens, `(...)`, for logits `(..., vocabulary)`, temperatures and chances `(...)`.

    All three broadcast.
    """
    best = logits.argmax(-1)
    if not temperatures.any():
        return best.expand(chances.shape)
    likely, tokens = logits.topk(min(_LIKELIEST, logits.shape[-1]))
    shares = (likely / temperatures[..., None]).softmax(-1).cumsum(-1)
    place = (shares < chances[..., None]).sum(-1).clamp_max(tokens.shape[-1] - 1)
    drawn = tokens.expand(*place.shape, -1).gather(-1, place[..., None])[..., 0]
    return drawn.where(temperatures > 0, best)


def _ended(ids: list[int], end: int) -> list[int]:
    return ids[: ids.index(end)] if end in ids else ids
