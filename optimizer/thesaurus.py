"""English words and phrases that may stand for one another, and still say the same.

Chosen by hand, for words that merely keep the same company in texts are as often opposites, or kin
("hours", "weeks"). Whether one fits where it is put is for a language model to tell.
"""

import re
from collections.abc import Iterator

# Words and phrases of a line stand for one another; what is before ">" only gives way.
_LINES = """
great, wonderful, fantastic, amazing, awesome, excellent, incredible, terrific, brilliant
beautiful, gorgeous, stunning, lovely
good, nice
terrible, awful, horrible
big, huge, massive, enormous
small, tiny
important, crucial, vital, essential
hard, difficult, tough
easy, simple
funny, hilarious
smart, clever
crazy, wild
weird, strange, odd
angry, mad
scary, frightening
tired, exhausted
hungry, starving
happy, glad, delighted
proud, honored
excited, thrilled
grateful, thankful
quickly, fast
entire, whole
additional, extra
very, really, truly, incredibly, extremely
really, honestly, truly
definitely, certainly, absolutely
probably, most likely
finally, at last
maybe, perhaps
almost, nearly
totally, completely, absolutely
especially, particularly
immediately, right away
recently, lately
everyone, everybody
someone, somebody
anyone, anybody
no one, nobody
kids, children
folks, people
photo, picture, pic
photos, pictures, pics
movie, film
movies, films
tv, television
store, shop
stores, shops
colleague, coworker
colleagues, coworkers
start, begin
starts, begins
started, began
finished, completed
help, assist
buy, purchase
bought, purchased
fix, repair
fixed, repaired
need to, have to, must
needs to, has to, must
want to, would like to
wanna > want to
gonna > going to
gotta > have to
I can't wait for > I'm looking forward to
we can't wait for > we're looking forward to
thanks, thank you
huge thanks, big thanks, many thanks, thank you so much
thanks so much, thank you so much, many thanks
congratulations, congrats
hello, hi, hey
ok, okay
a lot of, lots of, plenty of
a bit, a little
kind of, sort of
such as > like
because > since
due to, because of
until, till
instead of, rather than
for example, for instance
right now, at the moment
these days, nowadays
each day, every day
each week, every week
once again > again
every single > every
one of the best, among the best
is able to > can
are able to > can
in order to > to
over and over, again and again
I think, I believe
I guess, I suppose
I love, I adore
it turns out, turns out
launched, released
shipped, released, launched
looks like, seems like
check out, take a look at, have a look at
stop by, drop by, come by
reach out, get in touch
show up, turn up
sign up, register
proud to, honored to, pleased to, glad to, happy to
glad to, happy to, pleased to, delighted to
great to, good to, wonderful to, nice to
pleasure to, honor to
great seeing > good seeing
important to, crucial to, vital to
thankful for, grateful for
excited to, thrilled to
proud of > so proud of
join, be part of
discuss, talk about
discussed, talked about
discussing, talking about
speak, talk
speaking, talking
spoke, talked
ensure, make sure
ensuring, making sure
provide, offer
provides, offers
providing, offering
receive, get
received, got
continue to > keep
stand with, support
fight for, stand up for
fighting for, standing up for
tune in, watch
read more, learn more
more details, more information
health care, healthcare
legislation > bill
veterans, vets
info, information
app, application
meetup, meeting
birthday, bday
across the country, nationwide, around the country
around the world, across the world, worldwide
all over the world, around the world
each and every > every
all of the > all the
numerous > many
individuals > people
utilize > use
purchase > buy
regarding > about
prior to > before
approximately > about
assistance, help
required, needed
requires, needs
allow, let
attempt, try
attempting, trying
happening now, going on now
happening today, taking place today
takes place, happens
as we speak > right now
last night > yesterday evening
this morning > earlier today
enjoy, love
enjoyed, loved
love, adore
loving, enjoying
hate, can't stand
delicious, tasty, yummy
perfect, ideal
super, really
so much fun, a lot of fun
so many, a lot of
so excited, very excited, really excited
so proud, very proud, really proud
so happy, very happy, really happy
so grateful, very grateful, really grateful
very happy, overjoyed
best ever, best of all time
never ever > never
still can't > can't
still waiting for > waiting for
just got > got
just finished, finally finished
just saw > saw
what a great, such a great
what a beautiful, such a beautiful
here's, here is
there's, there is
let's, let us
y'all, you all
u > you
ur > your
thx > thanks
pls > please
ppl > people
bc > because
tmrw > tomorrow
idk > I don't know
imo > in my opinion
btw > by the way
tbh > to be honest
"""


def _others() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _LINES.strip().splitlines():
        giving, _, instead = line.rpartition(" > ")
        phrases = instead.split(", ")
        for phrase in [giving] if giving else phrases:
            known = found.setdefault(phrase.casefold(), [])
            known += [other for other in phrases if other != phrase and other not in known]
    return found


_OTHERS = _others()
_PHRASES = "|".join(sorted(map(re.escape, _OTHERS), key=len, reverse=True)).replace("'", "['’]")
_KNOWN = re.compile(
    r"(?<![\w#@'’])(?:(?P<article>an?)(?P<gap>\s+))?"
    rf"(?P<phrase>{_PHRASES})(?![\w'’])",
    re.IGNORECASE,
)


def synonyms(text: str) -> dict[str, list[str]]:
    """What may stand for each known phrase of a text; the phrases as they are in it."""
    phrases = (match["phrase"] for match in _KNOWN.finditer(text))
    return {phrase: _OTHERS[_plain(phrase)] for phrase in phrases}


def rewrites(text: str) -> Iterator[str]:
    """A text with one phrase put in other words, in all ways; "a" and "an" follow suit."""
    for match in _KNOWN.finditer(text):
        for other in _OTHERS[_plain(match["phrase"])]:
            new = _cased(other, match["phrase"])
            if match["article"]:
                an = match["article"][0] + ("n" if other[0] in "aeiou" else "")
                new = an + match["gap"] + new
            yield text[: match.start()] + new + text[match.end() :]


def _plain(phrase: str) -> str:
    return phrase.casefold().replace("’", "'")


def _cased(phrase: str, model: str) -> str:
    if len(model) > 1 and model.isupper():
        return phrase.upper()
    return phrase[0].upper() + phrase[1:] if model[0].isupper() else phrase
