"""The command ``amem fieldwork checks``: what to look at first in exported tables, and how each rule does."""

import csv
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home

if TYPE_CHECKING:
    from analysis.fieldwork.checks.material import Material
    from analysis.fieldwork.checks.reading import Told
    from analysis.fieldwork.checks.running import Run
    from analysis.fieldwork.representativity.units import Classes
    from analysis.watched import Watched
    from questionnaires.fieldwork import FieldForms

WIDE = 200  # columns, where the tables go to a file or another program
COLUMNS = ("severity", "rule", "subject", "score", "why", "action", "owner", "due_hours", "key", "other", "simulated")
_PATH = click.Path(path_type=Path)


class Content(Protocol):
    """The content of a survey for its analysis, as far as the checks need it."""

    @property
    def watched(self) -> "Watched":
        """What the checks must know of the questionnaire."""
        ...


class Weighting(Protocol):
    """What representativity needs of the weights of a survey: its groups of age and origin."""

    @property
    def classes(self) -> "Classes":
        """Adds the groups to a table of persons."""
        ...


class Survey(Protocol):
    """The survey, as far as the checks need it."""

    def load_weighting(self) -> Weighting:
        """The classes of the weights."""
        ...

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        ...

    def load_analysis(self) -> Content:
        """What the checks must know of the questionnaire is in there."""
        ...


class Session(Protocol):
    """What the command line hands to the command."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...

    @property
    def language(self) -> Language:
        """The language of the person who runs the command."""
        ...


@click.command()
@click.argument("exports", type=_PATH, required=False)
@click.option("--home", type=_PATH, help="Stands for HOME/exports.")
@click.option(
    "--limit",
    "most",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many flags to show; 0 shows all.",
)
@click.option("--rules", "with_rules", is_flag=True, help="Show every rule with its flags and its precision.")
@click.option("--context", type=_PATH, help="Teams, releases and verdicts, as the service writes them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--all", "with_steering", is_flag=True, help="JSON with all a supervisor steers by, beside the flags.")
@click.option("--seed", default=1, show_default=True, help="Of the draw of back-checks, for --all.")
@click.option("--csv", "csv_file", type=_PATH, help="Write every flag to this file.")
@click.pass_obj
def checks(
    session: Session,
    exports: Path | None,
    home: Path | None,
    most: int,
    with_rules: bool,
    context: Path | None,
    as_json: bool,
    with_steering: bool,
    seed: int,
    csv_file: Path | None,
) -> None:
    """High-frequency checks of the folder EXPORTS: what to look at first, why, what to do, by whom, how soon.

    Near-duplicates, durations, odd hours, distance bands, avoided modules, answers that depend on who asks, screening,
    listing, protocol. Answers to sensitive questions are never read.
    """
    from analysis.fieldwork.checks.handed_over import handed_over
    from analysis.fieldwork.checks.reading import Told, read_material, read_told
    from analysis.fieldwork.checks.running import run
    from analysis.fieldwork.steering.everything import everything

    told = Told() if context is None else read_told(context)
    survey = session.survey
    folder = folder_or_home(exports, home, "exports")
    material = read_material(folder, survey.load_analysis().watched, survey.load_field_forms(), told)
    found = run(material, told.records)
    if as_json:
        classes = survey.load_weighting().classes if with_steering else None
        shown = (
            everything(found, material, told, folder, classes, seed) if classes else handed_over(found, material, told)
        )
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False))
    elif csv_file is None:
        _print(found, material, told, most, session.language, with_rules=with_rules)
    if csv_file is not None:
        _write(csv_file, replace(found, flags=found.alerting(told.records)), material, session.language)


def _print(
    every: "Run", material: "Material", told: "Told", most: int, language: Language, *, with_rules: bool
) -> None:
    from datetime import UTC

    from rich.console import Console

    from analysis.fieldwork.checks.rule import Severity
    from analysis.fieldwork.checks.terminal import flags_table, rules_table
    from presentation import numbers

    if material.context.simulated:
        click.echo(say("analysis.simulated", language))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
    found = replace(every, flags=every.alerting(told.records))
    counts = {
        "n": len(material.interviews) if material.has("interviews") else 0,
        "rules": len(found.rules),
        "flags": len(found.flags),
        "red": sum(one.rule.severity is Severity.RED for one in found.flags),
    }
    write = numbers.terminal_numbers(language)
    values: dict[str, object] = {name: write.bare(n, numbers.COUNT) for name, n in counts.items()}
    moment = f"{material.context.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    code = "looked_at" if found.flags else "nothing"
    click.echo(say(f"quality.{code}", language, {**values, "moment": moment} if found.flags else values))
    if found.flags:
        console.print(flags_table(found, most, language))
    if most and len(found.flags) > most:
        click.echo(say("quality.more", language, {"n": len(found.flags) - most}))
    if with_rules:
        console.print(rules_table(every, told, language))
    for rule, problem in found.failed:
        click.echo(say("quality.failed", language, {"rule": rule, "code": problem}), err=True)


def _write(path: Path, found: "Run", material: "Material", language: Language) -> None:
    from analysis.fieldwork.checks.terminal import why
    from questionnaires.cells import safe_line

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in found.flags:
            rule = one.rule
            told: list[object] = [rule.severity.value, rule.code, one.subject, round(one.score, 4), why(one, language)]
            told += [say(rule.action, language), rule.owner.value, rule.due_hours, one.key, one.other]
            writer.writerow(safe_line([*told, material.context.simulated]))
    click.echo(say("fieldwork.written", language, {"n": len(found.flags), "path": str(path)}), err=True)
