"""Texts to latent codes."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float, Int
from tokenizers import Tokenizer
from torch import Tensor

from tweetopt.vae.inference.network import Network
from tweetopt.vae.metrics import pad
from tweetopt.vae.shapes import Latents, TokenIds

BATCH = 64  # texts that are encoded, refined or scored at once


class TextEncoder:
    """The half of a `TextAutoencoder` that makes codes of texts.

    Args:
        network: The model's computations.
        tokenizer: Its tokenizer.
    """

    def __init__(self, network: Network, tokenizer: Tokenizer) -> None:
        self.network = network
        self.tokenizer = tokenizer

    @property
    def latent_dim(self) -> int:
        """Width of a code."""
        return self.network.latent_dim

    @property
    def gist_dim(self) -> int:
        """How many numbers of a code, the first ones, are its gist; 0 without parts."""
        return self.network.gist_dim

    @property
    def kind(self) -> str:
        """What the texts are: the name of a `TextKind` that training got."""
        return self.network.kind

    @property
    def max_tokens(self) -> int:
        """The most tokens that a text may have."""
        return self.network.max_tokens - 1  # the end mark takes one

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of texts, end mark included, whatever their length.

        Raises:
            ValueError: A text holds bytes that are no UTF-8, or half a character.
        """
        try:
            return [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        except TypeError:  # what it says of lone surrogates
            _check_unicode(texts)
            raise

    def fits(self, texts: Sequence[str]) -> list[bool]:
        """Whether each text is short enough for the model."""
        return [len(ids) - 1 <= self.max_tokens for ids in self.tokenize(texts)]

    def check_lengths(self, texts: Sequence[str]) -> None:
        """Refuse texts that the model can't hold.

        Raises:
            ValueError: A text is empty or too long; the message says which.
        """
        for number, (text, ids) in enumerate(zip(texts, self.tokenize(texts), strict=True), 1):
            name = "text" if len(texts) == 1 else f"text {number}"
            if not text.strip():
                raise ValueError(f"{name}: expected some text, got none; write something")
            if len(ids) - 1 > self.max_tokens:
                raise ValueError(
                    f"{name}: expected at most {self._room(text):,} characters, which is what the "
                    f"model holds of it, got {len(text):,} ({text[:30]!r}...); shorten the text"
                )

    def _room(self, text: str) -> int:
        """How many characters of a text that is too long the model holds."""
        return int(self.tokenizer.encode(text).offsets[self.max_tokens][0])

    @torch.no_grad()
    def encode(self, texts: Sequence[str], *, fast: bool = False) -> Latents:
        """Codes of texts.

        Args:
            texts: n texts.
            fast: Compute in bfloat16 if texts are written in it, right to about two decimals. For
                many texts at once, as to fit a head on.

        Returns:
            Shape `(n, latent_dim)`, values between -1 and 1.

        Raises:
            ValueError: A text is empty or too long.
        """
        self.check_lengths(texts)
        latents = torch.empty(len(texts), self.latent_dim)
        for rows, ids in self.batches(texts):
            latents[rows] = self.network.encode(ids, ids.ne(0).long(), fast=fast)
        return latents

    @property
    def knows_meaning(self) -> bool:
        """Whether codes tell what texts mean: the model has a gist, and a teacher's readout."""
        return self.network.knows_meaning

    @torch.no_grad()
    def meaning(self, latents: Latents) -> Float[Tensor, "batch teacher_dim"]:
        """What codes say that texts mean: unit vectors, the nearer the more alike.

        Args:
            latents: Codes of n texts, shape `(n, latent_dim)`.

        Returns:
            Shape `(n, teacher_dim)`: the teacher's sentence embeddings less their mean, as far as
            gists tell; texts that have nothing to do with each other are at about 0.

        Raises:
            ValueError: No teacher taught the model.
        """
        return self.network.meaning(latents)

    @torch.no_grad()
    def encode_without(self, texts: Sequence[str], stretches: Sequence[tuple[int, int]]) -> Latents:
        """Codes of texts of which a stretch isn't read; what follows it keeps its place.

        A text that is written without a word has another code for a second reason: all that
        follows moves up.

        Args:
            texts: n texts, mostly the same one many times.
            stretches: Where the stretch of each begins and ends, exclusive. A token that is partly
                in it isn't read, but for the space before it.

        Returns:
            Shape `(n, latent_dim)`, values between -1 and 1.

        Raises:
            ValueError: A text is empty or too long.
        """
        self.check_lengths(texts)
        offsets = [encoding.offsets for encoding in self.tokenizer.encode_batch(list(texts))]
        latents = torch.empty(len(texts), self.latent_dim)
        for rows, ids in self.batches(texts):
            mask = ids.ne(0).long()
            for number, row in enumerate(rows.tolist()):
                for place, token in enumerate(offsets[row]):
                    if overlaps(token, stretches[row], text=texts[row]):
                        mask[number, place] = 0
            latents[rows] = self.network.encode(ids, mask)
        return latents

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[Int[Tensor, " batch"], TokenIds]]:
        """Numbers and padded token ids of texts of similar length, 64 at a time."""
        sequences = self.tokenize(texts)
        order = sorted(range(len(texts)), key=lambda row: len(sequences[row]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            yield torch.tensor(rows), pad([sequences[row] for row in rows])


def overlaps(token: tuple[int, int], stretch: tuple[int, int], *, text: str) -> bool:
    """Whether a token shares more of a text with a stretch of it than the space in front of it.

    Args:
        token: Where the token begins and ends; the end mark is nowhere, (0, 0).
        stretch: Where the stretch does.
        text: The text.
    """
    start, end = token
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return max(start, stretch[0]) < min(end, stretch[1])


def _check_unicode(texts: Sequence[str]) -> None:
    """Refuse lone surrogates: what was typed or read as text wasn't UTF-8."""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            code = ord(text[error.start])
            got = f"byte 0x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else "half a character"
            raise ValueError(
                f"text: expected UTF-8, got {got} after {error.start} characters; write it as UTF-8"
            ) from error
