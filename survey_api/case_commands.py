"""Commands about cases: list, show, and what is decided about one or several of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_api.command_line import Session, home_option, orders_of, read_from, tell, tell_header, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable

_COLUMNS = ("case_id", "team", "state", "code", "attempts", "appointment", "missing")


@click.group()
def case() -> None:
    """Sampled persons: where the work on them stands."""


@case.command("list")
@click.option("--team", help="The cases of one team alone.")
@click.option("--state", "states", multiple=True, help="Only cases in this state; several may be named.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_cases(session: Session, team: str | None, states: tuple[str, ...], as_json: bool, home: Path) -> None:
    """Every case: its state, the code that follows from its visits, what is missing, what is due."""
    from survey_api.collection.cases.reading import standings
    from survey_api.collection.cases.state import State
    from survey_api.collection.cases.telling import line
    from survey_api.settings import now_utc

    if not set(states) <= set(State):
        raise click.BadParameter(", ".join(State))
    forms, now = session.survey.load_field_forms(), now_utc()
    found = read_from(session, home, lambda connection: standings(connection, forms, now, team))
    told = [line(one, now, session.language) for one in found if not states or one.state in states]
    if as_json:
        tell_json(told)
        return
    tell_header(session, _COLUMNS, told)
    for one in told:
        missing = " ".join(lack["words"] for lack in one["missing"]) if one["attempts"] else ""
        fields = (one["case_id"], one["team"], one["state"], one["code"], one["attempts"], one["appointment"], missing)
        click.echo("\t".join("" if value is None else str(value) for value in fields))


@case.command("show")
@click.argument("case_id")
@home_option
@click.pass_obj
def show(session: Session, case_id: str, home: Path) -> None:
    """One case with everything that happened there, without answers."""
    from survey_api.collection.cases.reading import standing_of
    from survey_api.collection.cases.telling import sheet
    from survey_api.settings import now_utc
    from survey_api.store import languages

    forms, now = session.survey.load_field_forms(), now_utc()

    def read(connection: Any) -> dict[str, Any]:
        found = standing_of(connection, case_id, forms, now)
        able = languages.speaking(connection, found.language_needed) if found.language_needed else {}
        return sheet(found, now, session.language, able)

    tell_json(read_from(session, home, read))


def _decision(name: str, help_text: str, *options: "Callable[[Any], Any]") -> None:
    @click.argument("case_ids", nargs=-1, required=True)
    @click.option("--json", "as_json", is_flag=True, help="For programs.")
    @home_option
    @click.pass_obj
    def decide(session: Session, /, case_ids: tuple[str, ...], as_json: bool, home: Path, **given: Any) -> None:
        action = name.replace("-", "_")
        arguments = {key: value for key, value in given.items() if value} | {"action": action}
        order = orders_of(session, home)
        if len(case_ids) == 1:
            made = order("decide_case", {**arguments, "case_id": case_ids[0]})
            result: dict[str, Any] = {"decided": [case_ids[0]], "refused": {}, "state": made["state"]}
        else:
            result = order("decide_cases", {**arguments, "case_ids": list(case_ids)})
        if as_json:
            tell_json(result)
            raise click.exceptions.Exit(1 if result["refused"] else 0)
        for decided in result["decided"]:
            tell(session, "cases.decided_line", case=decided, action=name, state=result.get("state", "-"))
        for refused, code in result["refused"].items():
            tell(session, "cases.refused_line", case=refused, why=code)
        raise click.exceptions.Exit(1 if result["refused"] else 0)

    command: Any = decide
    for option in reversed(options):
        command = option(command)
    case.command(name, help=help_text)(command)


_TO = (
    click.option("--team", help="The team that works it."),
    click.option("--interviewer", help="The one who goes there."),
    click.option("--device", help="The one tablet that gets it."),
)
_decision("assign", "Give cases CASE_IDS to a team, and to one interviewer or tablet where that is said.", *_TO)
_decision(
    "transfer",
    "Give cases to somebody else, once the tablet has released them or its lease has run out.",
    *_TO,
    click.option("--force", is_flag=True, help="Although a tablet still has them: for headquarters."),
)
_decision(
    "interpreter",
    "Send somebody who interviews in the language needed.",
    click.option("--interviewer", required=True, help="Who goes there."),
    click.option("--language", help="By its code; the one that the last visit lacked by default."),
)
_decision(
    "hold",
    "Let nobody go there for now.",
    click.option("--what", required=True, help="safety_hold, distress or minor."),
)
_decision(
    "release",
    "Take back a hold, a lease, or what a breach of the protocol asks for.",
    click.option("--what", required=True, help="safety_hold, distress, minor, lease or breach."),
)
_decision(
    "confirm",
    "Confirm the code that follows from the visits.",
    click.option("--code", help="The code that was looked at; another one is refused."),
    click.option("--evidence", is_flag=True, help="Evidence shows that the case is outside the survey."),
)
_decision(
    "contest",
    "Say to headquarters that the code is wrong.",
    click.option("--reason", required=True, help="wrong_code, wrong_case, not_visited or other."),
)
_decision(
    "not-attempted",
    "Declare cases that nobody visited as not attempted (3.11).",
    click.option("--reason", required=True, help="end_of_field, unsafe, lost_tablet or other."),
)
_decision("refused-for-good", "Close cases for good: a final refusal was told without a visit.")
