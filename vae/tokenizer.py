"""Byte-level BPE, learned from the data: lossless on any text."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

if TYPE_CHECKING:  # which takes a second to import
    from transformers import PreTrainedTokenizerFast

_SPECIAL = ("<pad>", "</s>", "<unk>")  # ids 0, 1 and 2, as in T5


def train_tokenizer(
    texts: Iterable[str], *, vocab_size: int, whole: Sequence[str] = ()
) -> "PreTrainedTokenizerFast":
    """Learn a vocabulary.

    Args:
        texts: What to learn from.
        vocab_size: Upper limit of the vocabulary, everything counted.
        whole: Strings that are always one token of their own, such as a link's placeholder.

    Returns:
        A tokenizer that gives every text back as it was, a typed "</s>" included.
    """
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size - len(whole),
        special_tokens=list(_SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    # Ordinary tokens, not special ones: split_special_tokens must not break them up.
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in whole])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", _SPECIAL.index("</s>"))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        split_special_tokens=True,  # else a typed "</s>" would be eaten
    )


def save_tokenizer(tokenizer: "PreTrainedTokenizerFast", folder: Path) -> None:
    """Save a tokenizer for `from_pretrained`, its vocabulary without white space: half the size."""
    tokenizer.save_pretrained(folder)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer that `save_tokenizer` saved, without transformers around it.

    Raises:
        Exception: The file is damaged; tokenizers has no class of its own for it.
    """
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.encode_special_tokens = True  # a typed "</s>" is text
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
