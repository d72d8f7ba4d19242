"""What the latent search is for: how much of what it writes is shown, and what that costs."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from everyday import everyday_texts

from tweetopt.optimizer import Engine, Request, Settings, optimize_texts, parse_goal
from tweetopt.optimizer.settings import Effort
from tweetopt.optimizer.writers.base import Brief, Proposal
from tweetopt.optimizer.writers.latent import LatentWriter
from tweetopt.optimizer.writers.words import WORDS


@dataclass(frozen=True)
class CountingLatent(LatentWriter):
    """The latent writer, counted.

    Attributes:
        counted: Texts decoded, those that differ from their text, and processor seconds.
    """

    counted: Counter[str] = field(default_factory=Counter)

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        start = time.process_time()
        found = list(super().propose(briefs, engine=engine, settings=settings))
        self.counted["milliseconds"] += round(1000 * (time.process_time() - start))
        self.counted["decoded"] += len(found)
        different = {(n, each.text) for n, each in found if each.text != briefs[n].masked.text}
        self.counted["different"] += len(different)
        yield from found


def measure(
    texts: Sequence[str], *, engine: Engine, effort: Effort, likes: str
) -> dict[str, float]:
    """Rewrite texts by both of our writers and by words alone, one at a time, and count."""
    settings = Settings(effort=effort)
    counts, spent = Counter[str](), Counter[str]()
    latent = CountingLatent()
    for text in texts:
        request = Request(text, [parse_goal(likes)])
        start = time.process_time()
        (both,) = optimize_texts([request], engine=engine, settings=settings,
                                 writers=[latent, WORDS])  # fmt: skip
        middle = time.process_time()
        (alone,) = optimize_texts([request], engine=engine, settings=settings, writers=[WORDS])
        spent["both"] += round(1000 * (middle - start))
        spent["words"] += round(1000 * (time.process_time() - middle))
        counts["shown"] += len(both.candidates)
        counts["shown, latent's"] += sum(each.writer == "latent" for each in both.candidates)
        counts["★ latent's"] += bool(both.candidates) and both.candidates[0].writer == "latent"
        star = [
            result.candidates[0].text if result.candidates else None for result in (both, alone)
        ]
        counts["same ★ by words alone"] += star[0] == star[1]
        shown = [[each.text for each in result.candidates] for result in (both, alone)]
        counts["same candidates by words alone"] += shown[0] == shown[1]
    plan = settings.plan
    return {
        "texts": len(texts),
        "tries a text": plan.tries,
        "steps a try": plan.steps,
        **latent.counted,
        **counts,
        **{f"{name}, ms a text": round(ms / len(texts), 1) for name, ms in spent.items()},
    }


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effort", type=Effort, default=Effort.NORMAL)
    parser.add_argument("--goal", default="likes>=1000")
    parser.add_argument("--rows", type=int, default=None, help="of examples/everyday.csv")
    parser.add_argument("--out", type=Path, default=None)
    args = parser.parse_args()
    engine = Engine.load()
    texts = everyday_texts()[: args.rows]
    measured = measure(texts, engine=engine, effort=args.effort, likes=args.goal)
    result = json.dumps({"effort": args.effort, "goal": args.goal, **measured}, indent=1,
                        ensure_ascii=False)  # fmt: skip
    print(result)
    if args.out:
        args.out.write_text(result + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
