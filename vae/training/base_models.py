"""Pretrained weights to start from: a plain T5, or a T5-VAE."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, decoders, pre_tokenizers
from transformers import AutoConfig, AutoTokenizer, PreTrainedTokenizerFast, T5Config

from tweetopt.vae.config import T5VAEConfig, check_gist
from tweetopt.vae.folders import model_folder
from tweetopt.vae.model import T5VAE
from tweetopt.vae.training.enlarging import config_like, enlarge
from tweetopt.vae.training.sizes import ModelSizes

_AS_IT_IS = ModelSizes()


def load_base(
    name_or_folder: str,
    *,
    kind: str,
    sizes: ModelSizes = _AS_IT_IS,
    teacher_dim: int = 0,
    whole: Sequence[str] = (),
) -> tuple[T5VAE, PreTrainedTokenizerFast]:
    """A model with the weights of another, and its tokenizer.

    A plain T5 gets a fresh bottleneck, and its vocabulary the tokens it lacks: a line break,
    which the original T5 vocabularies can't write, and `whole`. A T5-VAE may grow, see
    `enlarge`; its length stays.

    Args:
        name_or_folder: A folder, a bundled model, or a name on the Hugging Face hub.
        kind: What the texts are.
        sizes: How large the model should be; the preset means nothing here.
        teacher_dim: Width of the sentence embeddings that the gist is taught by; 0 for none.
        whole: Strings that are always one token of a plain T5's vocabulary.

    Raises:
        ValueError: There is no T5 to load, or a T5-VAE has other sizes than asked for.
    """
    source = _bundled(name_or_folder) or name_or_folder
    try:
        config = AutoConfig.from_pretrained(source)
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ValueError(
            f"--base {name_or_folder}: expected a T5 or T5-VAE, got none ({reason}); "
            "name a folder, or a model on the hub"
        ) from error
    try:
        if config.model_type == T5VAEConfig.model_type:
            model = _grown(source, config, kind=kind, sizes=sizes, teacher_dim=teacher_dim)
        elif config.model_type == "t5":
            _add_missing_tokens(tokenizer, whole)
            model = _with_bottleneck(
                source, config, kind=kind, sizes=sizes, teacher_dim=teacher_dim
            )
            if len(tokenizer) > model.config.vocab_size:
                model.resize_token_embeddings(len(tokenizer))
        else:
            raise ValueError(
                f"expected a T5 or T5-VAE, got {config.model_type!r}; name another model"
            )
    except ValueError as error:
        raise ValueError(f"--base {name_or_folder}: {error}") from None
    return model, tokenizer


def _grown(
    source: str | Path, config: T5VAEConfig, *, kind: str, sizes: ModelSizes, teacher_dim: int
) -> T5VAE:
    """A T5-VAE, as large as asked for."""
    if sizes.max_tokens not in (None, config.max_tokens):
        raise ValueError(
            f"expected max_tokens {config.max_tokens}, which it was trained with, "
            f"got {sizes.max_tokens}; leave the option out"
        )
    return enlarge(
        T5VAE.from_pretrained(source, dtype="float32", sphere=True, kind=kind),
        latent_dim=sizes.latent_dim,
        gist_dim=sizes.gist_dim or 0,
        teacher_dim=teacher_dim,
        decoder_layers=sizes.decoder_layers,
    )


def _with_bottleneck(
    source: str | Path, config: T5Config, *, kind: str, sizes: ModelSizes, teacher_dim: int
) -> T5VAE:
    """A plain T5 with a fresh bottleneck."""
    if sizes.decoder_layers is not None:
        raise ValueError(
            "expected decoder layers only for a T5-VAE, got a plain T5; leave the option out"
        )
    given = {
        "latent_dim": sizes.latent_dim, "max_tokens": sizes.max_tokens, "gist_dim": sizes.gist_dim,
    }  # fmt: skip
    changes = {name: size for name, size in given.items() if size is not None}
    ours = config_like(config, **changes, teacher_dim=teacher_dim, kind=kind, sphere=True)
    check_gist(ours.gist_dim, latent_dim=ours.latent_dim)
    model: T5VAE = T5VAE.from_pretrained(source, config=ours, dtype="float32")
    return model


def _add_missing_tokens(tokenizer: PreTrainedTokenizerFast, whole: Sequence[str]) -> None:
    """Make a plain T5's tokenizer write line breaks, and `whole` as single tokens."""
    tokenizer.split_special_tokens = True  # a literal "</s>" in a text is text
    # T5's own rule loses spaces beside added tokens, and adds some.
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.backend_tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    missing = [token for token in ("\n", *whole) if _is_lost(token, tokenizer)]
    tokenizer.add_tokens([AddedToken(token, normalized=False) for token in missing])


def saved_setting(name_or_folder: str, name: str) -> Any:
    """A value of a saved T5-VAE's configuration, such as its `kind`; None for anything else."""
    source = _bundled(name_or_folder) or name_or_folder
    try:
        return getattr(AutoConfig.from_pretrained(source), name, None)
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
