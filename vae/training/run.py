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

from tweetopt.vae.config import Preset, T5VAEConfig
from tweetopt.vae.folders import check_output_folder, model_folder
from tweetopt.vae.metrics import CodeUse, code_use
from tweetopt.vae.model import T5VAE
from tweetopt.vae.tokenizer import train_tokenizer
from tweetopt.vae.training.base_models import load_base, saved_setting, share_lost
from tweetopt.vae.training.checkpoints import TrainingState
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.distributed import is_first_process
from tweetopt.vae.training.held_out_effects import EffectErrors
from tweetopt.vae.training.loop import Tracker, TrainingProgress, train
from tweetopt.vae.training.sizes import ModelSizes
from tweetopt.vae.training.token_sets import TokenSet, tokenized, vocabulary_of
from tweetopt.vae.wording.wording import WORDING_FILE, Wording

_VOCAB_SIZES: dict[Preset, int] = {"tiny": 1024, "small": 8192, "medium": 4096}
_HELD_OUT = 256  # texts that are watched; more of them only make checkpoints slower
_GIST_DIM = 128  # whose components rebuild the embeddings of MiniLM to a cosine of 0.87
_SIZES = (
    "d_model", "num_decoder_layers", "vocab_size", "latent_dim", "gist_dim", "teacher_dim",
    "max_tokens", "kind",
)  # fmt: skip
_USUAL = ModelSizes()
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


@dataclass(frozen=True)
class TrainingRun:
    """A training into a folder.

    Attributes:
        out: A new or empty folder, or with `resume` the one of the run to go on with.
        config: How long and how to train.
        resume: Go on from the folder's last checkpoint, with the same texts and options.
        track: Log the figures of every step for this tool, too.
        on_step: Called after every step.
    """

    out: Path
    config: TrainingConfig
    resume: bool = False
    track: Tracker | None = None
    on_step: Callable[[TrainingProgress], None] = lambda _: None

    def check_folder(self) -> None:
        """Refuse to start in a folder that holds something.

        Raises:
            FileExistsError: It does.
        """
        if not self.resume and is_first_process():
            check_output_folder(self.out)


def fit_texts(
    texts: Sequence[str],
    *,
    held_out: Sequence[str],
    run: TrainingRun,
    sizes: ModelSizes = _USUAL,
    base: str | None = None,
    effects: npt.NDArray[np.float32] | None = None,
    embeddings: npt.NDArray[np.float16] | None = None,
    kind: str = "tweets",
    whole: Sequence[str] = (),
) -> Fit:
    """Train a T5-VAE on texts, into a folder.

    Args:
        texts: What to learn, masked where links and mentions should be single tokens.
        held_out: Texts that are only measured; a few of the training texts if there are none.
        run: Where to, how long and how to train.
        sizes: How large a model.
        base: A T5 or T5-VAE, by folder or name on the hub, whose weights to start from.
        effects: What the wording of each text did, shape `(texts,)`, NaN where unknown; of use
            with a weight for it in the run's config.
        embeddings: A teacher's sentence embedding of each text, shape `(texts, teacher_dim)`, NaN
            where there is none; of use with a gist, and a weight for the meaning in the config.
        kind: What the texts are; the model remembers it for those who prepare texts for it.
        whole: Strings that are always one token.

    Raises:
        FileExistsError: The folder holds something.
        FileNotFoundError: There is nothing to resume.
        ValueError: A size is wrong, differs from the run to resume, the base is none, or no
            text fits.
    """
    run.check_folder()
    torch.manual_seed(run.config.seed)
    teacher_dim = 0 if embeddings is None else embeddings.shape[1]
    sizes = _with_gist(sizes, base=base, taught=teacher_dim > 0)
    if run.resume:
        tokenizer = _resumed_tokenizer(run.out)
        wanted = sizes.config(vocab_size=len(tokenizer), teacher_dim=teacher_dim, kind=kind)
        model = _resumed_model(run.out, wanted, names=("kind",) if base else _SIZES)
    elif base is not None:
        model, tokenizer = load_base(
            base, kind=kind, sizes=sizes, teacher_dim=teacher_dim, whole=whole
        )
    else:
        tokenizer = train_tokenizer(texts, vocab_size=_VOCAB_SIZES[sizes.preset], whole=whole)
        model = T5VAE(sizes.config(vocab_size=len(tokenizer), teacher_dim=teacher_dim, kind=kind))
    tokens = TokenSet(
        sequences=tokenized(texts, tokenizer),
        effects=np.full(len(texts), np.nan, dtype=np.float32) if effects is None else effects,
        held_out=tokenized(held_out, tokenizer),
        kind=kind,
        property="",
        vocabulary=vocabulary_of(tokenizer),
        embeddings=embeddings,
    )
    fit = _fit(model, tokenizer, tokens, run, word=lambda: Wording.learn(texts).save(run.out))
    return replace(fit, lost=share_lost(texts[:_PROBED], tokenizer))


