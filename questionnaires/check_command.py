"""The command that checks a form, and how its findings are told on a terminal or as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from questionnaires.linting.findings import Finding


class _Session(Protocol):
    def say(self, code: str, values: Mapping[str, object]) -> str: ...


@click.command()
@click.argument("source", metavar="FORM", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document: findings with code, place and values.")
@click.pass_context
def check(ctx: click.Context, source: Path, as_json: bool) -> None:
    """Check FORM for what pyxform and ODK Validate let pass: every fault with its row and what to write instead.

    Exit code 1 when there is an error; warnings alone give 0.
    """
    from questionnaires.linting.linter import lint, unreadable
    from questionnaires.sheets import UnreadableSheets
    from questionnaires.workbooks import load_sheets

    try:
        sheets = load_sheets(source)
    except UnreadableSheets as refused:
        if as_json:
            _print_json(source.name, unreadable(refused.problems))
            ctx.exit(1)
        raise
    found = lint(sheets)
    name = " ".join(filter(None, (sheets.form.get("form_id"), sheets.form.get("version")))) or source.name
    errors = number_of_errors(found)
    if as_json:
        _print_json(name, found)
    else:
        session: _Session = ctx.obj
        counts = {"form": name, "errors": errors, "warnings": len(found) - errors}
        click.echo("\n".join([*in_words(found, session), session.say("lint.summary", counts)]))
    ctx.exit(1 if errors else 0)


def number_of_errors(findings: "Iterable[Finding]") -> int:
    """How many of the findings spoil interviews."""
    return sum(finding.severity == "error" for finding in findings)


def in_words(findings: "Iterable[Finding]", session: _Session) -> Iterator[str]:
    """Two lines a finding: where it is, and what it is."""
    for finding in findings:
        place = finding.place
        code = "place_question" if place.question and place.column else "place_column" if place.column else "place"
        severity = session.say(f"lint.{finding.severity}", {})
        yield session.say(f"lint.{code}", {**finding.told, "severity": severity})
        yield f"    {session.say(finding.code, finding.told)}"


def _print_json(name: str, findings: "Sequence[Finding]") -> None:
    errors = number_of_errors(findings)
    counts = {"form": name, "errors": errors, "warnings": len(findings) - errors}
    click.echo(json.dumps({**counts, "findings": list(map(_value, findings))}, ensure_ascii=False, indent=1))


def _value(finding: "Finding") -> dict[str, object]:
    place = finding.place
    about = {"sheet": place.sheet, "row": place.row, "column": place.column, "question": place.question}
    return {"code": finding.code, "severity": str(finding.severity), **about, "values": dict(finding.values)}
