"""Every way in which platforms hand out a user's posts: a small file of each."""

import json
import zipfile

import pytest

from tweetopt.datasets.posts.reading import read_posts


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def csv(path, *lines):
    return write(path, "\n".join(lines) + "\n")


ARCHIVED = [
    {"id_str": "1600000000000000039", "full_text": "Our bakery opens at seven.",
     "favorite_count": "46", "created_at": "Fri Feb 09 08:00:00 +0000 2024", "retweeted": False},
    {"id_str": "1600000000000000038", "full_text": "A quiet day at the museum.",
     "favorite_count": "31", "created_at": "Thu Feb 08 08:00:00 +0000 2024", "retweeted": False},
    {"id_str": "1600000000000001038", "full_text": "RT @example_org: Read report 39 …",
     "favorite_count": "0", "created_at": "Thu Feb 08 07:00:00 +0000 2024", "retweeted": False},
    {"id_str": "1600000000000002038", "full_text": "@example_org see you there at 3",
     "in_reply_to_status_id_str": "1", "favorite_count": "1",
     "created_at": "Thu Feb 08 06:00:00 +0000 2024", "retweeted": False},
]  # fmt: skip


def archived(name, posts):
    return f"window.YTD.{name} = " + json.dumps([{"tweet": post} for post in posts], indent=1)


def test_the_archive_as_its_file(tmp_path):
    posts = read_posts(write(tmp_path / "tweets.js", archived("tweets.part0", ARCHIVED)))
    assert posts.rows["text"].tolist() == [
        "A quiet day at the museum.", "Our bakery opens at seven.",
    ]  # fmt: skip
    assert posts.rows["value"].tolist() == [31, 46]
    assert posts.line == (
        "2 posts: text from full_text, likes from favorite_count, newest 2024-02-09; "
        "left out: 1 retweet, 1 reply"
    )


def test_the_archive_in_parts_and_as_a_zip_and_unpacked(tmp_path):
    folder = tmp_path / "archive"
    (folder / "data").mkdir(parents=True)
    write(folder / "data" / "tweets.js", archived("tweets.part0", ARCHIVED[:1]))
    write(folder / "data" / "tweets-part1.js", archived("tweets.part1", ARCHIVED[1:]))
    write(folder / "data" / "deleted-tweets.js", archived("deleted_tweets.part0", ARCHIVED))
    zipped = tmp_path / "twitter-2024.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in (folder / "data").iterdir():
            archive.write(file, f"data/{file.name}")
    for path in (folder / "data" / "tweets.js", zipped, folder, folder / "data"):
        posts = read_posts(path)
        assert len(posts) == 2, path
        assert "tweets.js" in posts.line
        assert "tweets-part1.js" in posts.line
        assert "deleted" not in posts.line


def test_the_old_archives(tmp_path):
    monthly = [{**post, "text": post["full_text"]} for post in ARCHIVED[:2]]
    zipped = tmp_path / "old.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for month, post in zip(("2012_01", "2012_02"), monthly, strict=True):
            code = f"Grailbird.data.tweets_{month} = {json.dumps([post])}"
            archive.writestr(f"data/js/tweets/{month}.js", code)
        archive.writestr("tweets.csv", "tweet_id,timestamp,text\n1,2012-01-01 08:00:00 +0000,Hi\n")
    assert len(read_posts(zipped)) == 2
    old = csv(
        tmp_path / "tweets.csv",
        "tweet_id,in_reply_to_status_id,timestamp,text,retweeted_status_id",
        '"2","","2012-01-01 08:00:00 +0000","Hello",""',
    )
    with pytest.raises(ValueError, match="expected a column of likes, such as likes, like_count"):
        read_posts(old)


def test_a_table_in_a_zip_is_read_as_any_other(tmp_path):
    zipped = tmp_path / "old.zip"

    def read(content):
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("tweets.csv", content)
        return read_posts(zipped)

    posts = read("tweet_id,timestamp,text,likes\n1,2012-01-01,NA,3\n2,2012-01-02,null,\n")
    assert posts.rows["text"].tolist() == ["NA"]
    assert posts.left_out["no number"] == 1
    for content in ("", 'a,b\n1,2,3\n1,2,3,4\n"'):
        with pytest.raises(ValueError, match=r"old.zip, tweets.csv: cannot be read: \w.* again$"):
            read(content)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda posts: json.dumps(posts),
        lambda posts: json.dumps({"data": posts, "meta": {"result_count": 3}}),
        lambda posts: "\n".join(map(json.dumps, posts)),
        lambda posts: "\n".join(json.dumps({"data": [post]}) for post in posts),
        lambda posts: json.dumps([{"data": posts[:1]}, {"data": posts[1:]}]),
        lambda posts: "\n".join(json.dumps({"data": post}) for post in posts),
        lambda posts: json.dumps([{"data": posts}, {"data": posts[:1]}]),
    ],
    ids=["array", "answer", "lines", "pages by line", "pages", "a stream", "pages that overlap"],
)
def test_answers_of_the_second_interface(tmp_path, wrap):
    def post(number, text, likes, **more):
        return {"id": str(1600000000000000000 + number), "text": text,
                "created_at": f"2024-01-0{number}T08:00:00.000Z",
                "public_metrics": {"retweet_count": 1, "like_count": likes}, **more}  # fmt: skip

    answered = [
        post(3, "cut short …", 30, note_tweet={"text": "A long story, told whole."}),
        post(2, "RT @a: b", 0, referenced_tweets=[{"type": "retweeted", "id": "7"}]),
        post(1, "Well said", 5, referenced_tweets=[{"type": "replied_to", "id": "7"}]),
        post(4, "A quote of mine", 12, referenced_tweets=[{"type": "quoted", "id": "7"}]),
    ]
    posts = read_posts(write(tmp_path / "posts.json", wrap(answered)))
    assert posts.rows["text"].tolist() == ["A long story, told whole.", "A quote of mine"]
    assert posts.value == "public_metrics.like_count"
    assert posts.left_out["retweets"] == posts.left_out["replies"] == 1


