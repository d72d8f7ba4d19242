import pandas as pd
import pytest

from tweetopt.datasets.posts.times import DayOrder, id_seconds, read_times

MORNING = pd.Timestamp("2025-02-03 08:00", tz="UTC")


def days(*cells):
    times = read_times(pd.Series(cells))
    return [f"{pd.Timestamp(each, unit='s'):%m-%d}" for each in times.seconds], times.order


@pytest.mark.parametrize(
    "cell",
    [
        "08:00 AM · Feb 3, 2025",
        "Mon Feb 03 08:00:00 +0000 2025",
        "2025-02-03T08:00:00.000Z",
        "2025-02-03 08:00:00+00:00",
        "2025-02-03 09:00 +0100",
        "2025-02-03 08:00:00 UTC",
        "3 February 2025, 8:00",
        "2025-02-03 03:00:00 EST",
        "3:00 AM EST Feb 3, 2025",
        "Mon Feb 03 09:00:00 CET 2025",
        "2025-02-03 09:00 Europe/Berlin",
        "2025-02-03T09:00:00+01:00[Europe/Berlin]",
        "Mon, 3 Feb 2025 03:00:00 -0500 (EST)",
        "2025-02-03 10:00:00 GMT+2",
        "2025-02-03 13:30 UTC+05:30",
        MORNING.timestamp(),
        str(int(MORNING.timestamp() * 1000)),
        int(MORNING.timestamp() * 1e6),
        MORNING,
    ],
)
def test_one_moment_in_many_ways(cell):
    assert read_times(pd.Series([cell])).seconds.tolist() == [MORNING.timestamp()]


def test_the_whole_column_says_whether_days_come_first():
    assert days("03/02/2025 08:00", "23/02/2025") == (["02-03", "02-23"], DayOrder.DAY_FIRST)
    assert days("02/03/2025", "02/23/2025") == (["02-03", "02-23"], DayOrder.MONTH_FIRST)
    assert days("3.2.2025", "4.2.2025", "1.3.2025") == (
        ["02-03", "02-04", "03-01"], DayOrder.DAY_FIRST,
    )  # by their order  # fmt: skip
    assert days("03/02/2025") == (["03-02"], DayOrder.GUESSED)
    assert days("2025-02-03", "2025-11-12") == (["02-03", "11-12"], DayOrder.CLEAR)
    assert days("23/02/2025", "2025-03-04") == (["02-23", "03-04"], DayOrder.DAY_FIRST)


def test_a_zone_by_its_place_knows_the_summer():
    summer, winter, twice, unknown = read_times(
        pd.Series([f"{day} 02:30 {zone}" for day, zone in (
            ("2025-07-01", "Europe/Berlin"), ("2025-01-01", "Europe/Berlin"),
            ("2025-10-26", "Europe/Berlin"), ("2025-01-01", "Europe/Atlantis"),
        )])
    ).seconds  # fmt: skip
    hours = [pd.Timestamp(each, unit="s").strftime("%H:%M") for each in (summer, winter, twice)]
    assert hours == ["00:30", "01:30", "00:30"]
    assert unknown != unknown


def test_unreadable_times_are_nan():
    assert read_times(pd.Series(["soon", "", None])).seconds.isna().all()


def test_numbers_of_posts_hold_their_time():
    seconds = id_seconds(pd.Series(["1600000000000000000", 1.6e18, "12", None, "abc"]))
    assert seconds[0] == pytest.approx(
        pd.Timestamp("2022-12-06 05:31:41", tz="UTC").timestamp(), abs=1
    )
    assert seconds[1] == seconds[0]
    assert seconds[2:].isna().all()


@pytest.mark.parametrize("cell", ["0001-01-01T00:00:00", "9" * 30, "Feb 3", "99999-01-01"])
def test_a_cell_far_from_all_times_is_none_and_stops_nobody(cell):
    seconds = read_times(pd.Series([cell, "2025-02-03 08:00", MORNING.isoformat()])).seconds
    assert seconds.isna().tolist() == [True, False, False]
    assert read_times(pd.Series([cell])).seconds.isna().all()
    assert id_seconds(pd.Series([10**30])).isna().all()


def test_days_without_marks_between_are_no_seconds():
    assert days("20250223", "20250301")[0] == ["02-23", "03-01"]
    assert days(20250223)[0] == ["02-23"]
