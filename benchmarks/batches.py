"""Batches that are killed, fed with odd files, and robbed of a worker: nothing may be lost.

python benchmarks/batches.py [--quick]
"""

import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from killing import finish, kill_an_actor, kill_at, start
from odd_files import count_odd_files
from tiny_world import make_both, write_mixed

from tweetopt.datasets.blocks import read_blocks
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch.parts import parts_folder

GOAL = ("--goal", "likes>=90", "--effort", "draft")
_PART = 32
_SEARCHED = 16
_LATE = 0.3  # seconds


def measure(*, quick: bool = False) -> dict[str, object]:
    """Do all three.

    Raises:
        RuntimeError: A batch failed, or gave another file than an undisturbed one.
        AssertionError: An odd file came out otherwise than it went in.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model, head = make_both(folder)
        options = [*GOAL, "--model", model, "--predictor", head]
        odd = folder / "odd"
        odd.mkdir()
        started = time.monotonic()
        counts = count_odd_files(odd, model=model, head=head, files=100 if quick else 10_000)
        return {
            "odd files": {**counts, "seconds": round(time.monotonic() - started)},
            "kills": kill_points(folder, options, points=3 if quick else 20),
            "ray": lost_actor(folder, options, rows=960 if quick else 3200),
        }


def kill_points(folder: Path, options: list[object], *, points: int) -> dict[str, object]:
    """Kill a batch at moments from its start to its last part, and resume it, each time anew.

    Every other one has two processes, of which the first is killed.
    """
    source, whole = folder / "in.csv", folder / "undisturbed.csv"
    parts = 20
    write_mixed(source, parts * _PART - 5, searched=_SEARCHED)
    with source.open("a", encoding="utf-8") as file:
        file.writelines(
            f"{n},{text}\n" for n, text in enumerate(("", "x" * 999, '"a\nb"', "=1+1", "é"))
        )
    summary = finish(start("batch", source, whole, *options, "--workers", 1))
    kills = []
    for point in range(points):
        out, workers = folder / f"out{point}.csv", 1 + point % 2
        command = ["batch", source, out, *options, "--workers", workers]
        at = round(point * parts / (points - 1))
        late = _LATE * (point % 4) if at < parts else 0.0  # the last one hits the writing of it all
        done = kill_at(start(*command), out, parts=at, late=late)
        finished = out.exists()
        finish(start(*command, "--resume"))
        if out.read_bytes() != whole.read_bytes() or parts_folder(out).exists():
            raise RuntimeError(f"killed after {done} parts, {workers} workers: another file")
        done = parts if finished else done
        kills.append({"parts": done, "workers": workers, "finished": finished})
    return {"rows": parts * _PART, "parts": parts, "summary": summary.strip(), "kills": kills}


def lost_actor(folder: Path, options: list[object], *, rows: int) -> dict[str, object]:
    """A batch on two Ray actors of which one is killed, beside the local engine."""
    if importlib.util.find_spec("ray") is None:
        return {"skipped": "Ray isn't installed"}
    source = write_mixed(folder / "ray.csv", rows, searched=_SEARCHED)
    here, there = folder / "here.csv", folder / "there.csv"
    finish(start("batch", source, here, *options, "--workers", 1))
    running = start("batch", source, there, *options, "--engine", "ray", "--workers", 2)
    kill_an_actor(running, there)
    finish(running)
    blocks = read_blocks(there, format_of(there), size=512, name=str(there))
    ids = [int(row["id"]) for block in blocks for row in block.rows]
    if ids != list(range(rows)) or there.read_bytes() != here.read_bytes():
        raise RuntimeError("a killed actor: other rows than the local engine's")
    return {"rows": rows, "actors": 2, "killed": 1}


def table(result: dict[str, Any]) -> str:
    """What was disturbed how often, and what came of it."""
    odd, kills, ray = result["odd files"], result["kills"], result["ray"]
    moments = [kill["parts"] for kill in kills["kills"]]
    files = sum(odd[kind] for kind in ("written", "damaged, written", "refused"))
    lost = (
        f"skipped: {ray['skipped']}"
        if "skipped" in ray
        else f"{ray['rows']:,} rows, each once, the local engine's file"
    )
    return "\n".join(
        [
            "| disturbance | times | what came of it |",
            "|---|---|---|",
            f"| kill -9 of `optimize batch` after {min(moments)} to {max(moments)} of "
            f"{kills['parts']} parts, then `--resume` | {len(moments)} "
            "| byte for byte the file of an undisturbed run, each time |",
            f"| odd CSV files | {files:,} | {odd['written']:,} whole ones kept every cell; of the "
            f"damaged ones {odd['refused']:,} were refused in a line that says where, "
            f"{odd['damaged, written']:,} still were tables |",
            f"| one of two Ray actors killed | 1 | {lost} |",
        ]
    )


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
