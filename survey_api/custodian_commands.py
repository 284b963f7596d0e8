"""Commands of the custodian: keygen and open work anywhere without a network; appoint and collect on the home."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presentation.messages import say
from survey_api.command_line import Session, home_option, orders_of, read_contents_from, tell

if TYPE_CHECKING:
    from questionnaires.problems import Problem

_FILE = click.Path(path_type=Path, dir_okay=False)
_passphrase_option = click.option(
    "--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of standard input."
)


@click.group()
def custodian() -> None:
    """What identifies people: sealed here, opened elsewhere by the custodian alone."""


@custodian.command()
@click.option("--private", type=_FILE, required=True, help="The file for the private key; keep it off this machine.")
@click.option("--public", type=_FILE, required=True, help="The file for the public key, for amem custodian appoint.")
@_passphrase_option
@click.pass_obj
def keygen(session: Session, private: Path, public: Path, passphrase_stdin: bool) -> None:
    """Draw the custodian's key pair, on a machine that is not the service's."""
    from survey_api.security.custody import make_pair

    pair = make_pair(private, public, _passphrase(session, from_input=passphrase_stdin, new=True))
    tell(session, "custody.pair_made", name=pair.name, private=private, public=public)


@custodian.command()
@click.argument("public", type=_FILE)
@home_option
@click.pass_obj
def appoint(session: Session, public: Path, home: Path) -> None:
    """Seal what identifies people to the key in the file PUBLIC from now on."""
    import base64

    from survey_api.security.custody import read_public
    from survey_api.security.sealing import key_name

    key = read_public(public)
    done = orders_of(session, home)("appoint_custodian", {"public": base64.b64encode(key).decode()})
    tell(session, "custody.appointed" if done["new"] else "custody.already_appointed", name=key_name(key))


@custodian.command()
@click.option("--out", type=_FILE, required=True, help="The file to write, for amem custodian open.")
@home_option
@click.pass_obj
def collect(session: Session, out: Path, home: Path) -> None:
    """Gather what is sealed into one file, still sealed."""
    from survey_api.homes import Home
    from survey_api.sealed_files import NewFile, as_line
    from survey_api.store.files import FileFolder
    from survey_api.store.sealed import sealed_texts

    folder = FileFolder(Home(home).files)
    with NewFile(out) as file:
        lines = read_contents_from(
            session,
            home,
            lambda connection, vault: sum(file.add(as_line(text, folder)) for text in sealed_texts(connection, vault)),
        )
        orders_of(session, home)("note_access", {"what": "sealed", "records": lines})  # before the file has its name
    tell(session, "custody.collected", n=lines, path=out)


@custodian.command("open")
@click.argument("file", type=_FILE)
@click.option("--private", type=_FILE, required=True, help="The custodian's private key.")
@click.option("--out", type=_FILE, required=True, help="The table to write (CSV), readable by its owner alone.")
@click.option(
    "--originals",
    type=click.Path(path_type=Path, file_okay=False),
    help="A new folder for records as they came and for files; without it they stay sealed.",
)
@_passphrase_option
@click.pass_context
def open_(
    context: click.Context, file: Path, private: Path, out: Path, originals: Path | None, passphrase_stdin: bool
) -> None:
    """Open what is sealed in FILE, on a machine that is not the service's."""
    from survey_api.sealed_files import NewFile, NewFolder, open_all, sealed_at, sealed_in
    from survey_api.security.custody import read_private

    session: Session = context.obj
    key = read_private(private, _passphrase(session, from_input=passphrase_stdin, new=False))
    refused: list[Problem] = []
    label = say("custody.opening", session.language)
    with (
        NewFile(out) as table,
        NewFolder(originals) as folder,
        click.progressbar(sealed_in(file), label=label, file=sys.stderr) as places,
    ):
        opened = open_all(key, sealed_at(file, places), table, folder, refused.append)
    for problem in refused:
        click.echo(say(problem.code, session.language, problem.values), err=True)
    tell(session, "custody.opened", n=opened, path=out, refused=len(refused))
    context.exit(1 if refused else 0)


def _passphrase(session: Session, *, from_input: bool, new: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    asked: str = click.prompt(
        say("custody.passphrase_prompt", session.language), hide_input=True, confirmation_prompt=new
    )
    return asked
