"""Other words for a text's own, one at a time, as a decoder would put them under other codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.metrics import pad

_PIECES = 4  # of a new word, at most
_PER_PLACE = 3  # new words for the same place under the same code


@dataclass(frozen=True)
class _Place:
    """A new first piece for the word at tokens `start` to `end`, under the code `row`."""

    start: int
    end: int
    piece: int
    row: int


def word_alternatives(
    autoencoder: TextAutoencoder, text: str, latents: Tensor, *, origin: Tensor, count: int
) -> dict[str, int]:
    """Rewrites of a text that change one word each.

    The text itself is read under each code, piece by piece. Where the decoder, having read the
    text so far, would rather go on with another word than it would under the text's own code,
    that word takes the place of the text's; all others stay.

    Args:
        autoencoder: The model.
        text: The text; masked, not too long.
        latents: Codes that the words should come from, shape `(codes, latent_dim)`.
        origin: The text's own code, shape `(latent_dim,)`.
        count: How many rewrites to give at most.

    Returns:
        The rewrites, the likeliest first, each with the number of its code.
    """
    (ids,) = autoencoder.tokenize([text])
    pieces = _Pieces.of(autoencoder.tokenizer)
    scores = _log_probs(autoencoder, [ids] * len(latents), latents)
    at_home = _log_probs(autoencoder, [ids], origin[None])
    places = _best_places(ids, pieces, scores, at_home, count=count)
    if not places:
        return {}
    words = _written_out(autoencoder, ids, pieces, places, latents)
    rewrites = [
        autoencoder.tokenizer.decode(
            [*ids[: place.start], *word, *ids[place.end : -1]],
            clean_up_tokenization_spaces=False,
        )
        for place, word in zip(places, words, strict=True)
    ]
    # Only now is it known how well the rest of the text follows.
    likely = autoencoder.log_prob(rewrites, latents[[place.row for place in places]])
    found: dict[str, int] = {}
    for number in likely.argsort(descending=True).tolist():
        if rewrites[number] != text and len(found) < count:
            found.setdefault(rewrites[number], places[number].row)
    return found


@dataclass(frozen=True)
class _Pieces:
    """What kind each piece of a vocabulary is, shape `(vocab,)` each.

    Attributes:
        spaced: It begins with a space and a letter or digit: a new word.
        inner: It is letters or digits without a space: it goes on with a word, or begins a text.
    """

    spaced: Tensor
    inner: Tensor

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerFast) -> "_Pieces":
        special = set(tokenizer.all_special_ids)
        texts = [tokenizer.decode([number]) for number in range(len(tokenizer))]
        words = [
            number not in special and text.strip().isalnum() for number, text in enumerate(texts)
        ]
        spaced = [word and text.startswith(" ") for word, text in zip(words, texts, strict=True)]
        inner = [word and text == text.strip() for word, text in zip(words, texts, strict=True)]
        return cls(torch.tensor(spaced), torch.tensor(inner))


@torch.no_grad()
def _log_probs(
    autoencoder: TextAutoencoder, sequences: Sequence[Sequence[int]], latents: Tensor
) -> Tensor:
    """Log-probability of each next piece, `(sequences, length, vocab)`, each under its code."""
    logits = autoencoder.model(latents=latents, labels=pad(sequences), use_cache=False).logits
    scores: Tensor = logits.float().log_softmax(-1)
    return scores


def _best_places(
    ids: Sequence[int], pieces: _Pieces, scores: Tensor, at_home: Tensor, *, count: int
) -> list[_Place]:
    """Where, and with which first piece, the decoder would rather write another word."""
    found: dict[tuple[int, int], tuple[float, _Place]] = {}
    for start, end in _words(ids, pieces):
        like = pieces.spaced if pieces.spaced[ids[start]] else pieces.inner
        here, home = scores[:, start], at_home[0, start]
        # How much likelier than the text's own word, and how much of that is the code's doing.
        gain = (here - here[:, ids[start], None]) + (here - home)
        gain[:, ~like] = -torch.inf
        gain[:, ids[start]] = -torch.inf
        best = gain.topk(_PER_PLACE, dim=1)
        for row in range(len(scores)):
            for value, piece in zip(
                best.values[row].tolist(), best.indices[row].tolist(), strict=True
            ):
                known = found.get((start, piece))
                if known is None or value > known[0]:
                    found[start, piece] = (value, _Place(start, end, piece, row))
    ranked = sorted(found.values(), key=lambda each: -each[0])
    return [place for _, place in ranked[:count]]


def _words(ids: Sequence[int], pieces: _Pieces) -> list[tuple[int, int]]:
    """First token, and the token after the last, of each word of letters or digits."""
    words = []
    for start, number in enumerate(ids):
        first = start == 0 or not (pieces.spaced | pieces.inner)[ids[start - 1]]
        if pieces.spaced[number] or (pieces.inner[number] and first):
            end = start + 1
            while end < len(ids) and pieces.inner[ids[end]]:
                end += 1
            words.append((start, end))
    return words


def _written_out(
    autoencoder: TextAutoencoder,
    ids: Sequence[int],
    pieces: _Pieces,
    places: Sequence[_Place],
    latents: Tensor,
) -> list[list[int]]:
    """The rest of each new word, as the decoder goes on from its first piece."""
    words = [[place.piece] for place in places]
    open_ = list(range(len(places)))
    while open_:
        begun = [[*ids[: places[n].start], *words[n]] for n in open_]
        rows = latents[[places[n].row for n in open_]]
        # The piece after the last is asked for with a place to put it: any piece will do.
        scores = _log_probs(autoencoder, [[*each, 1] for each in begun], rows)
        following = [int(scores[k, len(each)].argmax()) for k, each in enumerate(begun)]
        still = []
        for n, piece in zip(open_, following, strict=True):
            if pieces.inner[piece] and len(words[n]) < _PIECES:
                words[n].append(piece)
                still.append(n)
        open_ = still
    return words
