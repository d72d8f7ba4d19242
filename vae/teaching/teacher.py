"""Teachers: sentence embeddings that say what a text means, for the code to learn from."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.hardware import has_bf16

Embeddings = npt.NDArray[np.float32]
LSA = "lsa"
"""The name of the teacher that is learned from the texts themselves."""
_MOST_TOKENS = 128  # word pieces that a text is cut to
_EVEN = 8  # word pieces; lengths are padded to multiples of it
_BATCH_TOKENS = 4096  # word pieces in a batch, padding included


def ignored(count: int) -> None:
    """Is called with counts of texts done, and does nothing."""


class Teacher(Protocol):
    """Sentence embeddings.

    Attributes:
        name: What users call it.
        fingerprint: 16 hexadecimal digits; equal ones make equal embeddings, to rounding.
        dim: Width of an embedding.
    """

    name: str
    fingerprint: str
    dim: int

    def embed(
        self, texts: Sequence[str], *, on_texts: Callable[[int], None] = ignored
    ) -> Embeddings:
        """Embeddings of texts.

        Args:
            texts: n texts.
            on_texts: Told of every few texts done, how many they were.

        Returns:
            Shape `(n, dim)`, rows of length 1; NaN for a text in which nothing is left to embed.
        """
        ...


def load_teacher(name: str, *, texts: Sequence[str], hidden: Sequence[str], seed: int) -> Teacher:
    """A teacher by its name.

    Args:
        name: "lsa", a folder with a sentence encoder, or a name on the Hugging Face hub.
        texts: What "lsa" is learned from: training texts alone.
        hidden: Strings that the teacher isn't shown, such as placeholders.
        seed: Of the sample that "lsa" is learned from, and of its numerics.

    Raises:
        ValueError: There is no such encoder, or the texts hold no words to learn from.
    """
    if name != LSA:
        return EncoderTeacher.load(name, hidden=hidden)
    from tweetopt.vae.teaching.lsa import LsaTeacher

    return LsaTeacher.fit(texts, hidden=hidden, seed=seed)


def shown(text: str, hidden: Sequence[str]) -> str:
    """What a teacher sees of a text: no hidden strings, and white space folded."""
    for string in hidden:
        text = text.replace(string, " ")
    return " ".join(text.split())


class EncoderTeacher:
    """A transformer encoder: the mean of its vectors over a text's word pieces, at length 1.

    So all-MiniLM-L6-v2 and its like were trained (Reimers & Gurevych 2019, Sentence-BERT).

    Args:
        model: An encoder of transformers.
        tokenizer: Its tokenizer, of transformers' fast ones.
        name: What users call it.
        hidden: Strings that the encoder isn't shown.
        bf16: Compute in bfloat16; the cosine to float32's embeddings is 0.9999.
        most_tokens: Longer texts are cut to so many word pieces, end marks included.
    """

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        *,
        name: str,
        hidden: Sequence[str] = (),
        bf16: bool = False,
        most_tokens: int = _MOST_TOKENS,
    ) -> None:
        self.name = name
        self.dim = int(model.config.hidden_size)
        self.fingerprint = _fingerprint(model, [*hidden, str(most_tokens)])
        self._hidden = tuple(hidden)
        self._model = (model.bfloat16() if bf16 else model).eval()
        self._padding = tokenizer.pad_token_id or 0
        self._pieces = tokenizer.backend_tokenizer
        self._pieces.no_padding()
        self._pieces.enable_truncation(min(most_tokens, tokenizer.model_max_length))

    @classmethod
    def load(
        cls, name_or_folder: str, *, hidden: Sequence[str] = (), bf16: bool | None = None
    ) -> "EncoderTeacher":
        """Load an encoder with safetensors weights.

        Args:
            name_or_folder: A folder, or a name on the Hugging Face hub.
            hidden: Strings that the encoder isn't shown.
            bf16: Whether to use bfloat16; by default where the processor has it.

        Raises:
            ValueError: There is no such encoder.
        """
        model, tokenizer = _load(name_or_folder)
        return cls(
            model,
            tokenizer,
            name=name_or_folder,
            hidden=hidden,
            bf16=has_bf16(torch.device("cpu")) if bf16 is None else bf16,
        )

    @torch.inference_mode()
    def embed(
        self, texts: Sequence[str], *, on_texts: Callable[[int], None] = ignored
    ) -> Embeddings:
        """Embeddings of texts, see `Teacher.embed`."""
        seen = [shown(text, self._hidden) for text in texts]
        filled = [row for row, text in enumerate(seen) if text]
        rows = np.full((len(texts), self.dim), np.nan, dtype=np.float32)
        encoded = self._pieces.encode_batch([seen[row] for row in filled])
        sequences = [encoding.ids for encoding in encoded]
        for batch in _batches([len(ids) for ids in sequences]):
            vectors = self._vectors([sequences[place] for place in batch])
            rows[[filled[place] for place in batch]] = vectors.numpy()
            on_texts(len(batch))
        on_texts(len(texts) - len(filled))
        return rows

    def _vectors(self, sequences: Sequence[Sequence[int]]) -> Float[Tensor, "sequences dim"]:
        """Unit vectors of token ids, the longest first; shape `(sequences, dim)`."""
        length = _padded(len(sequences[0]))
        ids = torch.full((_rows(length), length), self._padding)
        mask = torch.zeros_like(ids)
        mask[len(sequences) :, 0] = 1  # rows to spare, so that there are few shapes
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = torch.tensor(sequence)
            mask[row, : len(sequence)] = 1
        states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = (states.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(vectors[: len(sequences)])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of sequences of similar length, the longest first, that fit one batch."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    start = 0
    while start < len(order):
        count = _rows(_padded(lengths[order[start]]))
        yield order[start : start + count]
        start += count


def _padded(length: int) -> int:
    return length + -length % _EVEN


def _rows(length: int) -> int:
    """Rows in a batch: for each of the few lengths one number, see `matrix._product`."""
    return max(1, _BATCH_TOKENS // length)


def _load(name_or_folder: str) -> tuple[Any, Any]:
    from transformers import AutoModel, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name_or_folder, trust_remote_code=False)
        model = AutoModel.from_pretrained(
            name_or_folder, trust_remote_code=False, use_safetensors=True, dtype=torch.float32
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ValueError(_no_encoder(name_or_folder, str(error))) from error
    kind = model.config.model_type
    if model.config.is_encoder_decoder or getattr(model.config, "hidden_size", None) is None:
        raise ValueError(_no_encoder(name_or_folder, f"its model type is {kind!r}"))
    if not tokenizer.is_fast:
        raise ValueError(_no_encoder(name_or_folder, "its tokenizer has no tokenizer.json"))
    return model, tokenizer


def _no_encoder(name: str, reason: str) -> str:
    what = "" if Path(name).is_dir() else f", which is no folder and neither {LSA!r}"
    return (
        f"--teacher {name}: expected a sentence encoder with safetensors weights, got none{what} "
        f"({' '.join(reason.split())[:200]}); name {LSA}, a folder, or a model on the hub"
    )


def _fingerprint(model: Any, settings: Sequence[str]) -> str:
    digest = hashlib.sha256("\0".join(settings).encode())
    for name, weight in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weight.contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
