"""From texts to a trained model's folder: vocabulary, token ids, word list, training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from tweetopt.vae.config import Preset, T5VAEConfig, preset_config
from tweetopt.vae.folders import check_output_folder
from tweetopt.vae.phrases import Phrases
from tweetopt.vae.tokenizer import train_tokenizer
from tweetopt.vae.training import TrainingConfig, TrainingProgress, TrainingState, train

_VOCAB_SIZES: dict[Preset, int] = {"tiny": 1024, "small": 8192}
_HELD_OUT = 256


@dataclass(frozen=True)
class Fit:
    """What `fit_texts` did.

    Attributes:
        texts: Texts trained on.
        too_long: Training texts left out because they're beyond the model's length.
        state: Where the training ended.
    """

    texts: int
    too_long: int
    state: TrainingState


def fit_texts(
    texts: Sequence[str],
    *,
    held_out: Sequence[str],
    out: Path,
    training: TrainingConfig,
    preset: Preset = "small",
    latent_dim: int | None = None,
    max_tokens: int | None = None,
    whole: Sequence[str] = (),
    resume: bool = False,
    on_step: Callable[[TrainingProgress], None] = lambda _: None,
) -> Fit:
    """Train a T5-VAE on texts, into a folder.

    Args:
        texts: What to learn, masked where links and mentions should be single tokens.
        held_out: Texts that are only measured; a few of the training texts if there are none.
        out: A new or empty folder, or with `resume` the one of the run to go on with.
        training: How long and how to train.
        preset: Size of the model.
        latent_dim: Width of the code instead of the preset's.
        max_tokens: Longest text, in tokens with the end mark, instead of the preset's.
        whole: Strings that are always one token.
        resume: Go on from the folder's last checkpoint, with the same texts and sizes.
        on_step: Called after every step.

    Raises:
        FileExistsError: The folder holds something.
        FileNotFoundError: There is nothing to resume.
        ValueError: A size is wrong, differs from the run to resume, or no text fits.
    """
    if resume:
        tokenizer = _resumed_tokenizer(out)
    else:
        check_output_folder(out)
        tokenizer = train_tokenizer(texts, vocab_size=_VOCAB_SIZES[preset], whole=whole)
    config = preset_config(
        preset, vocab_size=len(tokenizer), latent_dim=latent_dim, max_tokens=max_tokens
    )
    if resume:
        _check_same_sizes(config, out)
    sequences = _fitting(texts, tokenizer, config)
    if not sequences:
        raise ValueError(
            f"texts: expected some of at most {config.max_tokens - 1} tokens, got none; "
            "raise --max-tokens"
        )
    if not resume:
        out.mkdir(parents=True, exist_ok=True)
        config.save_pretrained(out)
        Phrases.learn(texts).save(out)
    state = train(
        config,
        tokenizer,
        sequences=sequences,
        held_out=(_fitting(held_out, tokenizer, config) or sequences)[:_HELD_OUT],
        config=training,
        out=out,
        resume=resume,
        on_step=on_step,
    )
    return Fit(texts=len(sequences), too_long=len(texts) - len(sequences), state=state)


def _fitting(
    texts: Sequence[str], tokenizer: PreTrainedTokenizerFast, config: T5VAEConfig
) -> list[list[int]]:
    if not texts:
        return []
    return [ids for ids in tokenizer(list(texts)).input_ids if len(ids) <= config.max_tokens]


def _resumed_tokenizer(out: Path) -> PreTrainedTokenizerFast:
    if not (out / "tokenizer.json").is_file():
        raise FileNotFoundError(f"{out}: nothing to resume; train without --resume")
    return PreTrainedTokenizerFast.from_pretrained(out, local_files_only=True)


def _check_same_sizes(config: T5VAEConfig, out: Path) -> None:
    saved = T5VAEConfig.from_pretrained(out, local_files_only=True)
    for name in ("d_model", "num_layers", "vocab_size", "latent_dim", "max_tokens"):
        if getattr(saved, name) != getattr(config, name):
            raise ValueError(
                f"{out}: expected {name} {getattr(saved, name)} as in the run to resume, "
                f"got {getattr(config, name)}; give the same options"
            )
