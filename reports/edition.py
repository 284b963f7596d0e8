"""One edition of a publication: its content and figures in one language, with the words and numbers to print them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from presentation.bidi import in_plain_text
from presentation.messages import catalogue, text
from presentation.numbers import NO_BREAK, PERSONS, THOUSANDS, Measure, Numbers, html_numbers, plain_numbers
from presentation.text import Language, Text
from questionnaires.files import Manifest
from reports import words
from reports.content import ReportContent
from reports.figures import Cell, Figures

_DIGEST = 12
_MANY_PERSONS = 100_000
_CAUTION = Markup('<sup class="caution" title="{}">{}</sup>')
_RANGE = re.compile(r"\b(\d{1,2})-(\d{1,2})\b")
_TIED = re.compile(r"(?<=\d) (?=ans\b|سنة)|(?<=95%) (?=CI)|(?<=الثقة) (?=95%)")
_UNBROKEN_DASH = "\u2060–\u2060"
_NUMBERS = re.compile(rf"\d+{_UNBROKEN_DASH}\d+|\d+(?:,\d+)?%")


@dataclass(frozen=True)
class Edition:
    """What every page of one language is rendered from."""

    content: ReportContent
    figures: Figures
    manifest: Manifest
    language: Language

    @cached_property
    def numbers(self) -> Numbers:
        """The formatter for HTML."""
        return html_numbers(self.language)

    @cached_property
    def plain(self) -> Numbers:
        """The formatter for SVG and titles."""
        return plain_numbers(self.language)

    def tell(self, wording: Text) -> str:
        """A wording of the content, typeset; a range or percentage in Arabic never turns round."""
        told = _TIED.sub(NO_BREAK, _RANGE.sub(rf"\1{_UNBROKEN_DASH}\2", wording.in_(self.language)))
        match self.language:
            case "fr":
                return _french(told)
            case "ar":
                return _NUMBERS.sub(lambda span: in_plain_text(span[0]), told)
            case "en":
                return told.replace("'", "’")

    def word(self, code: str) -> str:
        """A wording of the catalogue that expects no values."""
        return self.tell(text(code))

    def known(self, code: str) -> str | None:
        """A wording of the catalogue, None where there is none."""
        wording = catalogue().get(code)
        return None if wording is None else self.tell(wording)

    def fill(self, wording: Text, values: Mapping[str, object]) -> Markup:
        """A wording as HTML, ``{placeholders}`` filled; what is not markup is escaped."""
        return escape(self.tell(wording)).format_map(values)

    def say(self, code: str, **values: object) -> Markup:
        """A wording of the catalogue as HTML, ``{placeholders}`` filled."""
        return self.fill(text(code), values)

    @property
    def source(self) -> Markup:
        """Where the figures come from; simulated figures say so."""
        source = self.tell(self.content.source)
        return self.say("report.simulated_source", source=source) if self.manifest.simulated else escape(source)

    @property
    def frozen(self) -> Markup | None:
        """The frozen version that all of it comes from, with the digest that the log notes; or nothing."""
        told = self.manifest.facts.get("frozen")
        if not told:
            return None
        version, digest = (self.numbers.code(str(told[name])) for name in ("version", "digest"))
        return self.say("report.frozen", version=version, digest=digest)

    @property
    def trace(self) -> Markup:
        """The digests of what the figures were computed from, shortened."""
        estimates, weights = self.manifest.tables.get("estimates", ""), self.manifest.inputs.get("weights/weights", "")
        return self.say(
            "report.trace_of",
            estimates=self.numbers.code(estimates[:_DIGEST]),
            weights=self.numbers.code(weights[:_DIGEST]),
        )

    def name(self, code: str) -> str:
        """The name of an indicator, partition or level."""
        return self.tell(words.name(code))

    def described(self, indicator: str) -> Mapping[str, Any]:
        """What the estimates say of an indicator: unit, notes, parameters, variables."""
        known: Mapping[str, Mapping[str, Any]] = self.manifest.facts.get("indicators", {})
        return known.get(indicator, {})

    def measure(self, indicator: str) -> Measure:
        """How an indicator is printed."""
        unit = self.described(indicator).get("unit", "")
        return self.persons if unit == "persons" else words.measure(unit)

    @cached_property
    def persons(self) -> Measure:
        """How persons are counted: in thousands if they are many, to the nearest ten where a thousand is too coarse."""
        most = max((cell.weighted_n or 0.0 for cell in self.figures), default=0.0)
        return THOUSANDS if most >= _MANY_PERSONS else PERSONS

    def unit(self, measure: Measure) -> str:
        """The unit in words, as in the head of a column."""
        return self.tell(text(f"shared.unit_{measure.unit}"))

    def figure(self, cell: Cell) -> Markup:
        """A published value in prose, with its unit and its mark if it needs caution, bound to its cell."""
        if cell.estimate is None:
            return Markup("")
        value = self.numbers.full(cell.estimate, self.measure(cell.reference.indicator))
        mark = _CAUTION.format(self.word("report.flag_E"), self.word("report.symbol_E")) if cell.flag == "E" else ""
        return Markup('<span class="figure" data-cell="{}">{}{}</span>').format(cell.cell_id, value, mark)

    def interval(self, cell: Cell) -> Markup:
        """The 95 % interval of a published value, bound to its cell; empty where there is none."""
        if cell.low is None or cell.high is None:
            return Markup("")
        ends = self.numbers.interval(cell.low, cell.high, self.measure(cell.reference.indicator))
        return Markup('<span class="figure" data-cell="{}">{}</span>').format(cell.cell_id, ends)


def _french(wording: str) -> str:
    """Signs do not leave their word at the end of a line; apostrophes are curved."""
    return re.sub(r" (?=[%:;!?»])|(?<=«) |(?<=\bIC) (?=à)|(?<=à) (?=\d)", NO_BREAK, wording).replace("'", "’")
