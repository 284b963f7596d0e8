"""The listing of one PSU, sorted out: which records make its units, and what its supervisor must know before approving.

Only what would make the sample dishonest stands against an approval; everything else is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.fieldwork import FieldForms, text
from questionnaires.identifiers import BadIdentifier, UnitName, read_unit_id
from questionnaires.problems import Problem
from survey_api.collection.psus.blocks import block_of, skipped
from survey_api.collection.psus.drawing import DrawnUnit, Place, draw
from survey_api.held import Held

_TOLD = (
    *("skipped", "bad_identifiers", "other_psu", "not_given", "doubled"),
    *("selected_otherwise", "started_otherwise", "silent", "late"),
)
NAMED = 5  # units named in a sentence; the others are counted


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """The current version of one listing form about a unit of the PSU."""

    submission: int
    instance_id: str
    unit_id: str
    device_id: str
    held: Held


@dataclass(frozen=True)
class Brought:
    """What has come of the listing of a PSU, in no order.

    ``unjudged``: records without verdict; ``undecided``: records of which a person must first say what is to become;
    ``blocks``: the tablet that has each block of numbers; ``heard``: the tablets that sent units of the PSU.
    """

    records: Sequence[ListedRecord]
    unjudged: Sequence[str] = ()
    undecided: Sequence[str] = ()
    blocks: Mapping[int, str] = field(default_factory=dict)
    heard: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Findings:
    """What the supervisor is shown: counts, and the names of units and records; nothing of what households said."""

    units: int = 0
    cases: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[int, ...] = ()  # serial numbers without a record before the last one of their block
    bad_identifiers: tuple[str, ...] = ()
    other_psu: tuple[str, ...] = ()  # units whose record was made with the assignment of another PSU
    not_given: tuple[str, ...] = ()  # units under numbers that the sending tablet was not given
    doubled: tuple[str, ...] = ()  # units that two records tell the same of
    selected_otherwise: tuple[str, ...] = ()
    started_otherwise: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()  # tablets with numbers that have sent no unit
    late: tuple[str, ...] = ()  # units frozen before of which another record stands now
    contradicting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # records by unit
    without_status: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    def refusals(self, psu_id: str, *, adding: bool = False) -> tuple[Problem, ...]:
        """What stands against approving; ``adding``: to a listing approved before, which needs no further unit."""
        found = [] if self.units or adding else [Problem("psus.refused_empty", {"psu": psu_id})]
        for code, names in (
            ("unjudged", self.unjudged),
            ("undecided", self.undecided),
            ("contradicting", tuple(self.contradicting)),
            ("without_status", self.without_status),
            ("incomplete", self.incomplete),
        ):
            if names:
                told = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
                found.append(Problem(f"psus.refused_{code}", {"psu": psu_id, "n": len(names), "named": told}))
        return tuple(found)

    @property
    def counts(self) -> dict[str, Any]:
        """The same as numbers, for the log."""
        found = {name: len(getattr(self, name)) for name in _TOLD}
        return {"units": self.units, "cases": self.cases, "statuses": dict(self.statuses)} | {
            name: n for name, n in found.items() if n
        }


@dataclass(frozen=True)
class Listing:
    """The units that an approval would freeze, each with the record it is made from."""

    drawn: Mapping[str, DrawnUnit]
    sources: Mapping[str, int]
    findings: Findings


def sort_out(
    place: Place,
    brought: Brought,
    forms: FieldForms,
    *,
    frozen: Mapping[str, int | None] | None = None,
    keep: Mapping[str, str] | None = None,
) -> Listing:
    """The listing as it came. ``frozen``: units that have their row, with its record; they are left as they are.

    ``keep``: of units with contradicting records, the one that the supervisor says is right.
    """
    frozen = frozen or {}
    named, bad = _named(brought.records, place.psu_id)
    by_unit: dict[UnitName, list[ListedRecord]] = defaultdict(list)
    for name, record in named:
        by_unit[name].append(record)
    units = {name: _one(name, of_unit, place, forms, keep or {}) for name, of_unit in by_unit.items()}
    new = {str(name): found for name, found in sorted(units.items()) if str(name) not in frozen}
    drawn = {unit: one.drawn for unit, one in new.items() if one.drawn is not None}
    findings = Findings(
        units=len(drawn),
        cases=sum(len(one.cases) for one in drawn.values()),
        statuses=dict(sorted(Counter(one.unit["status"] for one in drawn.values()).items())),
        skipped=_skipped(brought.blocks, by_unit),
        bad_identifiers=tuple(sorted(bad)),
        other_psu=tuple(sorted({r.unit_id for _, r in named if _names_another(r.held, place.psu_id, forms)})),
        not_given=_not_given(brought.blocks, named),
        doubled=tuple(unit for unit, one in new.items() if one.doubled),
        selected_otherwise=tuple(unit for unit, one in drawn.items() if one.selected_otherwise),
        started_otherwise=tuple(unit for unit, one in drawn.items() if one.started_otherwise),
        silent=tuple(sorted(set(brought.blocks.values()) - brought.heard)),
        late=_late(frozen, named),
        contradicting={unit: one.contradicting for unit, one in new.items() if one.contradicting},
        without_status=tuple(unit for unit, one in new.items() if one.drawn is None and not one.contradicting),
        incomplete=tuple(unit for unit, one in drawn.items() if one.incomplete),
        unjudged=tuple(sorted(brought.unjudged)),
        undecided=tuple(sorted(brought.undecided)),
    )
    return Listing(drawn, {unit: new[unit].source for unit in drawn}, findings)


@dataclass(frozen=True)
class _Unit:
    """One unit: the record that makes its row, or those that contradict each other."""

    drawn: DrawnUnit | None
    source: int = 0
    doubled: bool = False
    contradicting: tuple[str, ...] = ()


def _one(
    name: UnitName, records: Iterable[ListedRecord], place: Place, forms: FieldForms, keep: Mapping[str, str]
) -> _Unit:
    ordered = sorted(records, key=lambda record: record.instance_id)
    kept = [record for record in ordered if record.instance_id == keep.get(str(name))]
    candidates = kept or ordered
    found = [(record, draw(name, record.held, place, forms)) for record in candidates]
    if len({_told(drawn) for _, drawn in found}) > 1:
        return _Unit(None, contradicting=tuple(record.instance_id for record in candidates))
    record, drawn = found[0]
    return _Unit(drawn, record.submission, doubled=len(ordered) > 1)


def _told(drawn: DrawnUnit | None) -> str:
    return repr([sorted(row.items()) for row in drawn.told]) if drawn else ""


def _named(records: Iterable[ListedRecord], psu_id: str) -> tuple[list[tuple[UnitName, ListedRecord]], list[str]]:
    """The records by the name of their unit, and the identifiers that no tablet can have minted."""
    named, bad = [], []
    for record in records:
        try:
            name = read_unit_id(record.unit_id)
        except BadIdentifier:
            bad.append(record.unit_id)
            continue
        if name.psu_id == psu_id:
            named.append((name, record))
    return named, bad


def _names_another(held: Held, psu_id: str, forms: FieldForms) -> bool:
    said = text(held.answers, forms.listing.columns["psu_id"])
    return said is not None and said != psu_id


def _skipped(blocks: Mapping[int, str], units: Iterable[UnitName]) -> tuple[int, ...]:
    used = [name.serial for name in units]
    return tuple(serial for block in sorted(blocks) for serial in skipped(block, used))


def _not_given(blocks: Mapping[int, str], named: Iterable[tuple[UnitName, ListedRecord]]) -> tuple[str, ...]:
    strangers = (str(name) for name, record in named if blocks.get(block_of(name.serial)) != record.device_id)
    return tuple(sorted(set(strangers)))


def _late(frozen: Mapping[str, int | None], named: Iterable[tuple[UnitName, ListedRecord]]) -> tuple[str, ...]:
    later = (str(name) for name, record in named if frozen.get(str(name), record.submission) != record.submission)
    return tuple(sorted(set(later)))
