import math

import pytest

from tweetopt.vae.measuring.validity import Validity, evaluate_validity, judge_lines, parses


@pytest.mark.parametrize("line", ["x = 1", "import os", "raise ValueError('no')", "f(a)[0].b"])
def test_python_parses(line):
    assert parses(line)


@pytest.mark.parametrize("line", ["x = ", "import", "", "# only a comment", "f(a]", "a b", "\0"])
def test_other_lines_do_not(line):
    assert not parses(line)


def test_lines_are_counted():
    lines = ["x = 1", "x = 1", "y =", "import os"]
    judged = judge_lines(lines, training=frozenset({"import os"}))
    assert judged == Validity(lines=4, valid=0.75, distinct=0.75, new=0.75)
    assert math.isnan(judge_lines(lines, training=frozenset()).new)
    with pytest.raises(ValueError, match="lines: expected some, got none"):
        judge_lines([], training=frozenset())


def test_statements_that_only_a_function_may_hold_count():
    """`ast.parse` judges the grammar of a line, not where it stands."""
    assert all(map(parses, ["return x", "yield 1", "break", r"x = '\d'", "x = 1; y = 2"]))


def test_samples_and_interpolations_are_judged(autoencoder):
    lines = ["my dog loves coffee", "the cat hates old books", "our team found a bike", "a friend"]
    judged = evaluate_validity(autoencoder, lines, training=frozenset(lines), samples=30)
    assert judged["samples"].lines == 30
    assert judged["interpolations, slerp"].lines == judged["interpolations, lerp"].lines == 22
    assert all(0 <= each.valid <= 1 for each in judged.values())
    drawn = evaluate_validity(
        autoencoder, lines, training=frozenset(lines), samples=30, temperature=3.0
    )
    assert drawn["samples"] != judged["samples"]
    assert drawn["interpolations, lerp"] == judged["interpolations, lerp"]
