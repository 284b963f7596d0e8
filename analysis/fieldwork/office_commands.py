"""The commands on what is handed on: ``amem fieldwork book``, ``back-checks``, ``scorecards`` and ``pay``."""

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home
from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.fieldwork.payments.ledger import Ledger
    from analysis.watched import Watched
    from questionnaires.fieldwork import FieldForms

_PATH = click.Path(path_type=Path)
_exports = click.argument("exports", type=_PATH, required=False)
_home = click.option("--home", type=_PATH, help="Stands for HOME/exports.")
_context = click.option("--context", type=_PATH, help="Teams and verdicts, as the service writes them.")
_team = click.option("--team", help="Only this team; --context says who is in it.")
_seed = click.option("--seed", default=1, show_default=True, help="Of the draw of back-checks.")


class Weighting(Protocol):
    """What representativity needs of the weights of a survey: its groups of age and origin."""

    @property
    def classes(self) -> Callable[["pa.Table"], "pa.Table"]:
        """Adds the groups to a table of persons."""
        ...


class Content(Protocol):
    """What the checks need of the content of a survey."""

    @property
    def watched(self) -> "Watched":
        """What the checks must know of the questionnaire."""
        ...


class Survey(Protocol):
    """The survey, as far as these commands need it."""

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        ...

    def load_weighting(self) -> Weighting:
        """The classes of the weights."""
        ...

    def load_analysis(self) -> Content:
        """What the checks must know of the questionnaire is in there."""
        ...


class Session(Protocol):
    """What the command line hands to the commands."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...

    @property
    def language(self) -> Language:
        """The language of the person who runs the command."""
        ...


class NoSuchTeam(ProblemError):
    """A team that the file of context does not name."""

    code = "book.no_such_team"


@click.command()
@_exports
@click.argument("output", type=_PATH)
@_home
@_team
@_context
@_seed
@click.pass_obj
def book(
    session: Session,
    exports: Path | None,
    output: Path,
    home: Path | None,
    team: str | None,
    context: Path | None,
    seed: int,
) -> None:
    """Write the evening as an XLSX workbook OUTPUT that can be mailed: what to do first, who is missing, back-checks.

    It holds codes of cases and interviewers, and no answers.
    """
    from analysis.fieldwork.book.pages import Evening, pages
    from analysis.fieldwork.book.writing import written
    from questionnaires.whole_files import write_whole

    found, as_of = _everything(session, folder_or_home(exports, home, "exports"), context, team, seed)
    made = pages(Evening(found, as_of, session.language, team))
    write_whole(output, written(made, session.language, as_of))
    click.echo(say("book.written", session.language, {"n": len(made), "path": str(output)}), err=True)


@click.command("back-checks")
@_exports
@_home
@_team
@_context
@_seed
@click.pass_obj
def back_checks(
    session: Session, exports: Path | None, home: Path | None, team: str | None, context: Path | None, seed: int
) -> None:
    """Print, as CSV, the back-checks to make of the folder EXPORTS: at random and by risk, with their probabilities.

    The same seed draws the same; keep it, for the error rates need the probabilities.
    """
    found, _ = _everything(session, folder_or_home(exports, home, "exports"), context, team, seed)
    _print_lines([one for one in found["back_checks"] if team in (None, one["team"])])


@click.command()
@_exports
@_home
@_team
@_context
@click.pass_obj
def scorecards(
    session: Session, exports: Path | None, home: Path | None, team: str | None, context: Path | None
) -> None:
    """Print, as CSV, each interviewer's figures beside what their area lets one expect, with intervals.

    Nobody is compared below 15 interviews; good or bad only where the interval excludes what is expected.
    """
    found, _ = _everything(session, folder_or_home(exports, home, "exports"), context, team, 1)
    _print_lines(
        [
            {"interviewer": card["interviewer"], "interviews": card["interviews"], "compared": card["ranked"], **one}
            for card in found["scorecards"]
            if team in (None, card["team"])
            for one in card["measures"]
        ]
    )


@click.command()
@_exports
@_home
@click.option("--ledger", "ledger_folder", type=_PATH, required=True, help="Folder of the ledger; made where absent.")
@click.option("--period", required=True, help="As 2026-W41 or 2026-10: periods are in the order of their names.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day of effort that counts.")
@click.option("--tariff", "tariff_file", type=_PATH, help="TOML with what a unit is worth. Without: units alone.")
@click.option("--lock", is_flag=True, help="Close the period: its entries never change again.")
@click.pass_obj
def pay(
    session: Session,
    exports: Path | None,
    home: Path | None,
    ledger_folder: Path,
    period: str,
    until: datetime,
    tariff_file: Path | None,
    lock: bool,
) -> None:
    """Count verified effort of the folder EXPORTS into a ledger, and print, as CSV, what everybody is paid for.

    Visits, screenings, approved interviews (a part held back until headquarters approved) and days. What was paid and
    no longer stands is reversed in the open period.
    """
    from analysis.fieldwork.payments.files import read_ledger, write_ledger
    from analysis.fieldwork.payments.ledger import booked, locked
    from analysis.fieldwork.payments.reading import read_effort
    from analysis.fieldwork.payments.tariff import UNITS_ALONE, read_tariff

    folder = folder_or_home(exports, home, "exports")
    rates = UNITS_ALONE if tariff_file is None else read_tariff(tariff_file)
    units = read_effort(folder, session.survey.load_field_forms())
    ledger = booked(read_ledger(ledger_folder), units, rates, period, date(until.year, until.month, until.day))
    ledger = locked(ledger, period) if lock else ledger
    write_ledger(ledger_folder, ledger)
    _print_payments(ledger, period, rates.currency, session.language)


def _print_payments(ledger: "Ledger", period: str, currency: str, language: Language) -> None:
    from analysis.fieldwork.payments.ledger import report

    click.echo(say("payments.title", language, {"period": period}), err=True)
    if not currency:
        click.echo(say("payments.units_only", language), err=True)
    _print_lines(
        [
            {
                "period": period,
                "interviewer": line.interviewer,
                "item": line.item.value,
                "what": say(f"payments.{line.item}", language),
                "units": line.units,
                "reversed": line.reversed,
                "amount": line.amount if currency else "",
                "currency": currency,
            }
            for line in report(ledger.of(period))
        ]
    )
    for closed in (one for one in ledger.locks if one.period == period):
        values = {"period": period, "n": closed.entries, "digest": closed.digest[:12]}
        click.echo(say("payments.is_locked", language, values), err=True)


def _everything(
    session: Session, folder: Path, context: Path | None, team: str | None, seed: int
) -> tuple[Mapping[str, Any], datetime]:
    from analysis.fieldwork.checks.reading import Told, read_material, read_told
    from analysis.fieldwork.checks.running import run
    from analysis.fieldwork.steering.everything import everything

    told, survey = Told() if context is None else read_told(context), session.survey
    teams = sorted({*told.team_of.values(), *told.psu_team.values()})
    if team is not None and team not in teams:
        raise NoSuchTeam(team=team, known=", ".join(teams) or "–")
    material = read_material(folder, survey.load_analysis().watched, survey.load_field_forms(), told)
    classes = survey.load_weighting().classes
    found = everything(run(material, told.records), material, told, folder, classes, seed)
    return found, material.context.as_of


def _print_lines(lines: Sequence[Mapping[str, Any]]) -> None:
    from questionnaires.cells import safe_line

    if not lines:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(lines[0])
    writer.writerows(safe_line(list(_cells(line.values()))) for line in lines)


def _cells(values: Iterable[Any]) -> Iterable[Any]:
    return (round(value, 6) if isinstance(value, float) else value for value in values)
