"""Functions on texts and on answers of several choices (which are texts with spaces between the codes)."""

import string
from functools import lru_cache
from typing import TypeVar

import re2

from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.scope import LONGEST_TEXT, Interview
from questionnaires.expressions.values import Value, to_text

Same = TypeVar("Same")

_LETTERS = string.digits + string.ascii_uppercase
_JAVA_SPACE = " \t\n\x0b\x0c\r"


def same(value: Same) -> Same:
    """The argument, already converted."""
    return value


def bounded(text: str) -> str:
    """The text, unless it has grown beyond what an answer may be. Raises EvaluationError."""
    if len(text) > LONGEST_TEXT:
        raise EvaluationError("text too long")
    return text


def concat(*parts: list[Value]) -> str:
    """All values one after the other."""
    return join("", *parts)


def join(separator: str, *parts: list[Value]) -> str:
    """All values with a separator between."""
    texts = [to_text(value) for values in parts for value in values]
    if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST_TEXT:
        raise EvaluationError("text too long")
    return separator.join(texts)


def length(text: str) -> float:
    """Characters of a text."""
    return float(len(text))


def substr(text: str, start: float, end: float | None = None) -> str:
    """From start (0-based, negative from the end) up to and without end."""
    n = len(text)
    first = _from_end(start, n)
    last = n if end is None else _from_end(end, n)
    return text[max(first, 0) : last] if first < last else ""


def _from_end(index: float, n: int) -> int:
    whole = 0 if index != index else int(max(min(index, n), -n))
    return n + whole if whole < 0 else whole


def before(text: str, mark: str) -> str:
    """What stands before the first mark; empty when it is not there."""
    return text.partition(mark)[0] if mark and mark in text else ""


def after(text: str, mark: str) -> str:
    """What stands after the first mark; empty when it is not there."""
    return text.partition(mark)[2] if mark else text


def contains(text: str, part: str) -> bool:
    """Does the part stand in the text?"""
    return part in text


def starts_with(text: str, part: str) -> bool:
    """Does the text begin with it?"""
    return text.startswith(part)


def ends_with(text: str, part: str) -> bool:
    """Does the text end with it?"""
    return text.endswith(part)


def normalize_space(text: str) -> str:
    """Without spaces around, one space between words."""
    return " ".join(text.split())


def translate(text: str, these: str, those: str) -> str:
    """Each character of ``these`` becomes the one of ``those`` at its place, or goes."""
    table: dict[int, str] = {}
    for place, character in enumerate(these):
        table.setdefault(ord(character), those[place : place + 1])
    return text.translate(table)


def regex(text: str, pattern: str) -> bool:
    """Does the whole text match? In linear time. Raises EvaluationError for a pattern that RE2 refuses."""
    return _pattern(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> "re2._Regexp[str]":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise EvaluationError("pattern") from None


def is_pattern(pattern: str) -> bool:
    """Can RE2 evaluate it? Look-ahead and back-references it cannot."""
    try:
        _pattern(pattern)
    except EvaluationError:
        return False
    return True


def selected(answer: str, code: str) -> bool:
    """Is the code among the answers?"""
    code = code.strip(_JAVA_SPACE)
    return f" {code} " in f" {answer.strip(_JAVA_SPACE)} "


def selected_at(answer: str, place: float) -> str:
    """The code at a place (from 0); empty when there are fewer."""
    codes = answer.split()
    place = place if place == place else 0.0  # as Java makes a whole number of what is none
    return codes[int(place)] if 0 <= place < len(codes) else ""


def count_selected(answer: str) -> float:
    """How many codes were chosen."""
    return float(len(answer.split()))


def unknown(*_: str) -> str:
    """What only the tablet knows: kept as it recorded it, empty here."""
    return ""


def uuid(interview: Interview, length: float = 0.0) -> str:
    """A version 4 identifier from the interview's dice, or so many letters and digits."""
    if 0 < length <= LONGEST_TEXT:
        interview.spend(int(length))
        return "".join(_LETTERS[int(interview.random() * 36)] for _ in range(int(length)))
    digits = [string.hexdigits[int(interview.random() * 16)] for _ in range(32)]
    digits[12], digits[16] = "4", "89ab"[int(interview.random() * 4)]
    whole = "".join(digits)
    return "-".join((whole[:8], whole[8:12], whole[12:16], whole[16:20], whole[20:]))
