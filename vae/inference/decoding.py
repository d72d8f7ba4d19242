"""Decoding: from codes to token ids, greedily or sampled."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from tweetopt.vae.inference.decoder import Decoder
from tweetopt.vae.metrics import pad

_TOGETHER = 256
"""Most texts that are decoded at once: keys and values of more fill the memory."""
_LIKELIEST = 50
"""Top-k of sampling, tokens (Fan et al. 2018)."""
_CUT, _CROWD = 64, 32
"""Cuts of the vocabulary to find the likeliest token by, and rows from which on it pays."""
_CROWDED = 0.75
"""Share of unfinished texts below which the finished ones leave; copying the others costs, too."""


@torch.inference_mode()
def write(
    decoder: Decoder,
    latents: Float[Tensor, "n latent_dim"],
    *,
    limits: Sequence[int],
    temperatures: Sequence[float],
    chances: Float[Tensor, "temperatures n longest"],
    drafts: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """Write the texts of codes, each token the likeliest or a drawn one.

    Keys and values lie in memory that is there from the start, and finished texts leave the batch.
    Of drafts, all places are read at once, and a text is written from where it departs from its
    own: the same text, for less (as in speculative decoding: Leviathan et al. 2023).

    Args:
        decoder: The model's.
        latents: Shape `(n, latent_dim)`.
        limits: The most tokens of each code's texts, end mark included.
        temperatures: Each code is written once with each; 0 takes the likeliest token.
        chances: Numbers from 0 to 1 that decide the draws, shape `(temperatures, n, longest)`,
            at least as long as the largest limit.
        drafts: Token ids that each code's texts may begin with, or be; none for none.

    Returns:
        Token ids of each text, its end mark left out: all of the first temperature, all of the
        second, and so on.
    """
    times, together = len(temperatures), max(1, _TOGETHER // len(temperatures))
    parts = [
        _write(
            decoder,
            latents[start : start + together],
            limits=limits[start : start + together],
            temperatures=temperatures,
            chances=chances[:, start : start + together],
            drafts=drafts[start : start + together],
        )
        for start in range(0, len(latents), together)
    ]
    return [
        text
        for turn in range(times)
        for part in parts
        for text in part[turn * len(part) // times : (turn + 1) * len(part) // times]
    ]


def _write(
    decoder: Decoder,
    latents: Float[Tensor, "n latent_dim"],
    *,
    limits: Sequence[int],
    temperatures: Sequence[float],
    chances: Float[Tensor, "temperatures n longest"],
    drafts: Sequence[Sequence[int]],
) -> list[list[int]]:
    texts = _Texts.of(decoder, latents, limits=limits, temperatures=temperatures, chances=chances)
    if drafts:
        cut = [draft[:limit] for draft, limit in zip(drafts, limits, strict=True)]
        texts.begin(decoder, cut, temperatures=temperatures)
    positions = decoder.positions(max(limits)).to(texts.past.dtype)
    for place in range(max(limits)):
        here = int((texts.entry <= place).sum())
        if here:
            texts.step(decoder, place, here, positions)
        if not texts.going.any():
            break
    return [_ended(ids, decoder.end) for ids in texts.written.tolist()]


@dataclass
class _Texts:
    """Texts on their way, those that are farthest back in front.

    Attributes:
        written: What is written, shape `(all texts, limit)`, end marks elsewhere.
        rows: Which of them the others below are of, shape `(texts,)`.
        entry: The first place that isn't written yet, ascending.
        tokens: What stands before it.
        limits: How long it may get.
        going: Whether a text isn't at its end.
        temperatures: Shape `(texts,)`.
        chances: Shape `(texts, limit)`.
        memory: What the decoder sees of the codes; see `Decoder.memory`.
        past: Keys and values of the places before; see `Decoder.step`.
    """

    written: Int[Tensor, "every longest"]
    rows: Int[Tensor, " texts"]
    entry: Int[Tensor, " texts"]
    tokens: Int[Tensor, " texts"]
    limits: Int[Tensor, " texts"]
    going: Bool[Tensor, " texts"]
    temperatures: Float[Tensor, " texts"]
    chances: Float[Tensor, "texts longest"]
    memory: list[Float[Tensor, "2 texts heads vectors head_dim"]]
    past: Float[Tensor, "layers 2 texts heads longest head_dim"]

    @classmethod
    def of(
        cls,
        decoder: Decoder,
        latents: Float[Tensor, "n latent_dim"],
        *,
        limits: Sequence[int],
        temperatures: Sequence[float],
        chances: Float[Tensor, "temperatures n longest"],
    ) -> "_Texts":
        count, times = len(latents), len(temperatures)
        every, longest = count * times, max(limits)
        kept = decoder.keeps(every)
        return cls(
            written=torch.full((every, longest), decoder.end),
            rows=torch.arange(every),
            entry=torch.zeros(every, dtype=torch.long),
            tokens=torch.full((every,), decoder.start),
            limits=torch.tensor(limits).repeat(times),
            going=torch.ones(every, dtype=torch.bool),
            temperatures=torch.tensor(temperatures)[:, None].expand(-1, count).flatten(),
            chances=chances[..., :longest].flatten(0, 1),
            memory=[
                layer.repeat(1, times, 1, 1, 1) for layer in decoder.memory(latents, dtype=kept)
            ],
            past=decoder.empty_past(every, longest, dtype=kept),
        )

    def begin(
        self, decoder: Decoder, drafts: Sequence[Sequence[int]], *, temperatures: Sequence[float]
    ) -> None:
        """Take over as much of each code's draft as would have been written."""
        ids, times, count = pad(drafts), len(temperatures), len(drafts)
        length = ids.shape[1]
        logits = decoder.read(
            ids, memory=[layer[:, :count] for layer in self.memory], past=self.past[:, :, :count]
        )
        self.past[..., :length, :] = self.past[:, :, :count, :, :length].repeat(
            1, 1, times, 1, 1, 1
        )
        chances = self.chances.view(times, count, -1)[..., :length]
        chosen = torch.cat(
            [
                _draw(logits, torch.tensor(temperature), chances[turn])
                if temperature
                else _likeliest(logits)
                for turn, temperature in enumerate(temperatures)
            ]
        )
        last = torch.tensor([len(draft) - 1 for draft in drafts]).repeat(times)
        agreed = (chosen == ids.repeat(times, 1)).long().cumprod(1).sum(1).minimum(last)
        kept = torch.arange(length) <= agreed[:, None]  # and the first token of the text's own
        self.written[:, :length] = chosen.where(kept, decoder.end)
        self.tokens = chosen.gather(1, agreed[:, None])[:, 0]
        self.entry = agreed + 1
        self.going = (self.tokens != decoder.end) & (self.entry < self.limits)
        order = self.entry.argsort(stable=True)
        self._keep(order[self.going[order]], read=length)

    def step(
        self,
        decoder: Decoder,
        place: int,
        here: int,
        positions: Float[Tensor, "1 heads places places"],
    ) -> None:
        """Write the token at a place of the first `here` texts."""
        logits = decoder.step(
            self.tokens[:here],
            place,
            memory=[layer[:, :here] for layer in self.memory],
            past=self.past[:, :, :here],
            positions=positions,
        )
        tokens = _likeliest(logits)
        drawn = self.temperatures[:here].nonzero()[:, 0]
        if len(drawn):
            tokens[drawn] = _draw(
                logits[drawn], self.temperatures[drawn], self.chances[drawn, place]
            )
        tokens = tokens.where(self.going[:here], decoder.end)
        self.written[self.rows[:here], place] = tokens
        self.tokens[:here] = tokens
        self.going[:here] &= (tokens != decoder.end) & (place + 1 < self.limits[:here])
        if self.going[:here].sum() < _CROWDED * here:
            # Of those whose draft goes on, more is read than was written here.
            self._keep(self.going.nonzero()[:, 0], read=max(place + 1, int(self.entry[-1])))

    def _keep(self, texts: Int[Tensor, " kept"], *, read: int) -> None:
        """Go on with some of the texts, of which at most so many places are read."""
        for name in ("rows", "entry", "tokens", "limits", "going", "temperatures", "chances"):
            setattr(self, name, getattr(self, name)[texts])
        self.memory = [layer[:, texts] for layer in self.memory]
        kept = self.past[:, :, texts, :, :read]
        self.past = self.past[:, :, : len(texts)]
        self.past[..., :read, :] = kept


