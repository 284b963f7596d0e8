"""The pages of the evening's workbook, from the findings of an export: what to do first, and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from analysis.fieldwork.book.writing import Page, Shown
from analysis.fieldwork.representativity.wording import category, variable, who
from analysis.fieldwork.scorecards.cards import FEWEST_INTERVIEWS
from presentation.messages import say
from presentation.text import Language

Line = Mapping[str, Any]
MOST_FLAGS = 500
_MARK = {True: "+", False: "−", None: ""}


@dataclass(frozen=True)
class Evening:
    """Findings of one export, and for whom: one team, or everybody (None)."""

    found: Line
    as_of: datetime
    language: Language
    team: str | None = None

    def say(self, name: str, **values: object) -> str:
        """A sentence of the book."""
        return say(f"book.{name}", self.language, values)

    def mine(self, part: str) -> list[Line]:
        """The lines of a part that are this team's."""
        return [one for one in self.found.get(part, ()) if self.team is None or one["team"] == self.team]

    def scope(self, part: str) -> Line | None:
        """The line of the team, or of the survey, in a part told by scope."""
        wanted = {"kind": "survey", "name": ""} if self.team is None else {"kind": "team", "name": self.team}
        return next((one for one in self.found.get(part, ()) if one["scope"] == wanted), None)


def pages(evening: Evening) -> tuple[Page, ...]:
    """All pages, the first one telling what the others hold and what could not be computed."""
    told: tuple[Callable[[Evening], Page], ...] = (_quality, _missing, _partials, _progress, _cards, _back_checks)
    made = tuple(page(evening) for page in told)
    return (_tonight(evening, made), *made)


def _tonight(evening: Evening, others: Iterable[Page]) -> Page:
    lines = [(page.name, len(page.lines)) for page in others]
    return Page(evening.say("tonight"), tuple(_notes(evening)), _heads(evening, "page", "n"), tuple(lines))


def _notes(evening: Evening) -> Iterator[str]:
    if evening.found.get("simulated"):
        yield say("analysis.simulated", evening.language)
    yield evening.say("as_of", moment=f"{_minute(evening.as_of)}")
    yield evening.say("everybody") if evening.team is None else evening.say("of_team", team=evening.team)
    for failure in evening.found.get("failed", ()):
        yield evening.say("failed", part=failure["part"], code=failure["code"])


def _quality(evening: Evening) -> Page:
    rules = {rule["code"]: rule for rule in evening.found.get("rules", ())}
    language = evening.language
    lines = [
        (
            say(f"quality.severity_{one['severity']}", language),
            say(rules[one["rule"]]["title"], language),
            one["interviewer"],
            one["case_id"] or one["psu_id"] or one["subject"],
            "\n".join(say(reason["code"], language, reason["values"]) for reason in one["reasons"]),
            say(rules[one["rule"]]["action"], language),
            say(f"quality.owner_{rules[one['rule']]['owner']}", language),
            _minute(datetime.fromisoformat(one["due_at"])),
        )
        for one in evening.mine("flags")[:MOST_FLAGS]
    ]
    heads = ("severity", "rule", "interviewer", "case", "why", "action", "owner", "due")
    return Page(evening.say("quality"), (), _heads(evening, *heads), tuple(lines))


def _missing(evening: Evening) -> Page:
    scope = evening.scope("representativity")
    notes: tuple[str, ...] = ()
    lines: list[tuple[str, int]] = []
    if scope is not None:
        values = {"responded": scope["responded"], "sampled": scope["sampled"]}
        notes = (evening.say("responded", **values), *_figure(evening, scope))
        lines = [(who(one["categories"], evening.language), one["count"]) for one in scope["missing"]]
    return Page(evening.say("missing"), notes, _heads(evening, "who", "missing"), tuple(lines))


def _figure(evening: Evening, scope: Line) -> tuple[str, ...]:
    if scope.get("withheld"):
        return (evening.say("not_shown", why=evening.say(f"withheld_{scope['withheld']}")),)
    if scope.get("r_se") is None:
        return ()
    return (evening.say("r", r=f"{scope['r']:.3f}", half=f"{1.96 * scope['r_se']:.3f}"),)


def _partials(evening: Evening) -> Page:
    scope = evening.scope("representativity") or {}
    lines = [
        (
            variable(one["variable"], evening.language),
            category(one["variable"], one["category"], evening.language) if one["category"] else "",
            one["unconditional"],
            one.get("low"),
            one.get("high"),
            one["conditional"],
        )
        for one in scope.get("partials", ())
    ]
    shown = (Shown.PLAIN, Shown.PLAIN, *[Shown.INDEX] * 4)
    heads = ("variable", "category", "unconditional", "low", "high", "conditional")
    return Page(evening.say("partials"), (), _heads(evening, *heads), tuple(lines), shown)


def _progress(evening: Evening) -> Page:
    scope = evening.scope("bands") or {}
    lines = [
        (date.fromisoformat(one["day"]), one["done"], one["low"], one["expected"], one["high"])
        for one in scope.get("points", ())
    ]
    shown = (Shown.DAY, Shown.PLAIN, *[Shown.ONE] * 3)
    return Page(
        evening.say("progress"), (), _heads(evening, "day", "done", "low", "expected", "high"), tuple(lines), shown
    )


def _cards(evening: Evening) -> Page:
    lines = [
        (
            card["interviewer"],
            card["interviews"],
            say(one["code"], evening.language),
            one["above"],
            one["below"],
            one["value"],
            one["low"],
            one["high"],
            one["expected"],
            _MARK[one["good"]],
        )
        for card in evening.mine("scorecards")
        for one in card["measures"]
    ]
    note = say("scorecards.note", evening.language, {"fewest": FEWEST_INTERVIEWS})
    heads = ("interviewer", "interviews", "figure", "above", "below", "value", "low", "high", "expected", "mark")
    shown = (*[Shown.PLAIN] * 5, *[Shown.INDEX] * 4)
    return Page(evening.say("interviewers"), (note,), _heads(evening, *heads), tuple(lines), shown)


def _back_checks(evening: Evening) -> Page:
    lines = [
        (
            one["case_id"],
            one["psu_id"],
            one["interviewer"],
            evening.say(f"kind_{one['kind']}"),
            evening.say(f"part_{one['part']}"),
            one["probability"],
            one["due_at"][:10],
        )
        for one in evening.mine("back_checks")
    ]
    heads = ("case", "psu", "interviewer", "kind", "part", "probability", "due")
    shown = (*[Shown.PLAIN] * 5, Shown.PERCENT)
    return Page(evening.say("back_checks"), (), _heads(evening, *heads), tuple(lines), shown)


def _minute(moment: datetime) -> str:
    """A moment with the clock it is told by: whoever gets the book by mail cannot ask."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _heads(evening: Evening, *names: str) -> tuple[str, ...]:
    return tuple(evening.say(f"column_{name}") for name in names)