def fit_tokens(tokens: TokenSet, *, base: str, run: TrainingRun, sizes: ModelSizes = _USUAL) -> Fit:
    """Train a T5-VAE on from another one, into a folder, on token ids of its vocabulary.

    How the texts are worded is taken from the base, too: the words themselves aren't at hand.

    Args:
        tokens: What to learn.
        base: A T5-VAE, by folder or name on the hub, whose weights to start from.
        run: Where to, how long and how to train.
        sizes: How large a model: as the base, or larger.

    Raises:
        FileExistsError: The folder holds something.
        FileNotFoundError: There is nothing to resume.
        ValueError: The base is none, has another vocabulary, or no text fits.
    """
    run.check_folder()
    torch.manual_seed(run.config.seed)
    teacher_dim = 0 if tokens.embeddings is None else tokens.embeddings.shape[1]
    sizes = _with_gist(sizes, base=base, taught=teacher_dim > 0)
    model, tokenizer = load_base(base, kind=tokens.kind, sizes=sizes, teacher_dim=teacher_dim)
    if vocabulary_of(tokenizer) != tokens.vocabulary:
        raise ValueError(
            f"--base {base}: expected the vocabulary that the token ids were written with "
            f"({tokens.vocabulary}), got another one; write them again for this base"
        )
    if run.resume:
        _resumed_tokenizer(run.out)
    return _fit(model, tokenizer, tokens, run, word=lambda: _copy_wording(base, run.out))


def _fit(
    model: T5VAE,
    tokenizer: PreTrainedTokenizerFast,
    tokens: TokenSet,
    run: TrainingRun,
    *,
    word: Callable[[], None],
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
    if not run.resume and is_first_process():
        model.config.save_pretrained(run.out)
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
        config=run.config,
        out=run.out,
        resume=run.resume,
        track=run.track,
        on_step=run.on_step,
    )
    return Fit(
        texts=len(fitting),
        too_long=len(fits) - len(fitting),
        lost=0.0,
        state=state,
        use=code_use(model, held, device=model.device),
        effect=EffectErrors.from_figures(state.history[-1]),
    )


def _with_gist(sizes: ModelSizes, *, base: str | None, taught: bool) -> ModelSizes:
    """The gist's width: as asked for, as the base has it, or the usual one if there's a teacher."""
    if sizes.gist_dim is not None:
        return sizes
    own = 0 if base is None else int(saved_setting(base, "gist_dim") or 0)
    return replace(sizes, gist_dim=own or (_GIST_DIM if taught else 0))


def _copy_wording(base: str, out: Path) -> None:
    with suppress(FileNotFoundError):  # from the hub, or a plain T5: there is none
        shutil.copy(model_folder(base) / WORDING_FILE, out)


def _resumed_tokenizer(out: Path) -> PreTrainedTokenizerFast:
    if not (out / "tokenizer.json").is_file():
        raise FileNotFoundError(f"{out}: nothing to resume; train without --resume")
    return PreTrainedTokenizerFast.from_pretrained(out, local_files_only=True)


def _resumed_model(out: Path, wanted: T5VAEConfig, *, names: Sequence[str]) -> T5VAE:
    """A model as it was begun, without its weights, which the checkpoint has."""
    saved = T5VAEConfig.from_pretrained(out, local_files_only=True)
    for name in names:
        if getattr(saved, name) != getattr(wanted, name):
            raise ValueError(
                f"{out}: expected {name} {getattr(saved, name)} as in the run to resume, "
                f"got {getattr(wanted, name)}; give the same options"
            )
    return T5VAE(saved)
