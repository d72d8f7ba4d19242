import json

from tweetopt.optimizer import Request, Settings, parse_goal
from tweetopt.optimizer.writers.base import make_briefs
from tweetopt.optimizer.writers.recorded import RecordedWriter

TEXTS = ("my dog hates the rain", "the cat hates the rain")


class Counting:
    """A writer that never says the same twice."""

    name, fluent, seeded, notice = "counting", True, False, None

    def __init__(self):
        self.asked = 0

    def propose(self, briefs, *, engine, settings):  # noqa: ARG002
        for place, brief in enumerate(briefs):
            self.asked += 1
            yield (
                place,
                brief.proposal(f"version {self.asked}", fault="bad" if self.asked > 2 else None),
            )


def proposed(writer, engine, *texts, seed=0):
    requests = [Request(text, [parse_goal("likes>=1000")]) for text in texts]
    briefs = make_briefs(requests, engine=engine)
    return list(writer.propose(briefs, engine=engine, settings=Settings(seed=seed)))


def test_what_was_proposed_once_is_proposed_again(engine, tmp_path):
    first = RecordedWriter(Counting(), tmp_path / "kept.jsonl", "counting")
    before = proposed(first, engine, *TEXTS)
    asked = Counting()
    again = RecordedWriter(asked, tmp_path / "kept.jsonl", "counting")
    assert (
        proposed(again, engine, *TEXTS[::-1]) == [(1 - place, each) for place, each in before][::-1]
    )
    assert asked.asked == 0
    proposed(again, engine, TEXTS[0], seed=1)
    assert asked.asked == 1


def test_faults_are_kept_and_a_torn_last_line_is_asked_again(engine, tmp_path):
    path = tmp_path / "kept.jsonl"
    first = RecordedWriter(Counting(), path, "counting")
    before = proposed(first, engine, *TEXTS, "our team wants a bike")
    assert before[2][1].fault == "bad"
    lines = path.read_text(encoding="utf-8").strip().splitlines()
    assert len(lines) == 3
    json.loads(lines[-1])
    path.write_text("\n".join([*lines[:2], lines[2][:20]]), encoding="utf-8")
    asked = Counting()
    torn = RecordedWriter(asked, path, "counting")
    assert proposed(torn, engine, *TEXTS) == before[:2]
    proposed(torn, engine, "our team wants a bike")
    assert asked.asked == 1
    asked = Counting()
    whole = RecordedWriter(asked, path, "counting")
    proposed(whole, engine, *TEXTS, "our team wants a bike")
    assert asked.asked == 0


def test_two_writers_of_one_name_are_told_apart_in_one_file(engine, tmp_path):
    one, two = Counting(), Counting()
    two.asked = 10
    path = tmp_path / "kept.jsonl"
    specs = ("http://a/v1#one", "http://a/v1#two")

    def said(writers):
        return [
            proposed(RecordedWriter(each, path, spec), engine, TEXTS[0])
            for each, spec in zip(writers, specs, strict=True)
        ]

    before = said([one, two])
    assert before[0] != before[1]
    assert said([Counting(), Counting()]) == before
