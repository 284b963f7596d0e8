"""Commands of reviewers: what stands where, approve many, return, and every other decision."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from presentation.messages import say
from survey_api.command_line import (
    Session,
    home_option,
    orders_of,
    read_contents_from,
    read_from,
    tell,
    tell_header,
    tell_json,
)

_COLUMNS = ("form_id", "record", "state", "suggestion", "team", "case_id")
AT_ONCE = 200  # interviews in one transaction
DEEDS = (
    *("recall", "comment", "answer", "close-comment", "hide-comment", "pick", "release", "replace", "keep-apart"),
    *("void", "reopen", "confirm", "refuse", "lock"),
)


@click.group()
def review() -> None:
    """Interviews in review."""


def by_options(command: Any) -> Any:  # whatever click makes of a function
    """Who decides: somebody of the staff, or the machine's owner in a role."""
    as_ = click.option(
        "--as",
        "hand",
        type=click.Choice(["supervisor", "quality"]),
        default="quality",
        help="Where nobody is named: in whose place the owner of the machine decides.",
        show_default=True,
    )
    return click.option("--by", help="Login of the person who decided; noted as ordered on this machine.")(as_(command))


@review.command("list")
@click.option("--state", "states", multiple=True, help="Only those in this state; may be given several times.")
@click.option("--team", help="Only those of this team.")
@click.option("--form", "form_id", help="Only those of this questionnaire.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_(
    session: Session, states: tuple[str, ...], team: str | None, form_id: str | None, as_json: bool, home: Path
) -> None:
    """Where interviews stand: questionnaire, name, state, what the check suggests, team, case."""
    from survey_api.collection.reviews.reading import all_standings
    from survey_api.collection.reviews.state import State
    from survey_api.collection.reviews.telling import in_states, line

    try:
        wanted = frozenset(State(state) for state in states)
    except ValueError:
        raise click.BadParameter(", ".join(State)) from None
    found = in_states(iter(read_from(session, home, all_standings)), wanted, team)
    lines = [line(one) for one in found if form_id in (None, one.form_id)]
    lines.sort(key=lambda one: (one["form_id"], one["record"]))
    if as_json:
        tell_json(lines)
        return
    tell_header(session, _COLUMNS, lines)
    for one in lines:
        click.echo("\t".join(str(one[name] or "-") for name in _COLUMNS))


@review.command("show")
@click.argument("form_id")
@click.argument("record")
@home_option
@click.pass_obj
def show(session: Session, form_id: str, record: str, home: Path) -> None:
    """Interview RECORD of questionnaire FORM_ID, with all that was decided and said about it; no answers."""
    from survey_api.collection.reviews.reading import standing_of
    from survey_api.collection.reviews.state import Hand
    from survey_api.collection.reviews.telling import sheet
    from survey_api.settings import now_utc

    def told(connection: Any, vault: Any) -> dict[str, Any]:
        return sheet(connection, vault, standing_of(connection, (form_id, record)), Hand.QUALITY, now_utc())

    tell_json(read_contents_from(session, home, told))


@review.command("approve")
@click.argument("file", type=click.File(encoding="utf-8"))
@by_options
@home_option
@click.pass_context
def approve(context: click.Context, file: Iterable[str], by: str | None, hand: str, home: Path) -> None:
    """Approve the interviews named in FILE (- for the standard input): questionnaire and name, a line each.

    What ``amem review list`` writes can be given as it is. Each is approved as it stands now, 200 a transaction.
    """
    session: Session = context.obj
    order = orders_of(session, home)
    decided, refused = 0, list[Mapping[str, Any]]()
    for some in _some(_names(file)):
        done = order("review_many", {"deed": "approve", "records": some, "by": by, "hand": hand})
        decided += done["decided"]
        refused += done["refused"]
    for one in refused:
        click.echo(say(one["code"], session.language, one["values"]), err=True)
    tell(session, "reviews.decided_many", decided=decided, refused=len(refused))
    context.exit(1 if refused else 0)


@review.command("return")
@click.argument("form_id")
@click.argument("record")
@click.option("--comment", "comments", multiple=True, help="PATH=TEXT, or PATH[INSTANCE]=TEXT within a repeat.")
@click.option("--reason", help="A reason of the list.")
@click.option("--to", type=click.Choice(["interviewer", "supervisor"]), default="interviewer", show_default=True)
@by_options
@home_option
@click.pass_obj
def return_(
    session: Session,
    form_id: str,
    record: str,
    comments: tuple[str, ...],
    reason: str | None,
    to: str,
    by: str | None,
    hand: str,
    home: Path,
) -> None:
    """Send interview RECORD of questionnaire FORM_ID back."""
    told = {"comments": [_comment(one) for one in comments], "reason": reason, "to": to}
    _decide(session, home, "return", form_id, record, {**told, "by": by, "hand": hand})


@review.command("decide")
@click.argument("deed", type=click.Choice(DEEDS))
@click.argument("form_id")
@click.argument("record")
@click.option("--comment", "comments", multiple=True, help="Of comment: PATH=TEXT.")
@click.option("--text", help="Of answer.")
@click.option("--thread", type=int, help="Of answer and close-comment.")
@click.option("--number", type=int, help="Of hide-comment: the comment; of quarantine: the item.")
@click.option("--picked", help="Of pick: the version that is to stand.")
@click.option("--reason", help="A reason of the list.")
@click.option("--evidence", help="Of void: what it rests on.")
@click.option("--interviewer-heard", is_flag=True, help="Of void: the interviewer was heard.")
@by_options
@home_option
@click.pass_obj
def decide(
    session: Session, /, deed: str, form_id: str, record: str, home: Path, number: int | None, **more: Any
) -> None:
    """Decide DEED about interview RECORD of questionnaire FORM_ID, as it stands now."""
    told = {**more, "comments": [_comment(one) for one in more["comments"]], "item": number, "comment": number}
    _decide(session, home, deed, form_id, record, told)


def _decide(session: Session, home: Path, deed: str, form_id: str, record: str, told: Mapping[str, Any]) -> None:
    made = orders_of(session, home)("review", {**told, "deed": deed, "form_id": form_id, "record": record})
    tell(session, "reviews.decided", action=made["action"], version=made["version"], record=record)


def _comment(told: str) -> Mapping[str, str]:
    place, _, text = told.partition("=")
    path, _, position = place.partition("[")
    return {"path": path, "position": position.rstrip("]"), "text": text}


def _names(file: Iterable[str]) -> Iterator[list[str]]:
    for line in file:
        parts = line.split()
        if len(parts) >= 2:
            yield parts[:2]


def _some(names: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    every = list(names)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
