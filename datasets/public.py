"""The public sets that the catalog knows. Their text is other people's: none of it is in here."""

from tweetopt.datasets import layouts
from tweetopt.datasets.download import MANIFESTS, LocalSet, PublicSet

_TWEET_COLUMNS = {
    "id": "the tweet's number, as text",
    "account": "who posted",
    "created_at": "when, UTC",
    "text": "as typed; HTML entities undone",
    "likes": "when collected",
    "retweets": "when collected",
}
_REVIEW_COLUMNS = {"text": "a sentence, lower case", "positive": "1, or 0 for negative"}

TWEETS_CONGRESS = PublicSet(
    name="tweets_congress",
    description=(
        "Tweets by members of the US Congress, 2009 to April 2022, up to 280 characters. English, "
        "no retweets, at least 20 characters beside links, no text twice. Three in four hold a "
        "link."
    ),
    licence="none stated; the tweets are their authors'",
    columns=_TWEET_COLUMNS,
    repository="aferrero23/twitter-category-nlp",
    commit="baa58cb8acfba53cb64d42ef08cde17aaccf6795",
    manifest=MANIFESTS / "tweets_congress.csv",
    tidy=layouts.congress_tweets,
    skip=frozenset({"data/eeuu_member_of_congress.csv"}),  # who they are, not what they wrote
    order=("account", "created_at", "id"),
    unique="text",
)

TWEETS_PUBLIC_FIGURES = PublicSet(
    name="tweets_public_figures",
    description=(
        "Tweets of scientists, media, brands and entertainers, 2007 to 2015, 140 characters, "
        "mostly English. No replies, no retweets, at least 20 characters beside links, no text "
        "twice."
    ),
    licence="none stated; the tweets are their authors'",
    columns=_TWEET_COLUMNS,
    repository="sxywu/tweety",
    commit="96c15c9390f0908e031fe9ad8c8b4a76b2a4c741",
    manifest=MANIFESTS / "tweets_public_figures.csv",
    tidy=layouts.figures_tweets,
    skip=frozenset({"data/global_metadata.csv"}),
    order=("account", "created_at", "id"),
    unique="text",
)

TWEETS_EVERYDAY = PublicSet(
    name="tweets_everyday",
    description=(
        "Tweets of ordinary people, 2015 to 2018, from TweetEval: English as people tweet it, "
        "without likes. Emoji that were labels are missing; places after a final @ and tweets that "
        'were cut are left out; mentions are "@user". No text twice.'
    ),
    licence="the platform's terms apply; the tweets are their authors'",
    columns={
        "part": "emoji, sentiment, emotion or irony: which task of TweetEval it was collected for",
        "text": "as typed, but for what is left out; HTML entities undone",
    },
    repository="cardiffnlp/tweeteval",
    commit="4fbd22cd78421f05b1ecdb4fc5725bc7a7bd8f66",
    manifest=MANIFESTS / "tweets_everyday.csv",
    tidy=layouts.everyday_tweets,
    unique="text",
)

REDDIT_TITLES = PublicSet(
    name="reddit_titles",
    description=(
        "Titles of the top posts of some 2,500 communities not marked 18+, August 2013: 20 to 200 "
        "ASCII characters, no title twice. The community decides most of the score: compare "
        "within one, with --group-column subreddit."
    ),
    licence="ODC PDDL 1.0 (public domain)",
    columns={
        "id": "the post's id",
        "subreddit": "the community",
        "created_utc": "when, seconds since 1970",
        "text": "the title; HTML entities undone",
        "score": "votes for less votes against",
        "num_comments": "comments",
    },
    repository="umbrae/reddit-top-2.5-million",
    commit="d0efcade504b8ed735a48ddc2b15552fa924c9d9",
    manifest=MANIFESTS / "reddit_titles.csv",
    tidy=layouts.reddit_titles,
    order=("subreddit", "created_utc", "id"),
    unique="text",
)

HEADLINES_UPWORTHY = PublicSet(
    name="headlines_upworthy",
    description=(
        "Randomised headline tests: within one test_id and one eyecatcher_id, the wording caused "
        "the difference in ctr."
    ),
    licence="CC BY 4.0: Upworthy Research Archive (osf.io/jd64p)",
    columns={
        "test_id": "the experiment",
        "eyecatcher_id": "the picture shown with it; sometimes missing",
        "text": "the headline",
        "impressions": "how often it was shown",
        "clicks": "how often it was clicked",
        "ctr": "clicks / impressions, 0 to 1",
    },
    repository="elilk2/Upworthy-Analysis-Project",
    commit="5ff635b171053909b1d63617732924f206b0945b",
    manifest=MANIFESTS / "headlines_upworthy.csv",
    tidy=layouts.upworthy_headlines,
)

_YELP_LICENCE = "Yelp's terms apply"
_YELP_ORIGIN = "the style-transfer releases of Shen et al. (2017) and Li et al. (2018)"

YELP_TRAIN = LocalSet(
    name="yelp_train",
    description=(
        "Short review sentences, positive and negative, for tone; without the usual public test "
        "set, which must not be trained on."
    ),
    licence=_YELP_LICENCE,
    columns=_REVIEW_COLUMNS,
    origin=_YELP_ORIGIN,
)

YELP_DEV = LocalSet(
    name="yelp_dev",
    description="Short review sentences, positive and negative: the development part.",
    licence=_YELP_LICENCE,
    columns=_REVIEW_COLUMNS,
    origin=_YELP_ORIGIN,
)
