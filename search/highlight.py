"""What is shown of a hit: a passage that reads well, its words marked. Plain text is escaped first, marked after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import folded
from search.marks import FileText, Parts, parted

PASSAGE_LENGTH = 110
#: A sentence that ends later than this ends the passage.
SHORT = 60
#: How far before the words a sentence may begin to be shown from its beginning.
LEAD = 40
#: Places looked at for each word.
MOST_PLACES = 30
_FULL_STOPS = "。！？"
_SENTENCE_ENDS = _FULL_STOPS + "；\n"
_PAUSES = "，、：,;: \t\u3000"
_CLOSING = "”』」）》】)]\"'"
_LINE_END = re.compile(rf"(?<=[{re.escape(_SENTENCE_ENDS + _PAUSES)}])\n+")

#: For each thing asked for, the words that count as it.
Groups = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Passage:
    """`file`: the number of the document it is from, where more of what was asked for stands there than in the page."""

    text: SafeString
    file: int | None = None


def mark(text: str, words: Iterable[str]) -> SafeString:
    """`text` escaped, with `words` in <mark>."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return mark_safe(escape(text))
    pattern = re.compile("|".join(re.escape(word) for word in wanted))
    pieces, end = [], 0
    for match in pattern.finditer(folded(text)):
        pieces += [escape(text[end : match.start()]), f"<mark>{escape(text[match.start() : match.end()])}</mark>"]
        end = match.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))


def passage(text: str, title: str, groups: Groups) -> Passage:
    """About two lines of the stored text of a document where what was asked for stands closest together."""
    parts, words = parted(text), [word for group in groups for word in group]
    own = _found(f"{title}\n{parts.prose}\n{' '.join(parts.names)}", groups)
    file = _better_file(parts, groups, own) if own < len(groups) else None
    if file is not None:
        return Passage(mark(window(file.words, groups), words), file.pk)
    unsaid = [group for group in groups if not _found(title, [group])]
    return Passage(mark(_of_page(parts, groups, unsaid), words))


def _better_file(parts: Parts, groups: Groups, own: int) -> FileText | None:
    """The first with most of what was asked for, where that is more than the page itself holds."""
    best = None
    for file in parts.files:
        number = _found(f"{file.title}\n{file.words}", groups)
        if number > own:
            best, own = file, number
    return best


def _found(text: str, groups: Groups) -> int:
    """How many of the things asked for stand in `text`."""
    text = folded(text)
    return sum(any(word in text for word in group) for group in groups)


def _of_page(parts: Parts, groups: Groups, unsaid: Groups) -> str:
    """A page found by a name alone shows that name, where the title does not say it, and what the page is about."""
    if _found(parts.prose, groups):
        return window(parts.prose, groups)
    named = "、".join(name for name in parts.names if _found(name, unsaid))
    return " · ".join(filter(None, [named, window(parts.prose.partition("\n")[0], ())]))


# --- where a passage begins and ends ------------------------------------------------------------------------------
def window(text: str, groups: Groups) -> str:
    """From the beginning of a sentence where one is near, to the end of one where that is far enough."""
    place = _best_place(folded(text), groups)
    start, is_begun = _start(text, place)
    end, is_cut = _end(text, start, place)
    shown = _LINE_END.sub("", text[start:end]).strip().replace("\n", "\u3000")
    return f"{'…' if is_begun else ''}{shown}{'…' if is_cut else ''}"


def _best_place(text: str, groups: Groups) -> int:
    """Where a stretch begins that holds most of what was asked for; the first of equals."""
    places = sorted((place, number) for number, group in enumerate(groups) for place in _places(text, group))
    best, most = 0, 0
    for index, (place, _number) in enumerate(places):
        following = takewhile(lambda row: row[0] < place + PASSAGE_LENGTH - LEAD, islice(places, index, None))  # noqa: B023
        near = {number for _other, number in following}
        if len(near) > most:
            best, most = place, len(near)
    return best


def _places(text: str, group: Sequence[str]) -> Iterator[int]:
    words = "|".join(re.escape(word) for word in sorted(filter(None, group), key=len, reverse=True))
    return (match.start() for match in islice(re.finditer(words, text), MOST_PLACES)) if words else iter(())


def _start(text: str, place: int) -> tuple[int, bool]:
    """And whether it is within a sentence."""
    before = text[max(0, place - LEAD) : place]
    sentence = max(map(before.rfind, _SENTENCE_ENDS))
    if sentence >= 0 or len(before) == place:
        start = place - len(before) + sentence + 1
        return start + len(text[start:place]) - len(text[start:place].lstrip(_CLOSING)), False
    pause = max(map(before.rfind, _PAUSES))
    return place - len(before) + (pause + 1 if pause >= 0 else LEAD // 2), True


def _end(text: str, start: int, place: int) -> tuple[int, bool]:
    """And whether it is within a sentence."""
    limit = start + PASSAGE_LENGTH
    if limit >= len(text):
        return len(text), False
    shortest = max(start + SHORT, place)
    sentence = max(text.rfind(end, shortest, limit) for end in _FULL_STOPS)
    if sentence >= 0:
        return sentence + 1, False
    pause = max(text.rfind(end, shortest, limit) for end in _SENTENCE_ENDS)
    return (pause if pause >= 0 else limit), True
