"""Texts as token ids, in a file: all that training needs, in a tenth of the tables' space."""

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerFast

SUFFIX = ".npz"
_MOST_TOKENS = 2**16  # in a vocabulary: ids are saved in two bytes


@dataclass(frozen=True)
class TokenSet:
    """What to train on, as a vocabulary writes it.

    Attributes:
        sequences: Token ids of each training text, end mark included.
        effects: Labels: the effect of each text's wording, shape `(texts,)`; NaN where unknown.
        held_out: Token ids of texts that aren't trained on.
        kind: What the texts are.
        property: What the effects are of; empty for none.
        embeddings: A teacher's sentence embedding of each training text, shape
            `(texts, teacher_dim)`, float16, NaN where there is none; None without a teacher.
        vocabulary: Which vocabulary, as `vocabulary_of` names it.
        skipped: Rows of the tables without a text.
    """

    sequences: Sequence[Sequence[int]]
    effects: npt.NDArray[np.float32]
    held_out: Sequence[Sequence[int]]
    kind: str
    property: str
    vocabulary: str
    skipped: int = 0
    embeddings: npt.NDArray[np.float16] | None = None

    def save(self, path: Path) -> None:
        """Write a compressed .npz of plain numbers.

        Raises:
            ValueError: An id is too large.
        """
        facts = {name: getattr(self, name) for name in _FACTS}
        taught = {} if self.embeddings is None else {"embeddings": self.embeddings}
        np.savez_compressed(
            path,
            allow_pickle=False,
            ids=_joined([*self.sequences, *self.held_out]),
            lengths=np.array([len(ids) for ids in self.sequences], dtype=np.uint16),
            held_out=np.array([len(ids) for ids in self.held_out], dtype=np.uint16),
            effects=self.effects.astype(np.float16),
            facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
            **taught,
        )

    @classmethod
    def load(cls, path: Path) -> "TokenSet":
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: It is damaged, or something else.
        """
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such file; check the path")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                facts = json.loads(arrays["facts"].tobytes())
                lengths, held_out = (arrays[name].astype(int) for name in ("lengths", "held_out"))
                ends = np.cumsum([0, *lengths, *held_out])
                ids, effects = arrays["ids"], arrays["effects"].astype(np.float32)
                embeddings = arrays.get("embeddings")
            taught = lengths if embeddings is None else embeddings
            if ends[-1] != len(ids) or not len(effects) == len(taught) == len(lengths):
                raise ValueError("numbers of tokens and texts differ")
            texts = [ids[start:end] for start, end in pairwise(ends.tolist())]
            return cls(
                texts[: len(lengths)],
                effects,
                texts[len(lengths) :],
                embeddings=embeddings,
                **{name: facts[name] for name in _FACTS},
            )
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            reason = " ".join(str(error).split())[:200]
            raise ValueError(
                f"{path}: expected token ids as `optimize train tokens` writes them, got something "
                f"else ({reason}); write them again"
            ) from None


_FACTS = ("kind", "property", "vocabulary", "skipped")


def vocabulary_of(tokenizer: PreTrainedTokenizerFast) -> str:
    """A name for a vocabulary: equal for equal ones."""
    return hashlib.sha256(tokenizer.backend_tokenizer.to_str().encode()).hexdigest()[:16]


def tokenized(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    """Token ids of texts, end mark included."""
    ids: list[list[int]] = tokenizer(list(texts)).input_ids if texts else []
    return ids


def _joined(sequences: Sequence[Sequence[int]]) -> npt.NDArray[np.uint16]:
    ids = np.concatenate([np.empty(0, dtype=int), *map(np.asarray, sequences)]).astype(int)
    if len(ids) and not 0 <= ids.min() <= ids.max() < _MOST_TOKENS:
        raise ValueError(
            f"token ids: expected 0 to {_MOST_TOKENS - 1}, got up to {ids.max()}; such a large "
            "vocabulary cannot be written so"
        )
    return ids.astype(np.uint16)
