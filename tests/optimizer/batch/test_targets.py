import pytest

from tweetopt.optimizer import Goal, parse_goal
from tweetopt.optimizer.batch.targets import Targets
from tweetopt.optimizer.goals import Relation

TEXT = "my dog hates the rain"


def test_what_is_wanted_of_a_row_is_at_least_a_number_or_as_much_as_wording_gives(engine):
    (before,) = engine.predict([TEXT], account_medians=[100.0])
    of = {"row": {"wish": "1.2K"}, "text": TEXT, "median": 100.0, "engine": engine}
    assert Targets(column="wish").of(**of) == [Goal("likes", Relation.AT_LEAST, 1200)]
    (double,) = Targets(multiply=2).of(**of)
    assert double.relation is Relation.AT_LEAST
    assert double.value == pytest.approx(2 * before["likes"].value)
    assert Targets().of(**of) == [parse_goal("likes=max")]
    assert Targets((parse_goal("likes<=5"),)).of(**of) == (parse_goal("likes<=5"),)
