"""What a writer makes of everyday texts: how many get three versions that are really different.

    python benchmarks/writers.py http://127.0.0.1:8080/v1#MODEL [--effort draft] [--rows 35]

Writes benchmarks/results/writers.json: the figures, and every output, unedited.
"""

import argparse
import json
import re
import time
from pathlib import Path
from typing import Any

import pandas as pd

from tweetopt.optimizer import Effort, Engine, Request, Settings, optimize_texts, parse_goal
from tweetopt.optimizer.writers.prompting import prompt_version

HERE = Path(__file__).parent
TEXTS = HERE.parent / "examples" / "everyday.csv"
MEDIAN = 50.0


def words_only(text: str) -> list[str]:
    """What is left of a text without punctuation and capitals."""
    return re.findall(r"\w+", text.casefold().replace("'", "").replace("’", ""))


def different(text: str, versions: list[str]) -> int:
    """How many versions differ from the text, and from each other, by more than punctuation."""
    return len({tuple(words_only(version)) for version in versions} - {tuple(words_only(text))})


def measure(text: str, engine: Engine, settings: Settings) -> dict[str, Any]:
    """What comes of a text whose goal is twice its own prediction; printed, too."""
    (before,) = engine.predict([text], account_medians=[MEDIAN])
    goal = parse_goal(f"likes>={2 * before['likes'].value:.1f}")
    request = Request(text, [goal], account_median=MEDIAN)
    begun = time.monotonic()
    (result,) = optimize_texts([request], engine=engine, settings=settings)
    seconds = time.monotonic() - begun
    versions = [
        {
            "text": each.text,
            "predicted": round(each.predictions["likes"].value, 1),
            "writer": each.writer,
            "closer": each in result.candidates,
        }
        for each in (*result.candidates, *result.alternatives)
    ]
    print(f"{text}  ({before['likes'].value:.0f})", flush=True)
    for version in versions:
        print(f"   {version['predicted']:5.0f}  {version['text']}", flush=True)
    return {
        "text": text,
        "predicted": round(before["likes"].value, 1),
        "seconds": round(seconds, 2),
        "dropped": dict(result.dropped),
        "versions": versions,
    }


def shares(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many texts got versions that are really different, and how long that took."""
    counts = [
        different(row["text"], [version["text"] for version in row["versions"]]) for row in rows
    ]
    times = pd.Series([row["seconds"] for row in rows])
    return {
        "texts": len(rows),
        "three different versions": sum(count >= 3 for count in counts) / len(rows),
        "one different version": sum(count >= 1 for count in counts) / len(rows),
        "seconds a text": {"median": times.median(), "most": times.max()},
    }


def main() -> None:
    """Measure one writer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("writer", nargs="+")
    parser.add_argument("--effort", default="draft", type=Effort)
    parser.add_argument("--rows", default=35, type=int)
    parser.add_argument("--out", default=HERE / "results" / "writers.json", type=Path)
    options = parser.parse_args()
    texts = pd.read_csv(TEXTS)["text"].tolist()[: options.rows]
    engine = Engine.load()
    settings = Settings(effort=options.effort, writers=tuple(options.writer))
    rows = [measure(text, engine, settings) for text in texts]
    figures = {
        "writer": options.writer,
        "effort": options.effort,
        "prompts": prompt_version(),
        **shares(rows),
    }
    print(json.dumps(figures, indent=1))
    text = json.dumps({**figures, "results": rows}, indent=1, ensure_ascii=False)
    options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
