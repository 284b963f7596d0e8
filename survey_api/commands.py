"""Commands of the service: serve, publish, export."""

from pathlib import Path

import click

from presentation.messages import say
from survey_api.command_line import (
    Session,
    forms_option,
    home_option,
    orders_of,
    settings_of,
    tell,
)


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", help="The address to answer on.", show_default=True)
@click.option("--port", default=8600, type=click.IntRange(0, 65535), help="0 takes a free one.", show_default=True)
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate (PEM), for encrypted connections.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Its key (PEM).")
@click.option("--migrate", is_flag=True, help="Bring an older database to this version's tables, after a backup.")
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Tell figures (Prometheus) to this machine alone.")
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), help="Add every event to this file, as JSON.")
@click.option(
    "--checks-every",
    "minutes",
    default=15.0,
    type=click.FloatRange(0),
    help="Minutes between two checks of the field, where something new came; 0 for never.",
    show_default=True,
)
@click.pass_context
def serve(
    context: click.Context,
    home: Path,
    host: str,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    migrate: bool,
    metrics_port: int | None,
    log: Path | None,
    minutes: float,
) -> None:
    """Receive submissions, show what has arrived, and have the field checked."""
    from survey_api.homes import Home
    from survey_api.serving import Watched, certificate_of, warnings_of
    from survey_api.serving import serve as serve_on
    from survey_api.supervision.checking import Plan, command_line

    session: Session = context.obj
    survey = str(context.find_root().params.get("survey", session.survey.name))
    place = Home(home)
    place.prepare()
    settings = settings_of(session, place)
    certificate = certificate_of(tls_cert, tls_key)
    for code in warnings_of(place, host, certificate):
        click.echo(say(code, session.language, {"host": host}), err=True)
    serve_on(
        settings,
        host,
        port,
        certificate,
        lambda address: tell(session, "service.serving", address=address),
        migrate=migrate,
        watched=Watched(metrics_port, log),
        plan=Plan(60 * minutes, command_line(survey)),
    )


@click.command()
@home_option
@forms_option
@click.pass_obj
def publish(session: Session, home: Path, forms: Path | None) -> None:
    """Publish every released version of the survey's questionnaires."""
    from questionnaires.versions import released
    from survey_api import administration
    from survey_api.collection.errors import NothingReleased

    folder = forms or session.survey.forms
    releases = released(folder)
    if not releases:
        raise NothingReleased(folder=str(folder))
    for release, new in administration.publish(orders_of(session, home), releases).items():
        code = "service.published" if new else "service.already_published"
        tell(session, code, form=release.form_id, version=release.version)


@click.command()
@home_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Default: HOME/exports.")
@forms_option
@click.option(
    "--for-checks", is_flag=True, help="With synchronisations and back-checks, as the field's checks read it."
)
@click.pass_obj
def export(session: Session, home: Path, out: Path | None, forms: Path | None, for_checks: bool) -> None:
    """Write what was collected as contract tables, every version under the current names."""
    from questionnaires.history import declared_changes
    from survey_api.export import export as export_all
    from survey_api.export import export_for_checks
    from survey_api.homes import Home

    place = Home(home)
    declared = declared_changes(forms or session.survey.forms)
    folder = out or place.exports
    export_to = export_for_checks if for_checks else export_all
    written = export_to(settings_of(session, place), folder, survey=session.survey.name, declared=declared)
    for problem in written.problems:
        tell(session, problem.code, **problem.values)
    for table, rows in written.manifest.rows.items():
        tell(session, "service.exported", table=table, rows=rows)
    tell(session, "service.left_out", outside=written.outside, quarantined=written.quarantined)
    if written.awaiting:
        tell(session, "keeping.export_incomplete", n=written.awaiting)
