"""Texts that match a regular expression, made up: the common constructs, nothing where a pattern uses another."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

MOST_REPEATED = 6  # beyond the fewest, where a pattern sets no end
LONGEST = 400  # characters of a pattern, and of a text made for it

_SETS = {"d": string.digits, "w": string.ascii_letters + string.digits + "_", "s": " "}
_OTHER = {"D": "xyz", "W": "-", "S": "xyz"}
_QUANTIFIERS = {"?": (0, 1), "*": (0, MOST_REPEATED), "+": (1, 1 + MOST_REPEATED)}

_Make = Callable[[random.Random], str]


class _Unsupported(Exception):
    """A construct that is not made up here."""


def matching(pattern: str, dice: random.Random) -> str | None:
    """A text that the pattern should match whole; None where the pattern is beyond this."""
    try:
        if len(pattern) > LONGEST:
            return None
        reader = _Reader(pattern)
        make = reader.alternatives()
        return make(dice) if reader.at == len(reader.text) else None
    except (_Unsupported, IndexError, ValueError):
        return None


@dataclass
class _Reader:
    text: str
    at: int = 0

    @property
    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self) -> _Make:
        branches = [self.sequence()]
        while self.peek == "|":
            self.take()
            branches.append(self.sequence())
        return lambda dice: dice.choice(branches)(dice)

    def sequence(self) -> _Make:
        parts: list[_Make] = []
        while self.peek not in ("", "|", ")"):
            if self.peek in "^$":
                self.take()
            else:
                parts.append(self.repeated(self.atom()))
        return lambda dice: "".join(part(dice) for part in parts)

    def atom(self) -> _Make:
        mark = self.take()
        if mark == "(":
            return self.group()
        if mark == "[":
            return _one_of(self.characters())
        if mark == ".":
            return _one_of(string.ascii_lowercase)
        if mark == "\\":
            return _one_of(self.escaped())
        if mark in "*+?{":
            raise _Unsupported
        return _one_of(mark)

    def group(self) -> _Make:
        if self.peek == "?":
            self.take()
            if self.take() != ":":
                raise _Unsupported
        inner = self.alternatives()
        if self.take() != ")":
            raise _Unsupported
        return inner

    def escaped(self) -> str:
        mark = self.take()
        if mark in _SETS or mark in _OTHER:
            return _SETS.get(mark) or _OTHER[mark]
        if mark.isalnum():
            raise _Unsupported
        return mark

    def characters(self) -> str:
        negated = self.peek == "^"
        if negated:
            self.take()
        found = ""
        while self.peek != "]" or not found:
            mark = self.take()
            found += self.escaped() if mark == "\\" else mark
            if self.peek == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                found += "".join(map(chr, range(ord(mark) + 1, min(ord(self.take()), ord(mark) + 200) + 1)))
        self.take()
        if not negated:
            return found
        return "".join(one for one in string.ascii_letters + string.digits + " -" if one not in found)

    def repeated(self, make: _Make) -> _Make:
        if self.peek in _QUANTIFIERS and self.peek:
            fewest, most = _QUANTIFIERS[self.take()]
        elif self.peek == "{":
            self.take()
            end = self.text.index("}", self.at)
            first, comma, last = self.text[self.at : end].partition(",")
            self.at = end + 1
            fewest = int(first or 0)
            most = int(last) if last else fewest + MOST_REPEATED if comma else fewest
        else:
            return make
        if self.peek == "?":  # a lazy quantifier matches the same texts
            self.take()
        return lambda dice: _repeated(make, dice.randint(fewest, most), dice)


def _repeated(make: _Make, times: int, dice: random.Random) -> str:
    text = ""
    for _ in range(times):
        text += make(dice)
        if len(text) > LONGEST:
            raise _Unsupported
    return text


def _one_of(characters: str) -> _Make:
    return lambda dice: dice.choice(characters)
