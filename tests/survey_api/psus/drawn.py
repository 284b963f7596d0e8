"""A sample that is drawn and not listed yet, tablets that list it, and what they send, in few words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from questionnaires.contracts import PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS, SAMPLE
from questionnaires.files import table, write
from questionnaires.identifiers import unit_id
from questionnaires.within_dwelling import EligibleMember, select, start_of
from survey_api.administration import load_sample
from survey_api.collection.psus.reading import Psu, psu
from survey_api.registering import NewDevice, add_devices
from survey_api.settings import Settings
from survey_api.store import sample
from tests.survey_api.builders import Field
from tests.survey_api.builders import field as running_field
from tests.survey_api.forms import VERSION

TEAM = "1"
REPLICATES = 2
P = {"a": (0.1, 0.2, 0.3), "b": (0.4, 0.5, 1.0)}  # by stratum, when none, one or both replicates are released
PSUS = {"TN11-0001": ("a", 0), "TN11-0002": ("a", 1), "TN11-0003": ("b", 0), "TN11-0004": ("b", 2)}
SEGMENT = 0.25  # of TN11-0003
FIRST, SECOND, THIRD, FOURTH = PSUS


def seed_of(psu_id: str) -> str:
    return f"{int(psu_id[-4:]):032x}"


def rows_of_draw() -> dict[str, list[dict[str, Any]]]:
    place = {"governorate": "TN-11", "region": "GT", "milieu": "1", "frame": "1", "frame_dwellings": 90}
    rows: dict[str, list[dict[str, Any]]] = {contract.name: [] for contract in SAMPLE}
    rows |= {"psu_draw": [], "psu_releases": [], "psu_segments": []}
    for psu_id, (stratum, replicate) in PSUS.items():
        p = P[stratum]
        whole = {"psu_id": psu_id, "stratum": stratum, **place, "p_psu": p[-1], "certainty": p[-1] == 1}
        rows["psus"].append(whole)
        rows["psu_draw"].append({"psu_id": psu_id, "replicate": replicate, "selection_seed": seed_of(psu_id)})
        rows["psu_releases"] += [
            {"psu_id": psu_id, "released": released, "p_psu": p[released]} for released in range(replicate, 3)
        ]
    rows["psu_segments"].append({"psu_id": THIRD, "segments": 4, "segment": 2, "p_segment": SEGMENT})
    return rows


def write_draw(folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> Path:
    given = rows or rows_of_draw()
    contracts = (*SAMPLE, PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS)
    tables = {contract: table(contract, given[contract.name]) for contract in contracts}
    facts = {"survey": "small", "simulated": True, "draw_digest": "d" * 64, "replicates": REPLICATES, "listed": False}
    write(folder, tables, made_by="tests", facts=facts, inputs={})
    return folder


@dataclass(frozen=True)
class Household:
    """What a tablet finds at a dwelling: members as sex, age, in scope (1, 0, -8)."""

    serial: int
    members: Sequence[tuple[str, int, str]] = ()
    status: str = "1"
    psu_id: str = FIRST
    agrees: str = "1"
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit_id(self) -> str:
        return unit_id(self.psu_id, self.serial)

    @property
    def selected(self) -> list[int]:
        """Computed beside the service: whom the start of the dwelling falls on."""
        eligible = [
            EligibleMember(line, age, int(sex))
            for line, (sex, age, scope) in enumerate(self.members, start=1)
            if scope == "1"
        ]
        return list(select(eligible, start_of(seed_of(self.psu_id), self.serial)).lines)

    def record(self, instance: str = "", *, replaces: str = "", selected: Sequence[int] | None = None) -> str:
        """The listing form as the tablet sends it."""
        told = {"unit_id": self.unit_id, "psu": self.psu_id, "status": self.status}
        repeats = ""
        if self.status == "1":
            told |= {"agrees": self.agrees}
        if self.status == "1" and self.agrees == "1":
            n = sum(scope == "1" for _, _, scope in self.members)
            lines = self.selected if selected is None else selected
            told |= {"persons": str(len(self.members) + 1), "foreign": str(len(self.members))}
            told |= {"eligible": str(n), "taken": str(len(lines))}
            for line, (sex, age, scope) in enumerate(self.members, start=1):
                member = {"line": line, "sex": sex, "age": age, "country": "CI", "months": 20, "in_scope": scope}
                repeats += f"<members>{_inside(member)}</members>"
                repeats += f"<draw>{_inside({'of': line, 'hit': int(line in lines)})}</draw>"
        name = instance or f"uuid:l-{self.unit_id}"
        edits = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
        meta = f"<meta><instanceID>{name}</instanceID>{edits}</meta>"
        body = _inside({**told, **self.answers}) + repeats
        return f'<data id="listing" version="{VERSION}">{body}{meta}</data>'


def _inside(values: Mapping[str, object]) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())


@dataclass(frozen=True)
class Listing:
    """The service with a draw loaded, its first PSUs with a team, and two tablets of that team."""

    running: Field
    tablets: tuple[NewDevice, NewDevice]

    def order(self, name: str, **given: Any) -> dict[str, Any]:
        return self.running.service.order(name, given)

    def numbers(self, tablet: int = 0, psu_id: str = FIRST, blocks: int = 1) -> list[list[int]]:
        device_id = self.tablets[tablet].device_id
        return list(self.order("start_listing", psu_id=psu_id, device_id=device_id, blocks=blocks)["blocks"])

    def send(self, *records: str, tablet: int = 0) -> None:
        device = self.tablets[tablet]
        self.running.client.auth = (device.device_id, device.token)
        for record in records:
            assert self.running.post(record).status_code in (201, 202)
        self.running.settle()
        self.running.service.writer.change(lambda _: None).result()  # what follows from the verdicts is on the disk

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table of the sample."""
        return [dict(row) for row in self.running.service.read(lambda connection: sample.rows(connection, name))]

    def psu(self, psu_id: str = FIRST) -> Psu:
        """A PSU as it stands."""
        forms = self.running.settings.field_forms
        return self.running.service.read(lambda connection: psu(connection, forms, psu_id))


@contextmanager
def listing_of(settings: Settings, folder: Path) -> Iterator[Listing]:
    with running_field(settings) as running:
        order = running.service.order
        load_sample(order, write_draw(folder))
        first, second = add_devices(order, ["lister-1", "lister-2"], TEAM)
        order("assign_psus", {"teams": {FIRST: TEAM, THIRD: TEAM}})
        yield Listing(running, (first, second))


FOUND = (
    Household(1, [("2", 30, "1"), ("1", 44, "1"), ("1", 12, "0")]),
    Household(2, [("1", 20 + n, "1") for n in range(7)]),
    Household(3, status="2"),
    Household(4, status="4"),
    Household(5, [("1", 33, "-8")]),
    Household(101, [("2", 25, "1")]),
    Household(102, agrees="0"),
    Household(103, []),
)
BY_FIRST, BY_SECOND = FOUND[:5], FOUND[5:]
