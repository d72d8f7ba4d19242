"""From texts to a trained model's folder: vocabulary, token ids, word list, training."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedTokenizerFast

from tweetopt.vae.config import Preset, T5VAEConfig, preset_config
from tweetopt.vae.folders import check_output_folder, model_folder
from tweetopt.vae.metrics import CodeUse, code_use
from tweetopt.vae.model import T5VAE
from tweetopt.vae.tokenizer import train_tokenizer
from tweetopt.vae.training.bases import load_base, saved_setting, share_lost
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.distributed import is_first_process
from tweetopt.vae.training.effects import EffectErrors
from tweetopt.vae.training.loop import Tracker, TrainingProgress, TrainingState, train
from tweetopt.vae.training.token_sets import TokenSet, tokenized, vocabulary_of
from tweetopt.vae.wording.learned import WORDING_FILE, Wording

_VOCAB_SIZES: dict[Preset, int] = {"tiny": 1024, "small": 8192, "medium": 4096}
_HELD_OUT = 256
_GIST_DIM = 128  # whose components rebuild the embeddings of MiniLM to a cosine of 0.87
_SIZES = (
    "d_model", "num_decoder_layers", "vocab_size", "latent_dim", "gist_dim", "teacher_dim",
    "max_tokens", "kind",
)  # fmt: skip
_PROBED = 2_000  # texts that show whether a vocabulary can write them


@dataclass(frozen=True)
class Fit:
    """What `fit_texts` did.

    Attributes:
        texts: Texts trained on.
        too_long: Training texts left out because they're beyond the model's length.
        lost: Share of texts that the vocabulary can't write exactly, 0 to 1, by a sample.
        state: Where the training ended.
        use: What the codes carry of held-out texts.
        effect: How well they tell what wording did, where the training told them and where not.
    """

    texts: int
    too_long: int
    lost: float
    state: TrainingState
    use: CodeUse
    effect: EffectErrors | None


def fit_texts(
    texts: Sequence[str],
    *,
    held_out: Sequence[str],
    out: Path,
    training: TrainingConfig,
    effects: npt.NDArray[np.float32] | None = None,
    embeddings: npt.NDArray[np.float16] | None = None,
    kind: str = "tweets",
    preset: Preset = "small",
    latent_dim: int | None = None,
    gist_dim: int | None = None,
    decoder_layers: int | None = None,
    max_tokens: int | None = None,
    whole: Sequence[str] = (),
    base: str | None = None,
    resume: bool = False,
    track: Tracker | None = None,
    on_step: Callable[[TrainingProgress], None] = lambda _: None,
) -> Fit:
    """Train a T5-VAE on texts, into a folder.

    Args:
        texts: What to learn, masked where links and mentions should be single tokens.
        held_out: Texts that are only measured; a few of the training texts if there are none.
        out: A new or empty folder, or with `resume` the one of the run to go on with.
        training: How long and how to train.
        effects: What the wording of each text did, shape `(texts,)`, NaN where unknown; of use
            with a weight for it in `training`.
        embeddings: A teacher's sentence embedding of each text, shape `(texts, teacher_dim)`, NaN
            where there is none; of use with a gist, and a weight for the meaning in `training`.
        kind: What the texts are; the model remembers it for those who prepare texts for it.
        preset: Size of the model; without meaning with a base.
        latent_dim: Width of the code instead of the preset's.
        gist_dim: How many of its numbers are the gist, what a text says. Default: as many as the
            base's; of a code without one, 128 with embeddings and none without.
        decoder_layers: With a T5-VAE as base, so many layers for its decoder.
        max_tokens: Longest text, in tokens with the end mark, instead of the preset's.
        whole: Strings that are always one token.
        base: A T5 or T5-VAE, by folder or name on the hub, whose weights to start from.
        resume: Go on from the folder's last checkpoint, with the same texts and options.
        track: Log the figures of every step for this tool, too.
        on_step: Called after every step.

    Raises:
        FileExistsError: The folder holds something.
        FileNotFoundError: There is nothing to resume.
        ValueError: A size is wrong, differs from the run to resume, the base is none, or no
            text fits.
    """
    first = is_first_process()
    if not resume and first:
        check_output_folder(out)
    torch.manual_seed(training.seed)
    teacher_dim = 0 if embeddings is None else embeddings.shape[1]
    gist_dim = _gist_dim(gist_dim, base=base, taught=teacher_dim > 0)
    if resume:
        tokenizer = _resumed_tokenizer(out)
        config = T5VAEConfig.from_pretrained(out, local_files_only=True)
        wanted = preset_config(
            preset,
            vocab_size=len(tokenizer),
            latent_dim=latent_dim,
            gist_dim=gist_dim,
            teacher_dim=teacher_dim,
            max_tokens=max_tokens,
            kind=kind,
        )
        _check_same(config, wanted, out, names=("kind",) if base else _SIZES)
        model = T5VAE(config)  # the checkpoint has the weights
    elif base is not None:
        model, tokenizer = load_base(
            base,
            kind=kind,
            latent_dim=latent_dim,
            max_tokens=max_tokens,
            whole=whole,
            gist_dim=gist_dim,
            teacher_dim=teacher_dim,
            decoder_layers=decoder_layers,
        )
    else:
        tokenizer = train_tokenizer(texts, vocab_size=_VOCAB_SIZES[preset], whole=whole)
        config = preset_config(
            preset,
            vocab_size=len(tokenizer),
            latent_dim=latent_dim,
            gist_dim=gist_dim,
            teacher_dim=teacher_dim,
            max_tokens=max_tokens,
            kind=kind,
        )
        model = T5VAE(config)
    tokens = TokenSet(
        sequences=tokenized(texts, tokenizer),
        effects=np.full(len(texts), np.nan, dtype=np.float32) if effects is None else effects,
        held_out=tokenized(held_out, tokenizer),
        kind=kind,
        property="",
        vocabulary=vocabulary_of(tokenizer),
        embeddings=embeddings,
    )
    fit = _fit(
        model,
        tokenizer,
        tokens,
        word=lambda: Wording.learn(texts).save(out),
        out=out,
        training=training,
        resume=resume,
        track=track,
        on_step=on_step,
    )
    return replace(fit, lost=share_lost(texts[:_PROBED], tokenizer))


def fit_tokens(
    tokens: TokenSet,
    *,
    base: str,
    out: Path,
    training: TrainingConfig,
    latent_dim: int | None = None,
    gist_dim: int | None = None,
    decoder_layers: int | None = None,
    resume: bool = False,
    track: Tracker | None = None,
    on_step: Callable[[TrainingProgress], None] = lambda _: None,
) -> Fit:
    """Train a T5-VAE on from another one, into a folder, on token ids of its vocabulary.

    How the texts are worded is taken from the base, too: the words themselves aren't at hand.

    Args:
        tokens: What to learn.
        base: A T5-VAE, by folder or name on the hub, whose weights to start from.
        out: As for `fit_texts`, like the others.
        training: How long and how to train.
        latent_dim: Width of the code; may be larger than the base's.
        gist_dim: As for `fit_texts`.
        decoder_layers: Layers of the decoder; may be more than the base's.
        resume: Go on from the folder's last checkpoint.
        track: Log the figures of every step for this tool, too.
        on_step: Called after every step.

    Raises:
        FileExistsError: The folder holds something.
        FileNotFoundError: There is nothing to resume.
        ValueError: The base is none, has another vocabulary, or no text fits.
    """
    first = is_first_process()
    if not resume and first:
        check_output_folder(out)
    torch.manual_seed(training.seed)
    teacher_dim = 0 if tokens.embeddings is None else tokens.embeddings.shape[1]
    model, tokenizer = load_base(
        base,
        kind=tokens.kind,
        latent_dim=latent_dim,
        max_tokens=None,
        whole=(),
        gist_dim=_gist_dim(gist_dim, base=base, taught=teacher_dim > 0),
        teacher_dim=teacher_dim,
        decoder_layers=decoder_layers,
    )
    if vocabulary_of(tokenizer) != tokens.vocabulary:
        raise ValueError(
            f"--base {base}: expected the vocabulary that the token ids were written with "
            f"({tokens.vocabulary}), got another one; write them again for this base"
        )
    if resume:
        _resumed_tokenizer(out)
    return _fit(
        model,
        tokenizer,
        tokens,
        word=lambda: _copy_wording(base, out),
        out=out,
        training=training,
        resume=resume,
        track=track,
        on_step=on_step,
    )


def _fit(
    model: T5VAE,
    tokenizer: PreTrainedTokenizerFast,
    tokens: TokenSet,
    *,
    word: Callable[[], None],
    out: Path,
    training: TrainingConfig,
    resume: bool,
    track: Tracker | None,
    on_step: Callable[[TrainingProgress], None],
) -> Fit:
    """Train on what the model can hold; nothing is written before it's sure that there is some.

    `word` writes how the texts are worded into the folder.
    """
    longest = model.config.max_tokens
    fits = np.array([len(ids) <= longest for ids in tokens.sequences], dtype=bool)
    if not fits.any():
        raise ValueError(
            f"texts: expected some of at most {longest - 1} tokens, got none; raise --max-tokens"
        )
    if not resume and is_first_process():
        model.config.save_pretrained(out)
        word()
    fitting = list(compress(tokens.sequences, fits))
    watched = [ids for ids in tokens.held_out if len(ids) <= longest]
    held = (watched or fitting)[:_HELD_OUT]
    state = train(
        model,
        tokenizer,
        sequences=fitting,
        effects=tokens.effects[fits],
        embeddings=None if tokens.embeddings is None else tokens.embeddings[fits],
        held_out=held,
        config=training,
        out=out,
        resume=resume,
        track=track,
        on_step=on_step,
    )
    return Fit(
        texts=len(fitting),
        too_long=len(fits) - len(fitting),
        lost=0.0,
        state=state,
        use=code_use(model, held, device=model.device),
        effect=EffectErrors.from_figures(state.history[-1]),
    )


def _gist_dim(asked: int | None, *, base: str | None, taught: bool) -> int:
    """The gist's width: as asked for, as the base has it, or the usual one if there's a teacher."""
    if asked is not None:
        return asked
    own = 0 if base is None else int(saved_setting(base, "gist_dim") or 0)
    return own or (_GIST_DIM if taught else 0)


def _copy_wording(base: str, out: Path) -> None:
    with suppress(FileNotFoundError):  # from the hub, or a plain T5: there is none
        shutil.copy(model_folder(base) / WORDING_FILE, out)


def _resumed_tokenizer(out: Path) -> PreTrainedTokenizerFast:
    if not (out / "tokenizer.json").is_file():
        raise FileNotFoundError(f"{out}: nothing to resume; train without --resume")
    return PreTrainedTokenizerFast.from_pretrained(out, local_files_only=True)


def _check_same(
    saved: T5VAEConfig, config: T5VAEConfig, out: Path, *, names: Sequence[str]
) -> None:
    for name in names:
        if getattr(saved, name) != getattr(config, name):
            raise ValueError(
                f"{out}: expected {name} {getattr(saved, name)} as in the run to resume, "
                f"got {getattr(config, name)}; give the same options"
            )
