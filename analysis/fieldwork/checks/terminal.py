"""The findings of the checks as tables of the command line: what to look at first, and how each rule does."""

from collections import Counter
from typing import TYPE_CHECKING

from analysis.fieldwork.checks.flag import Flag
from analysis.fieldwork.checks.reading import Told
from analysis.fieldwork.checks.rule import TOPIC, Severity
from analysis.fieldwork.checks.running import Run
from presentation import numbers
from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from rich.table import Table

DASH = "–"
_STYLE = {Severity.RED: "bold red", Severity.AMBER: "yellow", Severity.INFO: "dim"}


def flags_table(run: Run, most: int, language: Language) -> "Table":
    """The most pressing flags; ``most`` of 0 shows all."""
    table = _table("title", ("severity", "rule", "subject", "why", "action", "owner", "due"), language)
    for one in run.flags[: most or None]:
        rule = one.rule
        table.add_row(
            say(f"{TOPIC}.severity_{rule.severity}", language),
            say(rule.title, language),
            subject(one, language),
            why(one, language),
            say(rule.action, language),
            say(f"{TOPIC}.owner_{rule.owner}", language),
            numbers.terminal_numbers(language).bare(rule.due_hours, numbers.COUNT),
            style=_STYLE[rule.severity],
        )
    return table


def rules_table(run: Run, told: Told, language: Language) -> "Table":
    """Every rule with its flags and the share of them that was right."""
    table = _table("rules_title", ("rule", "severity", "owner", "due", "flags", "precision"), language)
    fired = Counter(one.rule.code for one in run.flags)
    write = numbers.terminal_numbers(language)
    for rule in run.rules:
        record = told.records.get(rule.code)
        precision = None if record is None else record.precision
        table.add_row(
            f"{say(rule.title, language)} ({rule.code})",
            say(f"{TOPIC}.severity_{rule.severity}", language),
            say(f"{TOPIC}.owner_{rule.owner}", language),
            write.bare(rule.due_hours, numbers.COUNT),
            write.bare(fired[rule.code], numbers.COUNT),
            DASH if precision is None else write.full(precision, numbers.PERCENT),
        )
    return table


def subject(one: Flag, language: Language) -> str:
    """What the flag is about."""
    return one.subject or say(f"{TOPIC}.survey", language)


def why(one: Flag, language: Language) -> str:
    """Its reasons as sentences, the strongest first."""
    return "\n".join(say(reason.code, language, dict(reason.values)) for reason in one.reasons)


def _table(title: str, columns: tuple[str, ...], language: Language) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=say(f"{TOPIC}.{title}", language), title_justify="left", box=SIMPLE_HEAD)
    for name in columns:
        table.add_column(say(f"{TOPIC}.column_{name}", language), overflow="fold")
    return table
