"""The roads of ``amem simulate``: into files, to a running service, to a service of its own, or light draws alone."""

import errno
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console

from presentation.messages import say
from questionnaires.versions import released
from simulation.designs.files import write_supplement
from simulation.designs.supplement import Reach, reach
from simulation.devices import DeviceCredentials, knock, require_delivered, require_known
from simulation.ending import ends_when_asked
from simulation.field.margins import as_csv
from simulation.field.tables import with_doors, write_sample
from simulation.fieldwork import provenance, simulate
from simulation.filling.filling_pool import fill_all
from simulation.filling.forms import released_forms
from simulation.filling.versions import write_versions
from simulation.home import prepare as prepare_home
from simulation.known.light import Answers, answers, light_tables
from simulation.known.truth import as_json
from simulation.operations.sendings import Sending, Sent
from simulation.population.codelists import read_code_lists
from simulation.population.country import country
from simulation.population.scenario import RDS, scenario
from simulation.population.world import World, create
from simulation.roads import output
from simulation.roads.campaign import Campaign, prepare
from simulation.roads.closing import show_counts, show_replay, show_seconds
from simulation.roads.known_files import Inquiry
from simulation.roads.light_output import Drawing, write_draw, write_tables
from simulation.roads.readme import readme
from simulation.roads.replay import Screen, parcels_of, replay
from simulation.roads.shelf import Shelf, shelf
from simulation.roads.wishes import Draws, Road, ToFiles, ToHome, ToService, Wishes
from simulation.service import refuse_taken_port, running
from simulation.session import Session
from simulation.stages import Stages
from simulation.streams import Streams

NOTABLY_FEWER = 0.8  # of the interviews asked for: then it is said


@dataclass(frozen=True)
class Run:
    """One run of the command: who asked for what, and where it is shown."""

    session: Session
    wishes: Wishes
    console: Console
    stages: Stages

    def tell(self, code: str, **values: object) -> None:
        """Print a sentence."""
        self.console.print(say(code, self.session.language, values), highlight=False, soft_wrap=True)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the data are: the same words in every manifest."""
        asked = self.wishes
        return {
            "simulated": True,
            "survey": self.session.survey.name,
            "scenario": asked.scenario,
            "country": asked.country,
            "seed": asked.seed,
            "days_asked": asked.days,
            "interviews_asked": asked.interviews,
        }


def run(session: Session, wishes: Wishes, road: Road) -> None:
    """Take a road. Raises what stands in its way, before anything is written where that can be known."""
    console = Console(file=sys.stdout)
    here = Run(session, wishes, console, Stages(console, session.language, "simulate"))
    with ends_when_asked(), _full_disks_named(_place(road)):
        match road:
            case ToFiles():
                with output.held(road.folder):
                    _into_files(here, road.folder)
            case ToService():
                _to_service(here, road)
            case ToHome():
                _to_home(here, road)
            case Draws():
                with output.held(road.folder):
                    _draws(here, road)
    here.tell("simulate.simulated")


def _place(road: Road) -> Path:
    """Where a road writes."""
    match road:
        case ToHome():
            return road.home
        case ToService():
            return road.folder or Path(tempfile.gettempdir())
        case ToFiles() | Draws():
            return road.folder


@contextmanager
def _full_disks_named(place: Path) -> Iterator[None]:
    """The system does not say which disk is full: the folder does."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            error.filename = error.filename or str(place)
        raise


def _into_files(here: Run, folder: Path) -> None:
    output.make_ready(folder, readme(here.facts))
    campaign = _campaign(here, folder / output.FORMS)
    with shelf(folder) as kept:
        _write(here, folder, campaign, _sent(here, campaign, kept))
    show_seconds(here.console, here.session.language, here.stages.seconds)


def _to_service(here: Run, road: ToService) -> None:
    knock(road.url, road.devices[0])
    with tempfile.TemporaryDirectory() as passing:
        folder = road.folder or Path(passing)
        with output.held(folder):
            output.make_ready(folder, readme(here.facts))
            campaign = _campaign(here, folder / output.FORMS)
            require_known(road.devices, campaign.devices)
            with shelf(folder) as kept:
                sent = _sent(here, campaign, kept)
                if road.folder is not None:
                    _write(here, folder, campaign, sent)
                _replay(here, road.url, road.devices, sent.sendings, road.speed)


def _to_home(here: Run, road: ToHome) -> None:
    from simulation.setting_up import LOGINS, require_own_database, set_up

    refuse_taken_port(road.port)
    require_own_database()
    prepare_home(road.home)
    survey = here.session.survey
    campaign = _campaign(here, road.home / output.FORMS)
    _write_sample(here, campaign, road.home / output.SAMPLE)
    with here.stages.stage("set_up"):
        devices = set_up(survey, road.home, campaign.releases, campaign.devices)
    with shelf(road.home) as kept:
        sent = _sent(here, campaign, kept)
        known = {**campaign.fieldwork.truth, "lost_records": _lost(sent)}
        (road.home / "truth.json").write_text(as_json(known), encoding="utf-8")
        with running(survey.name, road.home, road.port) as service:
            _replay(here, service.address, devices, sent.sendings, road.speed)
            here.tell("simulate.export", home=road.home)
            here.tell("demo.address", address=service.address)
            for login in LOGINS:
                here.tell("demo.login", **vars(login))
            if not road.once:
                here.tell("demo.stays_up")
                try:
                    service.wait()
                except KeyboardInterrupt:
                    here.tell("demo.ended")


