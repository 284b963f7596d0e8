"""Commands that protect respondents: withdraw."""

from pathlib import Path

import click

from survey_api.command_line import Session, home_option, orders_of, tell


@click.command()
@click.argument("case_id", metavar="CASE")
@home_option
@click.pass_obj
def withdraw(session: Session, case_id: str, home: Path) -> None:
    """Forget everything that was said about CASE; only that it was withdrawn remains. Make a backup afterwards."""
    done = orders_of(session, home)("withdraw", {"case_id": case_id})
    tell(session, "custody.withdrawn", case=case_id, n=done["records"])
