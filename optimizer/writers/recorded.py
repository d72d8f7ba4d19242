"""Proposals kept in a file as they come, so that what is interrupted goes on with the same ones."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.writers.base import Brief, Proposal, Writer
from tweetopt.optimizer.writers.prompting import prompt_version

_KEPT = ("text", "fault", "predicted_at_latent", "phrased")
"""What is kept of a proposal: all that a writer of another package may say of one."""


@dataclass(frozen=True)
class RecordedWriter:
    """A writer whose proposals are written to a file before they are used. Follows `Writer`.

    Asked for the same again, it reads them there. A batch that was killed so ends like one that
    wasn't, whoever writes.

    Attributes:
        writer: Who is asked for what isn't in the file.
        path: A file of JSON lines; it needn't be there yet. Several writers may share it.
        spec: What the user typed for the writer: the names of two servers are the same.
    """

    writer: Writer
    path: Path
    spec: str
    _known: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                except ValueError:  # torn, or empty
                    continue
                self._known[entry["brief"]] = entry["proposals"]

    @property
    def name(self) -> str:
        """The writer's."""
        return self.writer.name

    @property
    def fluent(self) -> bool:
        """The writer's."""
        return self.writer.fluent

    @property
    def notice(self) -> str | None:
        """The writer's."""
        return self.writer.notice

    @property
    def seeded(self) -> bool:
        """True: what was proposed once is proposed again."""
        return True

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        keys = [self._key(brief, settings) for brief in briefs]
        for place in [place for place, key in enumerate(keys) if key not in self._known]:
            asked = self.writer.propose([briefs[place]], engine=engine, settings=settings)
            self._keep(keys[place], [proposal for _, proposal in asked])
        for place, key in enumerate(keys):
            for known in self._known[key]:
                yield place, Proposal(**known)

    def _keep(self, key: str, proposals: Sequence[Proposal]) -> None:
        kept = [{name: getattr(each, name) for name in _KEPT} for each in proposals]
        self._known[key] = kept
        with self.path.open("a", encoding="utf-8") as file:
            # The line before may be torn: it belongs to a process that was killed.
            file.write("\n" + json.dumps({"brief": key, "proposals": kept}))
            file.flush()
            os.fsync(file.fileno())

    def _key(self, brief: Brief, settings: Settings) -> str:
        """What proposals depend on: the text, the goals, the round with its drafts, the prompt."""
        drafts = [(draft.text, round(draft.value, 3)) for draft in brief.drafts]
        asked = [
            self.spec,
            prompt_version(),
            brief.request.text,
            brief.request.account_median,
            list(map(str, brief.request.goals)),
            list(brief.request.keep),
            brief.round,
            drafts,
            settings.seed,
            list(settings.styles),
        ]
        return sha256(json.dumps(asked).encode()).hexdigest()
