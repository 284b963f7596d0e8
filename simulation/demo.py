"""The demonstration: the main job from the tablets to the report, on a country that does not exist."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from presentation.messages import say
from presentation.text import Language
from simulation.home import prepare
from simulation.interruption import told_when_interrupted
from simulation.service import Service, refuse_taken_port, running
from simulation.session import Session, SurveyInUse
from simulation.setting_up import (
    LOGINS,
    QUALITY,
    SUPERVISOR,
    orders_of,
    require_own_database,
    set_up,
    settings_of,
)
from simulation.stages import Stages
from simulation.summary import Counts, show

if TYPE_CHECKING:
    from analysis.content import AnalysisContent
    from simulation.devices import DeviceCredentials
    from simulation.fieldwork import Fieldwork
    from simulation.tablet_to_try import TabletToTry

COUNTRY, SCENARIO = "small", "mar"
NOT_LOOKED_AT = 0.8  # of the interviews, the last ones held, by any reviewer: so the demonstration stays quick


@dataclass(frozen=True)
class Wishes:
    """What the user asked of the demonstration."""

    home: Path
    once: bool
    interviews: int
    seed: int
    with_listing: bool
    port: int


def run(session: Session, wishes: Wishes) -> None:
    """The whole chain in a home of its own; then the service stays up, unless the user wants it once."""
    console = Console(file=sys.stdout)
    stages = Stages(console, session.language)
    refuse_taken_port(wishes.port)
    require_own_database()
    prepare(wishes.home)
    fieldwork = _simulate(session.survey, wishes, stages)
    devices = _set_up(session.survey, wishes.home, fieldwork, stages)
    with running(session.survey.name, wishes.home, wishes.port) as service:
        receipts = _send(session.survey, fieldwork, wishes, service, devices, stages)
        told = _work_up(session, wishes.home, fieldwork, receipts, stages)
        tablet = _tablet(session, wishes.home, fieldwork, service, stages)
        show(console, session.language, told, stages.seconds, wishes.home, service.address, LOGINS, tablet)
        if not wishes.once:
            _stay(console, session.language, service)
            return
    console.print(say("demo.ended_once", session.language, {"home": wishes.home}), highlight=False, soft_wrap=True)


def _simulate(survey: SurveyInUse, wishes: Wishes, stages: Stages) -> "Fieldwork":
    from simulation.field.margins import as_csv
    from simulation.field.tables import write_sample
    from simulation.fieldwork import simulate
    from simulation.filling.forms import released_forms
    from simulation.known.truth import as_json
    from simulation.population.codelists import read_code_lists
    from simulation.population.scenario import scenario

    with stages.stage("forms"):
        forms = released_forms(survey.forms, survey.load_field_forms())
    with stages.stage("country"):
        fieldwork = simulate(
            scenario(SCENARIO), wishes.seed, forms, read_code_lists(survey.codelists), COUNTRY, wishes.interviews
        )
        facts = {**fieldwork.facts, "survey": survey.name}
        write_sample(wishes.home / "sample", fieldwork.sample, as_csv(fieldwork.margins), facts)
        (wishes.home / "truth.json").write_text(as_json(fieldwork.truth), encoding="utf-8")
    return fieldwork


def _set_up(survey: SurveyInUse, home: Path, fieldwork: "Fieldwork", stages: Stages) -> tuple["DeviceCredentials", ...]:
    from questionnaires.versions import released

    with stages.stage("set_up"):
        return set_up(survey, home, released(survey.forms), fieldwork.devices)


def _send(
    survey: SurveyInUse,
    fieldwork: "Fieldwork",
    wishes: Wishes,
    service: Service,
    devices: tuple["DeviceCredentials", ...],
    stages: Stages,
) -> int:
    from simulation.devices import send
    from simulation.operations.desk_review import desk_review
    from simulation.reviewing import Reviewer
    from simulation.tally import Tally

    with stages.stage("interviews", fieldwork.n_forms) as done:
        filled = 0

        def more(forms: int) -> None:
            nonlocal filled
            filled += forms
            done(filled)

        submissions = fieldwork.fill(more)
        review = desk_review(fieldwork.forms.individual, submissions, fieldwork.seed, waits=NOT_LOOKED_AT)
        submissions = review.as_sent(submissions)
        if wishes.with_listing:
            submissions = (*fieldwork.listing_submissions, *submissions)
    tally = Tally(len(submissions))
    told = told_when_interrupted(stages.console, stages.language, lambda: tally.acknowledged, tally.total)
    with told, stages.stage("sending", tally.total) as tally.on_receipt:
        receipts = send(service.address, devices, submissions, tally).acknowledged
    with stages.stage("reviews"):
        orders = orders_of(survey, wishes.home)
        supervisor, headquarters = Reviewer(orders, SUPERVISOR.login), Reviewer(orders, QUALITY.login)
        for one in review.returned:
            supervisor.send_back(one)
        corrections = [one.correction for one in review.returned]
        receipts += send(service.address, devices, corrections).acknowledged
        supervisor.approve([*review.approved, *corrections])
        headquarters.approve(review.checked)
    return receipts


def _work_up(session: Session, home: Path, fieldwork: "Fieldwork", receipts: int, stages: Stages) -> Counts:
    survey = session.survey
    with stages.stage("export"):
        from survey_api.export import export
        from survey_api.homes import Home

        place = Home(home)
        rows = export(settings_of(survey, place), place.exports, survey=survey.name).manifest.rows
    with stages.stage("weigh"):
        from weighting.margins_file import read_margins
        from weighting.weigh import weigh_files

        margins = read_margins(home / "sample" / "margins.csv")
        weigh_files(home / "exports", home / "weights", survey.load_weighting(), margins)
    content = survey.load_analysis()
    with stages.stage("tabulate", len(content.indicators)) as done:
        estimates = _tabulate(content, home, done)
    with stages.stage("report"):
        from reports.building import Exports, build_publication

        behind = Exports(home / "exports", survey.load_field_forms())
        build_publication(home / "estimates", home / "weights", home / "report", survey.load_reports(), behind)
    return Counts(
        receipts=receipts,
        forms=fieldwork.n_forms,
        psus=rows["psus"],
        listing_units=rows["listing_units"],
        drawn=rows["cases"],
        interviews=rows["interviews"],
        estimates=estimates,
    )


def _tablet(
    session: Session,
    home: Path,
    fieldwork: "Fieldwork",
    service: Service,
    stages: Stages,
) -> "TabletToTry":
    from simulation.field.calendar import TUNIS
    from simulation.tablet_to_try import give_out

    with stages.stage("tablet"):
        orders = orders_of(session.survey, home)
        return give_out(orders, service.address, fieldwork, home, session.language, datetime.now(TUNIS))


def _tabulate(content: "AnalysisContent", home: Path, done: Callable[[int], None]) -> int:
    from analysis.files import read_collected, write_estimates
    from analysis.tabulation import tabulate

    collected = read_collected(home / "exports", home / "weights")
    finished = count(1)
    figures = tabulate(
        content, collected.sample, content.indicators, content.partitions, done=lambda _: done(next(finished))
    )
    write_estimates(home / "estimates", figures, collected, content)
    return len(figures.figures)


def _stay(console: Console, language: Language, service: Service) -> None:
    console.print(say("demo.stays_up", language), highlight=False)
    try:
        service.wait()
    except KeyboardInterrupt:
        console.print(say("demo.ended", language), highlight=False)
