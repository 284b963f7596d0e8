"""Commands about codes for answers in words: code export, import, agree (code suggest needs no home)."""

from pathlib import Path

import click

from presentation.messages import say
from survey_api.command_line import Session, forms_option, home_option, orders_of, settings_of, tell

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def code() -> None:
    """Codes for answers in words: occupation, activity."""


@code.command("export")
@home_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="A folder for the files.")
@click.option("--coder", "coders", multiple=True, required=True, help="Login of a coder; repeat it for each.")
@click.option("--seed", required=True, help="Decides who gets which text and which are coded twice; note it down.")
@click.option("--double", type=click.FloatRange(0, 1), default=0.10, show_default=True, help="Share coded twice.")
@forms_option
@click.pass_obj
def export(
    session: Session, home: Path, out: Path, coders: tuple[str, ...], seed: str, double: float, forms: Path | None
) -> None:
    """Write the texts to be coded, one file a coder, without a word on whose they are."""
    from questionnaires.history import declared_changes
    from survey_api.coding import hand_out
    from survey_api.homes import Home

    settings = settings_of(session, Home(home))
    declared = declared_changes(forms or session.survey.forms)
    order = orders_of(session, home)
    unique = tuple(dict.fromkeys(coders))
    survey = session.survey.name
    handed = hand_out(settings, order, out, unique, seed, survey=survey, declared=declared, double=double)
    for sheet in handed.sheets:
        tell(session, "coding.handed", coder=sheet.coder, texts=sheet.texts, path=sheet.path)
    tell(session, "coding.handed_in_all" if len(unique) > 1 else "coding.one_coder", new=handed.new, twice=handed.twice)


@code.command("import")
@click.argument("file", type=_FILE)
@home_option
@click.option("--coder", required=True, help="Login of whoever gave the codes.")
@click.option("--adjudicate", is_flag=True, help="The codes settle where two coders differ.")
@click.pass_obj
def import_(session: Session, file: Path, home: Path, coder: str, adjudicate: bool) -> None:
    """Keep the codes that FILE gives; lines without a code are left for later."""
    from survey_api.coding import take_in

    coded = session.survey.load_field_forms().coded
    order = orders_of(session, home)
    kept, unknown = take_in(order, file, coder, coded, session.survey.codelists, adjudicating=adjudicate)
    tell(session, "coding.kept", kept=kept, coder=coder, unknown=unknown)


@code.command("agree")
@home_option
@click.option("--out", type=_FILE, help="Write the texts where coders differ, for whoever settles them.")
@forms_option
@click.pass_obj
def agree(session: Session, home: Path, out: Path | None, forms: Path | None) -> None:
    """How far coders agree, by variable and figures of the code, and where they differ."""
    from questionnaires.history import declared_changes
    from survey_api.coding import differing
    from survey_api.homes import Home

    declared = declared_changes(forms or session.survey.forms)
    settings = settings_of(session, Home(home))
    compared, open_ = differing(settings, out, survey=session.survey.name, declared=declared)
    for one in compared:
        found = one.agreement
        share = "-" if found.share is None else f"{100 * found.share:.1f}"
        kappa = "-" if found.kappa is None else f"{found.kappa:.3f}"
        se = "-" if found.se is None else f"{found.se:.3f}"
        values = {"variable": one.variable, "digits": one.digits, "n": found.n}
        values |= {"share": share, "kappa": kappa, "se": se}
        click.echo(say("coding.agreement", session.language, values))
    tell(session, "coding.to_settle", n=open_)
