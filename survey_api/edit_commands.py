"""Commands about edits: edit import, for rules that a program ran over an export; edit list."""

from pathlib import Path

import click

from presentation.messages import say
from survey_api.command_line import Session, home_option, orders_of, read_from, tell, tell_rows

COLUMNS = ("case_id", "interview_id", "variable", "old", "new", "rule")


@click.group()
def edit() -> None:
    """Edits of answers: rows beside them, never in their place."""


@edit.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
@click.pass_obj
def import_(session: Session, file: Path, home: Path) -> None:
    """Propose every edit of FILE (CSV); each waits to be confirmed by a person."""
    from questionnaires.codelists import read_codelist
    from questionnaires.problems import ProblemError
    from survey_api.collection.editing.problems import NotAnEditFile

    rows = read_codelist(file)
    if not rows or not set(COLUMNS) <= rows[0].keys():
        raise NotAnEditFile(file=str(file), columns=", ".join(COLUMNS))
    form_id = session.survey.load_field_forms().individual.form_id
    order, refused = orders_of(session, home), 0
    for row in rows:
        told = {name: row[name] for name in ("case_id", "variable", "rule")} | {"record": row["interview_id"]}
        values = {name: row[name] or None for name in ("old", "new")}
        try:
            order("propose_edit", {**told, **values, "form_id": form_id})
        except ProblemError as refusal:
            refused += 1
            for problem in refusal.problems:
                click.echo(say(problem.code, session.language, problem.values), err=True)
    tell(session, "editing.imported", proposed=len(rows) - refused, refused=refused)


@edit.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_(session: Session, as_json: bool, home: Path) -> None:
    """The edits that wait for a decision, without their values."""
    from survey_api.collection.editing.reading import open_proposals

    form_id = session.survey.load_field_forms().individual.form_id
    found = read_from(session, home, lambda connection: open_proposals(connection, form_id))
    rows = [
        {
            "edit_id": o.edit.edit_id,
            "team": o.team,
            "rule": o.edit.rule,
            "by": o.edit.proposed_by,
            "at": o.edit.proposed_at,
        }
        for o in found
    ]
    tell_rows(list(rows), as_json=as_json)