def test_answers_of_the_first_interface(tmp_path):
    post = {"id": 1600000000000000000, "text": "cut …", "favorite_count": 9,
            "created_at": "Mon Jan 01 08:00:00 +0000 2024",
            "extended_tweet": {"full_text": "Not cut at all."}}  # fmt: skip
    retweet = {**post, "text": "RT @a: b", "retweeted_status": {"id": 3, "text": "b"}}
    posts = read_posts(write(tmp_path / "v1.jsonl", f"{json.dumps(post)}\n{json.dumps(retweet)}\n"))
    assert posts.left_out["retweets"] == 1
    assert posts.rows["value"].tolist() == [9]


def test_mastodon(tmp_path):
    def create(text, likes, **more):
        note = {
            "type": "Note",
            "content": text,
            "published": "2024-02-08T08:00:00Z",
            "inReplyTo": None,
            "likes": {"type": "Collection", "totalItems": likes},
            **more,
        }
        return {"type": "Create", "published": note["published"], "object": note}  # fmt: skip

    outbox = {
        "orderedItems": [
            create("<p>Rain &amp; a walk<br />Second line</p><p>End <a href='x'>#tag</a></p>", 7),
            create("<p>I agree</p>", 1, inReplyTo="https://example.org/1"),
            {"type": "Announce", "published": "2024-02-08T08:00:00Z", "object": "https://x.org/2"},
        ]
    }
    posts = read_posts(write(tmp_path / "outbox.json", json.dumps(outbox)))
    assert posts.rows["text"].tolist() == ["Rain & a walk\nSecond line\nEnd #tag"]
    assert posts.left_out["retweets"] == posts.left_out["replies"] == 1
    statuses = [
        {"id": "1", "content": "<p>Hello</p>", "favourites_count": 3, "reblog": None,
         "in_reply_to_id": None, "created_at": "2024-02-08T08:00:00.000Z"},
        {"id": "2", "content": "", "favourites_count": 0, "reblog": {"id": "9", "content": "x"},
         "in_reply_to_id": None, "created_at": "2024-02-09T08:00:00.000Z"},
    ]  # fmt: skip
    posts = read_posts(write(tmp_path / "statuses.json", json.dumps(statuses)))
    assert posts.rows["text"].tolist() == ["Hello"]
    assert posts.left_out["retweets"] == 1


def test_bluesky(tmp_path):
    def item(text, likes, **more):
        record = {"text": text, "createdAt": "2024-02-08T08:00:00Z", **more.pop("record", {})}
        return {"post": {"uri": "at://x/1", "record": record, "likeCount": likes}, **more}

    feed = [
        item("Morning!", 12),
        item("Somebody else's", 900, reason={"$type": "app.bsky.feed.defs#reasonRepost"}),
        item("Me too", 1, record={"reply": {"parent": {"uri": "at://x/9"}}}),
    ]
    posts = read_posts(write(tmp_path / "feed.json", json.dumps({"feed": feed, "cursor": "c"})))
    assert posts.rows["text"].tolist() == ["Morning!"]
    assert (posts.text, posts.value) == ("post.record.text", "post.likeCount")
    assert posts.left_out["retweets"] == posts.left_out["replies"] == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "[{", "line 1: cannot be read as JSON"),
        ("a.json", '["text"]', "expected posts as JSON objects"),
        ("a.js", "window.YTD.tweets.part0 = [}", "cannot be read as JSON"),
        ("a.zip", "no zip", "cannot be read as a zip file"),
        ("a.json", "[]", "expected a column of texts"),
        ("a.json", '[{"text": "RT @a: b", "likes": 0}]', "left out: 1 retweet"),
    ],
)
def test_what_is_no_file_of_posts_is_one_line(tmp_path, name, content, said):
    with pytest.raises(ValueError, match=said) as error:
        read_posts(write(tmp_path / name, content))
    assert "\n" not in str(error.value)


def test_a_zip_without_posts_says_what_is_in_it(tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "x")
    with pytest.raises(ValueError, match=r"expected an archive with data/tweets\.js.*photo\.txt"):
        read_posts(path)