def _likeliest(logits: Float[Tensor, "*texts vocabulary"]) -> Int[Tensor, "*texts"]:
    """Tokens `(...)` for logits `(..., vocabulary)`.

    Of many, first the largest of each column of the cut vocabulary, then where it was: `amax`
    takes a third of the time of `max` and `argmax`, which remember their place all the way.
    """
    size = logits.shape[-1]
    if size % _CUT or logits.numel() < _CROWD * size:
        return logits.max(-1).indices
    cuts = logits.view(*logits.shape[:-1], _CUT, size // _CUT)
    column = cuts.amax(-2).max(-1, keepdim=True).indices
    best = cuts.gather(-1, column[..., None, :].expand(*column.shape[:-1], _CUT, 1))
    return (best.max(-2).indices * (size // _CUT) + column)[..., 0]


def _draw(
    logits: Float[Tensor, "*texts vocabulary"],
    temperatures: Float[Tensor, "*#texts"],
    chances: Float[Tensor, "*texts"],
) -> Int[Tensor, "*texts"]:
    """Tokens `(...)` for logits `(..., vocabulary)`; temperatures broadcast to chances `(...)`."""
    likely, tokens = logits.topk(min(_LIKELIEST, logits.shape[-1]))
    shares = (likely.float() / temperatures[..., None]).softmax(-1).cumsum(-1)
    place = (shares < chances[..., None]).sum(-1).clamp_max(tokens.shape[-1] - 1)
    return tokens.gather(-1, place[..., None])[..., 0]


def _ended(ids: list[int], end: int) -> list[int]:
    return ids[: ids.index(end)] if end in ids else ids
