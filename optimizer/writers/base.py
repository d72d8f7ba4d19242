"""What a writer is: whoever proposes rewrites of a text. What is shown, the pipeline decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import torch
from torch import Tensor

from tweetopt.datasets import Masked, TextKind, restore
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.words.edits import Edit
from tweetopt.optimizer.words.mending import mended
from tweetopt.predictors import Prediction
from tweetopt.predictors.rewrite_share import Originals

if TYPE_CHECKING:  # the engine knows predictors and the model, and settings name writers
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.settings import Settings


@dataclass(frozen=True)
class Proposal:
    """A rewrite as a writer proposes it; `Brief.proposal` makes one of a text to post.

    Attributes:
        text: The rewrite, masked.
        predicted_at_latent: What was predicted at the code that it was decoded from, of the first
            goal's property; None without such a code.
        edit: The single edit that makes it of the text, where there is just one.
        phrased: Whether some of it, but not all, is a phrase that the decoder wrote.
        fault: Why it is to be dropped, where that is known already.
        posted: The rewrite with its links and mentions, if some of them are gone, or the text says
            something else: a move that the user allows.
        writer: Who wrote it; the pipeline fills it in.
        fluent: Whether that writer is, see `Writer`; likewise.
    """

    text: str
    predicted_at_latent: float | None = None
    edit: Edit | None = None
    phrased: bool = False
    fault: str | None = None
    posted: str | None = None
    writer: str = ""
    fluent: bool = False


@dataclass(frozen=True)
class Draft:
    """A rewrite from an earlier round, for a writer to do better.

    Attributes:
        text: As it would be posted.
        value: What it is predicted, of the first goal's property, in its unit.
    """

    text: str
    value: float


@dataclass(frozen=True, eq=False)
class Brief:
    """What a writer knows of one text, and what is wanted of it.

    Attributes:
        request: The text as it would be posted, its goals, words that must stay.
        kind: What the text is.
        masked: The text with its links and mentions masked.
        code: What the encoder makes of that, shape `(latent_dim,)`.
        original: The text's own predictions, by property.
        refined: The code, refined to rebuild the text, where that was asked for, same shape.
        round: 0 for the first proposals; then writers see their best ones.
        drafts: The best rewrites so far, the best first.
        effects: Words and phrases of the text that matter, the strongest first, each with what it
            adds to the prediction, on the predictor's scale.
    """

    request: Request
    kind: TextKind
    masked: Masked
    code: Tensor
    original: Mapping[str, Prediction]
    refined: Tensor | None = None
    round: int = 0
    drafts: Sequence[Draft] = ()
    effects: Sequence[tuple[str, float]] = ()

    @property
    def start(self) -> Tensor:
        """The code that a search starts from, shape `(latent_dim,)`."""
        return self.code if self.refined is None else self.refined

    def proposal(self, text: str, *, fault: str | None = None) -> Proposal:
        """A rewrite, as it would be posted or masked, ready to be proposed.

        Links, mentions, hashtags and emoji that open or end the text are put back where the
        rewrite has none of them.

        Args:
            text: The rewrite.
            fault: Why it is to be dropped, where that is known already.
        """
        posted = restore(text, self.masked) or text
        masked = self.kind.mask(mended(posted, original=self.request.text, kind=self.kind))
        same = all(
            _entities(masked, kind) == _entities(self.masked, kind) for kind in (LINK, MENTION)
        )
        return Proposal(masked.text, fault=fault or (None if same else Dropped.CHANGED_LINK))


@runtime_checkable
class Writer(Protocol):
    """Proposes rewrites of texts."""

    @property
    def name(self) -> str:
        """What its proposals are marked with, and what users type."""
        ...

    @property
    def fluent(self) -> bool:
        """Whether it writes sentences that mean something, as language models do.

        What others write is held to the words of the text; what it writes, to names and numbers.
        """
        ...

    @property
    def seeded(self) -> bool:
        """Whether it proposes the same again for the same brief, seed and round."""
        ...

    @property
    def notice(self) -> str | None:
        """What a user is told before it is asked: where the text goes."""
        ...

    def propose(
        self, briefs: Sequence[Brief], *, engine: "Engine", settings: "Settings"
    ) -> Iterator[tuple[int, Proposal]]:
        """Propose rewrites, those of one brief independent of the other briefs.

        Args:
            briefs: Texts; all goals have gradients, or none has.
            engine: Model and predictors.
            settings: Effort, seed, permissions and styles.

        Yields:
            Each proposal with its brief's place, as soon as it is there.

        Raises:
            ConnectionError: The writer can't be reached.
            ValueError: It can't be used so.
        """
        ...


def make_briefs(requests: Sequence[Request], *, engine: "Engine") -> list[Brief]:
    """Mask, encode and predict the texts of requests, and aim their goals."""
    masked = [engine.kind.mask(request.text) for request in requests]
    texts = [each.text for each in masked]
    codes = engine.autoencoder.encode(texts)
    medians = [request.account_median for request in requests]
    predictions = engine.predict_latents(codes, texts=texts, account_medians=medians)
    infos = {name: predictor.info for name, predictor in engine.predictors.items()}
    aimed = [
        replace(
            request,
            goals=[each.aimed(row[each.property], infos[each.property]) for each in request.goals],
        )
        for request, row in zip(requests, predictions, strict=True)
    ]
    kinds = [engine.kind] * len(requests)
    return list(map(Brief, aimed, kinds, masked, codes, predictions))


def refine(briefs: Sequence[Brief], *, engine: "Engine", settings: "Settings") -> list[Brief]:
    """The briefs with codes that rebuild their texts, as far as the plan's steps go."""
    refined = engine.autoencoder.refine(
        [brief.masked.text for brief in briefs],
        latents=torch.stack([brief.code for brief in briefs]),
        steps=settings.plan.refining_steps,
        until_rebuilt=True,
    )
    return [replace(brief, refined=code) for brief, code in zip(briefs, refined, strict=True)]


def originals_of(briefs: Sequence[Brief]) -> Originals:
    """The briefs' own texts, as what others are rewrites of."""
    return Originals(
        torch.stack([brief.code for brief in briefs]), [brief.masked.text for brief in briefs]
    )


def _entities(masked: Masked, placeholder: str) -> list[str]:
    """The links, or the mentions, of a text, in order."""
    pairs = zip(masked.placeholders, masked.entities, strict=True)
    return [entity for found, entity in pairs if found == placeholder]
