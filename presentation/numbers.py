"""The one place where a number becomes text: counts, per cent, money, hours, intervals and dates in three languages."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from presentation.bidi import Direction, Isolation, as_it_is, in_html, in_plain_text
from presentation.text import Language

Number = int | float | Decimal

LOCALES: dict[Language, str] = {"fr": "fr_TN", "ar": "ar_TN", "en": "en"}
MINUS = "\u2212"
NO_BREAK = "\u00a0"
_NOISE = Context(prec=12)


@dataclass(frozen=True)
class Measure:
    """How a quantity is printed: multiplied by ``factor``, with ``places`` decimals; ``unit`` names it in words.

    Places below zero round to tens, hundreds and so on.
    """

    unit: str
    factor: Decimal = Decimal(1)
    places: int = 0


COUNT = Measure("count")
PERSONS = Measure("persons", places=-1)
THOUSANDS = Measure("thousands", Decimal("0.001"), 1)
PERCENT = Measure("percent", Decimal(100), 1)
DINARS = Measure("dinars")
DINARS_AN_HOUR = Measure("dinars_an_hour", places=2)
HOURS = Measure("hours", places=1)
YEARS = Measure("years", places=1)
FACTOR = Measure("factor", places=3)
WEIGHT = Measure("weight", places=1)

_UNITS: dict[tuple[str, Language], str] = {
    ("thousands", "fr"): "milliers",
    ("thousands", "ar"): "ألف",
    ("thousands", "en"): "thousand",
    ("dinars", "fr"): "DT",
    ("dinars", "ar"): "د.ت",
    ("dinars", "en"): "TND",
    ("dinars_an_hour", "fr"): "DT/h",
    ("dinars_an_hour", "ar"): "د.ت في الساعة",
    ("dinars_an_hour", "en"): "TND/h",
    ("hours", "fr"): "h",
    ("hours", "ar"): "ساعة",
    ("hours", "en"): "h",
    ("years", "fr"): "ans",
    ("years", "ar"): "سنة",
    ("years", "en"): "years",
}


def rounded(value: Number, places: int) -> Decimal:
    """Half away from zero, once, at the end.

    Twelve significant digits come first: the noise of binary arithmetic must not decide a published digit.
    """
    exact = _NOISE.create_decimal(value if isinstance(value, Decimal) else repr(value))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True)
class Numbers:
    """The formatter of one language and one medium. Everything it returns is already isolated for bidi."""

    language: Language
    isolate: Isolation

    def bare(self, value: Number, measure: Measure = COUNT) -> str:
        """The number without its unit, as in a table whose head names the unit."""
        return self.isolate(_digits(value, measure, self.language))

    def full(self, value: Number, measure: Measure = COUNT) -> str:
        """The number with its unit, as in prose."""
        digits = _digits(value, measure, self.language)
        if measure.unit == "percent":
            return self.isolate(digits + _percent_sign(self.language))
        unit = _UNITS.get((measure.unit, self.language))
        if unit is None:
            return self.isolate(digits)
        if self.language == "ar":
            return self.isolate(digits) + NO_BREAK + unit
        return self.isolate(digits + NO_BREAK + unit)

    def interval(self, low: Number, high: Number, measure: Measure = COUNT) -> str:
        """Both ends without unit, lower end first in reading order of numbers, in one isolated piece."""
        ends = [_digits(end, measure, self.language) for end in (low, high)]
        return self.isolate(f"{NO_BREAK}–{NO_BREAK}".join(ends))

    def date(self, day: date) -> str:
        """Day, month in words, year."""
        direction: Direction = "rtl" if self.language == "ar" else "ltr"
        return self.isolate(format_date(day, "d MMMM y", locale=LOCALES[self.language]), direction)

    def code(self, code: str) -> str:
        """A code, digest or identifier, as it is."""
        return self.isolate(code)


def html_numbers(language: Language) -> Numbers:
    """The formatter for HTML: every number in a ``bdi`` element, safe for autoescaping templates."""
    return Numbers(language, in_html)


def plain_numbers(language: Language) -> Numbers:
    """The formatter for plain text: SVG, titles, files."""
    return Numbers(language, in_plain_text)


def terminal_numbers(language: Language) -> Numbers:
    """The formatter for terminals: set apart in Arabic only, since many terminals print the isolating marks."""
    return Numbers(language, in_plain_text if language == "ar" else as_it_is)


def _digits(value: Number, measure: Measure, language: Language) -> str:
    amount = value if isinstance(value, Decimal) else Decimal(repr(value))
    number = rounded(amount * measure.factor, measure.places)
    pattern = "#,##0" + ("." + "0" * measure.places if measure.places > 0 else "")
    digits = format_decimal(abs(number), format=pattern, locale=_locale(language))
    return MINUS + digits if number < 0 else digits


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def _percent_sign(language: Language) -> str:
    return str(_locale(language).percent_formats[None].suffix[1])
