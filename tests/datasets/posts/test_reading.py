"""A user's own posts in tables: which columns, in which order, and what is left out."""

import pandas as pd
import pytest

from tweetopt.datasets.posts.column_names import PostColumns
from tweetopt.datasets.posts.reading import Order, read_posts


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def csv(path, *lines):
    return write(path, "\n".join(lines) + "\n")


HEADERS = {
    "snscrape": ",Datetime,Tweet Id,rawContent,likeCount",
    "twint": "id,created_at,username,tweet,nlikes",
    "tweepy": "id,created_at,author_id,full_text,favorite_count",
    "kaggle": "row,date_time,language,content,number_of_likes",
    "apify": "id,createdAt,author.userName,fullText,likeCount",
    "analytics": '"Tweet id","time","Tweet permalink","Tweet text","likes"',
    "new analytics": '"Post id","Date","Post Link","Post text","Likes"',
    "twarc": "id,created_at,author_id,text,public_metrics.like_count",
    "timestamps": "id,timestamp,user,tweet_text,favorites",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_columns_of_scrapers_and_exports(tmp_path, header):
    names = pd.read_csv(write(tmp_path / "names.csv", header + "\n")).columns
    lines = []
    for day, likes in ((9, 46), (8, 31)):
        number, when = f"160000000000000000{day}", f"2024-02-0{day} 08:00:00+00:00"
        cells = [
            number if "id" in name.lower().split(" ")[-1].split("_") else "x" for name in names
        ]
        for place, name in enumerate(names):
            low = name.lower()
            if any(word in low for word in ("like", "fav")):
                cells[place] = str(likes)
            elif any(word in low for word in ("date", "time", "created")):
                cells[place] = when
            elif low in ("tweet", "content", "text") or "text" in low or "content" in low:
                cells[place] = f"Day {day}"
        lines.append(",".join(cells))
    posts = read_posts(csv(tmp_path / "posts.csv", header, *lines))
    assert posts.rows["text"].tolist() == ["Day 8", "Day 9"]
    assert posts.rows["value"].tolist() == [31, 46]
    assert posts.order is Order.TIME


def test_the_newest_first_or_last_is_the_same(tmp_path):
    rows = [f"2024-01-{day:02d},text {day},{day}" for day in range(1, 29)]
    old = read_posts(csv(tmp_path / "old.csv", "date,text,likes", *rows))
    new = read_posts(csv(tmp_path / "new.csv", "date,text,likes", *rows[::-1]))
    assert old.rows["value"].tolist() == new.rows["value"].tolist() == list(range(1, 29))


def test_without_times_the_numbers_of_posts_tell(tmp_path):
    rows = [f"{1600000000000000000 + 10**15 * n},text {n},{n}" for n in (3, 1, 2)]
    posts = read_posts(csv(tmp_path / "ids.csv", "id,text,likes", *rows))
    assert posts.rows["value"].tolist() == [1, 2, 3]
    assert "newest 2022-12-14 by their numbers" in posts.line


def test_without_either_the_file_does_and_it_is_said(tmp_path):
    posts = read_posts(csv(tmp_path / "bare.csv", "text,likes", "b,2", "a,1"))
    assert posts.rows["value"].tolist() == [2, 1]
    assert "the last ones taken for the newest, as no times were found" in posts.line


def test_what_is_left_out_is_counted(tmp_path):
    path = csv(
        tmp_path / "odd.csv",
        "date,text,likes",
        "2024-01-01,fine,1", "2024-01-02,,2", "2024-01-03,no number,", "soon,when?,4",
        "2024-01-05,@anna hello,5", "2024-01-06,fine too,6",
    )  # fmt: skip
    posts = read_posts(path)
    assert posts.rows["text"].tolist() == ["fine", "fine too"]
    for part in ("1 reply", "1 without a text", "1 without a number", "1 without a readable time"):
        assert part in posts.line


def test_a_post_that_is_there_twice_counts_once(tmp_path):
    rows = ["Good morning,5,2024-01-01", "Good morning,5,2024-01-02", "Good morning,5,2024-01-01"]
    posts = read_posts(csv(tmp_path / "t.csv", "text,likes,date", *rows))
    assert len(posts) == 2
    assert posts.line.endswith("left out: 1 repeat")
    rows = ["Good morning,5,2024-01-01", "Good morning,7,2024-01-01"]
    assert len(read_posts(csv(tmp_path / "t.csv", "text,likes,date", *rows))) == 2
    rows = ["Good morning,5", "Good morning,5"]  # perhaps on two days
    assert len(read_posts(csv(tmp_path / "t.csv", "text,likes", *rows))) == 2


def test_several_people_are_said(tmp_path):
    path = csv(tmp_path / "two.csv", "username,text,likes", "anna,a,1", "bert,b,2")
    assert "by 2 different accounts" in read_posts(path).line


def test_how_often_a_post_was_handed_on_is_no_retweet(tmp_path):
    path = csv(tmp_path / "counts.csv", "text,likes,retweet,retweets", "a,1,5,5", "b,2,0,0")
    assert len(read_posts(path)) == 2
    path = csv(tmp_path / "marks.csv", "text,likes,retweet", "a,1,False", "b,2,True")
    assert len(read_posts(path)) == 1


def test_columns_can_be_named(tmp_path):
    path = csv(tmp_path / "mine.csv", "text,other,likes,hearts,day", "a,b,1,2,2024-01-01")
    posts = read_posts(path, columns=PostColumns("other", "hearts", "day"))
    assert posts.rows.iloc[0][["text", "value"]].tolist() == ["b", 2]
    assert posts.line.startswith("1 post: text from other, likes from hearts, newest 2024-01-01")
    with pytest.raises(ValueError, match=r"expected a column 'Day', got .*--time-column"):
        read_posts(path, columns=PostColumns(time="Day"))
    with pytest.raises(ValueError, match="expected a column of stars"):
        read_posts(path, columns=PostColumns(property="stars"))


def test_half_an_emoji_is_marked_and_broken_bytes_are_one_line(tmp_path):
    path = write(tmp_path / "cut.json", '[{"text": "so good \\ud83d", "likes": 3}]')
    assert read_posts(path).rows["text"].tolist() == ["so good \ufffd"]
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"text,likes\ncaf\xe9,3\n")
    with pytest.raises(ValueError, match=r"broken\.csv, row 1, column 'text': expected UTF-8"):
        read_posts(broken)
