"""Pretrained weights to start from: a plain T5, or a T5-VAE."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, decoders, pre_tokenizers
from transformers import AutoConfig, AutoTokenizer, PreTrainedTokenizerFast

from tweetopt.vae.config import T5VAEConfig
from tweetopt.vae.folders import model_folder
from tweetopt.vae.model import T5VAE

_NOT_OURS = ("model_type", "architectures", "transformers_version", "dtype", "torch_dtype")


def load_base(
    name_or_folder: str,
    *,
    kind: str,
    latent_dim: int | None,
    max_tokens: int | None,
    whole: Sequence[str],
) -> tuple[T5VAE, PreTrainedTokenizerFast]:
    """A model with the weights of another, and its tokenizer.

    A plain T5 gets a fresh bottleneck, and its vocabulary the tokens it lacks: a line break,
    which the original T5 vocabularies can't write, and `whole`. A T5-VAE is taken as it is.

    Args:
        name_or_folder: A folder, a bundled model, or a name on the Hugging Face hub.
        kind: What the texts are.
        latent_dim: Width of the code of a plain T5's new bottleneck.
        max_tokens: Longest text, in tokens with the end mark, of a new bottleneck.
        whole: Strings that are always one token.

    Raises:
        ValueError: There is no T5 to load, or a T5-VAE has other sizes than asked for.
    """
    source = _bundled(name_or_folder) or name_or_folder
    sizes = {"latent_dim": latent_dim, "max_tokens": max_tokens}
    wanted = {name: size for name, size in sizes.items() if size is not None}
    try:
        config = AutoConfig.from_pretrained(source)
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ValueError(
            f"--base {name_or_folder}: expected a T5 or T5-VAE, got none ({reason}); "
            "name a folder, or a model on the hub"
        ) from error
    if config.model_type not in ("t5", T5VAEConfig.model_type):
        raise ValueError(
            f"--base {name_or_folder}: expected a T5 or T5-VAE, got {config.model_type!r}; "
            "name another model"
        )
    if config.model_type == T5VAEConfig.model_type:
        for name, size in wanted.items():
            if getattr(config, name) != size:
                raise ValueError(
                    f"--base {name_or_folder}: expected {name} {getattr(config, name)}, which "
                    f"it was trained with, got {size}; leave the option out"
                )
        model = T5VAE.from_pretrained(source, dtype="float32", sphere=True, kind=kind)
        return model, tokenizer
    tokenizer.split_special_tokens = True  # a literal "</s>" in a text is text
    # T5's own rule loses spaces beside added tokens, and adds some.
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.backend_tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    missing = [token for token in ("\n", *whole) if _is_lost(token, tokenizer)]
    tokenizer.add_tokens([AddedToken(token, normalized=False) for token in missing])
    fields: dict[str, Any] = {**config.to_dict(), **wanted, "kind": kind, "sphere": True}
    ours = T5VAEConfig(**{name: fields[name] for name in fields if name not in _NOT_OURS})
    model = T5VAE.from_pretrained(source, config=ours, dtype="float32")
    if len(tokenizer) > model.config.vocab_size:
        model.resize_token_embeddings(len(tokenizer))
    return model, tokenizer


def kind_of(name_or_folder: str) -> str | None:
    """The kind of text that a T5-VAE was trained on; None for anything else."""
    source = _bundled(name_or_folder) or name_or_folder
    try:
        return getattr(AutoConfig.from_pretrained(source), "kind", None)
    except (OSError, ValueError):
        return None


def _bundled(name: str) -> Path | None:
    try:
        return model_folder(name)
    except FileNotFoundError:
        return None


def share_lost(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> float:
    """The share of texts that a tokenizer doesn't give back as they were, 0 to 1."""
    ids = tokenizer(list(texts)).input_ids
    back = tokenizer.batch_decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    lost: int = sum(written != text for written, text in zip(back, texts, strict=True))
    return lost / max(1, len(texts))


def _is_lost(token: str, tokenizer: PreTrainedTokenizerFast) -> bool:
    return share_lost([f"a{token}b"], tokenizer) > 0 or len(tokenizer.tokenize(token)) > 1
