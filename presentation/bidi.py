"""Isolation of numbers and foreign words from the writing direction of the text around them."""

from typing import Literal, Protocol

from markupsafe import Markup, escape

Direction = Literal["ltr", "rtl"]

_OPENING = {"ltr": "\u2066", "rtl": "\u2067"}
_CLOSING = "\u2069"


class Isolation(Protocol):
    """Sets a piece of text apart, so that its order never depends on its neighbours."""

    def __call__(self, content: str, direction: Direction = "ltr") -> str:
        """The piece, set apart."""


def in_html(content: str, direction: Direction = "ltr") -> Markup:
    """Set apart by an element: ``<bdi dir="ltr">...</bdi>``."""
    return Markup('<bdi dir="{}">{}</bdi>').format(direction, escape(content))


def in_plain_text(content: str, direction: Direction = "ltr") -> str:
    """Set apart by Unicode's isolating characters, for SVG, terminals, titles and files."""
    return f"{_OPENING[direction]}{content}{_CLOSING}"


def as_it_is(content: str, direction: Direction = "ltr") -> str:  # noqa: ARG001 (stands in for the others)
    """Not set apart: where every word around has the same direction."""
    return content


def without_isolation(content: str) -> str:
    """The same text, its isolating characters removed: for machines that compare."""
    return content.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