def _draws(here: Run, road: Draws) -> None:
    output.make_ready(road.folder, readme(here.facts))
    survey, asked = here.session.survey, here.wishes
    forms = released_forms(survey.forms, survey.load_field_forms())
    with here.stages.stage("country"):
        place = country(asked.country).enlarged(scenario(asked.scenario).scale)
        world = create(Streams(asked.seed), place, read_code_lists(survey.codelists))
        through = _through(here, world)
    found = None
    if asked.truth:
        found = _write_known(here, road.folder, world)
    drawing = Drawing(world, asked, provenance(forms), road.folder / output.DRAWS, here.facts, through, found)
    with here.stages.stage("draws", road.number) as done:
        written = fill_all(drawing, write_draw, range(road.number), processes=asked.processes, chunk=1)
        for number, _ in enumerate(written, 1):
            done(number)
    with here.stages.stage("files"):
        _close(here, road.folder, {"draws": road.number})
    show_counts(here.console, here.session.language, {"draws": road.number})
    show_seconds(here.console, here.session.language, here.stages.seconds)
    here.tell("simulate.written", folder=road.folder)


def _campaign(here: Run, forms_folder: Path) -> Campaign:
    """The population, the sample, the visits and the plan of the tablets; the versions of the forms in a folder."""
    survey, asked = here.session.survey, here.wishes
    circumstances = scenario(asked.scenario)
    with here.stages.stage("forms"):
        releases = write_versions(survey.forms, forms_folder, asked.days or country(asked.country).field.days)
        forms = released_forms(survey.forms, survey.load_field_forms())
    with here.stages.stage("country"):
        codelists = read_code_lists(survey.codelists)
        fieldwork = simulate(circumstances, asked.seed, forms, codelists, asked.country, asked.interviews, asked.days)
        campaign = prepare(fieldwork, releases)
    if asked.interviews and campaign.n_interviews < NOTABLY_FEWER * asked.interviews:
        here.tell("simulate.fewer", asked=asked.interviews, found=campaign.n_interviews)
    return campaign


def _sent(here: Run, campaign: Campaign, kept: Shelf) -> Sent:
    listing = here.wishes.listing
    with here.stages.stage("filling", campaign.n_forms(listing=listing)) as done:
        submissions = campaign.fill(kept, here.wishes.processes, done, listing=listing)
    with here.stages.stage("tablets"):
        return campaign.send(submissions)


def _write(here: Run, folder: Path, campaign: Campaign, sent: Sent) -> None:
    sendings, fieldwork = sent.sendings, campaign.fieldwork
    collected = fieldwork.sample
    if here.wishes.truth:
        found = _write_known(here, folder, fieldwork.world)
        collected = light_tables(fieldwork.draw, provenance(fieldwork.forms), found)
        lost = json.dumps(_lost(sent), indent=1) + "\n"
        (folder / output.TRUTH / "lost_records.json").write_text(lost, encoding="utf-8")
    if here.wishes.listing:
        collected = with_doors(collected, fieldwork.draw, provenance(fieldwork.forms))
    with here.stages.stage("instances", len({one.submission.instance_id for one in sendings if one.arrives})) as done:
        n_records = output.write_instances(folder, sendings, done)
    with here.stages.stage("files"):
        output.write_events(folder, sendings)
        write_tables(folder / output.TABLES, {**collected, **campaign.operations(sent)}, here.facts)
        pq.write_table(fieldwork.labels, folder / output.LABELS, compression="zstd")
        _write_sample(here, campaign, folder / output.SAMPLE)
        if through := _through(here, fieldwork.world):
            write_supplement(folder, fieldwork.draw, through, here.facts, truth=here.wishes.truth)
        rows = {
            "interviews": campaign.n_interviews,
            "devices": len(campaign.devices),
            "records": n_records,
            "sendings": len(sendings),
        }
        _close(here, folder, rows)
    show_counts(here.console, here.session.language, rows)
    here.tell("simulate.written", folder=folder)


def _close(here: Run, folder: Path, rows: Mapping[str, int]) -> None:
    output.write_readme(folder, readme(here.facts, output.held_by(folder)))
    output.close(folder, rows, here.facts)


def _lost(sent: Sent) -> list[str]:
    """The records that never arrive: they were on tablets that were lost."""
    return sorted(one.submission.instance_id for one in sent.lost)


def _through(here: Run, world: World) -> Reach | None:
    """The network and the places of the world, where the scenario's design reaches people through them."""
    return reach(world, Streams(here.wishes.seed)) if scenario(here.wishes.scenario).design == RDS else None


def _write_known(here: Run, folder: Path, world: World) -> Answers:
    """The census and the truth; what everybody answers is given back."""
    survey, asked = here.session.survey, here.wishes
    form_id = survey.load_field_forms().individual.form_id
    individual = next(one for one in reversed(released(survey.forms)) if one.form_id == form_id)
    inquiry = Inquiry(world, scenario(asked.scenario), asked.seed, individual, survey.load_analysis())
    with here.stages.stage("census", int(world.eligible.sum())) as done:
        everybody = inquiry.ask_everybody(asked.processes, done)
    with here.stages.stage("truth"):
        inquiry.write(folder, everybody)
    return answers(everybody, individual.xform())


def _write_sample(here: Run, campaign: Campaign, folder: Path) -> None:
    fieldwork = campaign.fieldwork
    facts = {**fieldwork.facts, "survey": here.session.survey.name}
    write_sample(folder, fieldwork.sample, as_csv(fieldwork.margins), facts)


def _replay(
    here: Run, url: str, devices: Sequence[DeviceCredentials], sendings: Sequence[Sending], speed: float | None
) -> None:
    done = replay(url, devices, parcels_of(sendings), speed, Screen(here.console, here.session.language))
    here.stages.seconds["sending"] = done.seconds
    show_replay(here.console, here.session.language, done)
    show_seconds(here.console, here.session.language, here.stages.seconds)
    require_delivered(done.tally)
