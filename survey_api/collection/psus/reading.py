"""PSUs as they stand, read from the store: what the draw says, who has them, what has come, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from survey_api.collection.errors import NoSuchPsu
from survey_api.collection.psus import releases
from survey_api.collection.psus.drawing import Place
from survey_api.collection.psus.state import PsuAction, PsuFacts, PsuState, state_of
from survey_api.store import decisions, listing, sample
from survey_api.store.decisions import Decision

KIND = "psu"


@dataclass(frozen=True)
class Draw:
    """What the draw says of one PSU. ``p``: its inclusion probability by the replicates released, where it is in."""

    replicate: int
    selection_seed: str
    p: Mapping[int, float]


@dataclass(frozen=True)
class LoadedSample:
    """The PSUs of the loaded sample by name; ``draws`` is empty where it came listed."""

    psus: Mapping[str, Mapping[str, Any]]
    draws: Mapping[str, Draw]
    segments: Mapping[str, float]
    reached: Mapping[str, int]  # the replicate up to which each stratum is released
    replicates: int

    @property
    def came_listed(self) -> bool:
        """Whether its units and cases came with it."""
        return not self.draws

    def p_psu(self, psu_id: str) -> float | None:
        """The inclusion probability of a PSU as things are released; None where it is not in the sample yet."""
        psu = self.psus[psu_id]
        if self.came_listed:
            return float(psu["p_psu"])
        return self.draws[psu_id].p.get(self.reached[psu["stratum"]])

    def place(self, psu_id: str) -> Place:
        """What is known of a PSU of a draw before anybody lists it."""
        psu, draw = self.psus[psu_id], self.draws[psu_id]
        return Place(psu_id, psu["frame"], draw.selection_seed, self.segments.get(psu_id, 1.0))


@dataclass(frozen=True)
class Psu:
    """One PSU as it stands. ``version`` counts the decisions about it."""

    row: Mapping[str, Any]
    replicate: int | None
    p_psu: float | None
    team: str | None
    state: PsuState
    facts: PsuFacts
    decided: tuple[Decision, ...] = ()

    @property
    def psu_id(self) -> str:
        """Its name."""
        return str(self.row["psu_id"])

    @property
    def version(self) -> int:
        """How much was decided about it."""
        return len(self.decided)

    @property
    def released(self) -> bool:
        """Whether it is in the sample as things are released."""
        return self.p_psu is not None


def object_named(psu_id: str) -> str:
    """What the decisions about a PSU are kept under."""
    return f"{KIND}:{psu_id}"


def loaded(connection: Connection) -> LoadedSample:
    """The sample as it is loaded and released."""
    psus = {row["psu_id"]: row for row in sample.rows(connection, "psus")}
    p: dict[str, dict[int, float]] = {}
    for row in sample.rows(connection, "psu_releases"):
        p.setdefault(row["psu_id"], {})[row["released"]] = row["p_psu"]
    draws = {
        row["psu_id"]: Draw(row["replicate"], row["selection_seed"], p.get(row["psu_id"], {}))
        for row in sample.rows(connection, "psu_draw")
    }
    strata = {row["stratum"] for row in psus.values()}
    return LoadedSample(
        psus=psus,
        draws=draws,
        segments={row["psu_id"]: row["p_segment"] for row in sample.rows(connection, "psu_segments")},
        reached=releases.levels(strata, decisions.of_kind(connection, releases.KIND)),
        replicates=max((draw.replicate for draw in draws.values()), default=0),
    )


def psus(connection: Connection, forms: FieldForms, unfinished: Mapping[str, int] | None = None) -> list[Psu]:
    """Every PSU, by name. ``unfinished``: the units and cases of each that the effort rule asks more of."""
    found = loaded(connection)
    decided = decisions.of_kind(connection, KIND)
    facts = _facts(connection, forms, found, None, unfinished or {})
    return [_psu(found, psu_id, facts[psu_id], decided.get(object_named(psu_id), ())) for psu_id in sorted(found.psus)]


def psu(connection: Connection, forms: FieldForms, psu_id: str, unfinished: int = 0) -> Psu:
    """One PSU. Raises NoSuchPsu."""
    found = loaded(connection)
    if psu_id not in found.psus:
        raise NoSuchPsu(psu=psu_id[:80])
    facts = _facts(connection, forms, found, psu_id, {psu_id: unfinished})[psu_id]
    return _psu(found, psu_id, facts, decisions.of(connection, object_named(psu_id)))


def team_of(connection: Connection, psu_id: str) -> str | None:
    """The team that a PSU is assigned to. Raises NoSuchPsu."""
    if not sample.is_psu(connection, psu_id):
        raise NoSuchPsu(psu=psu_id[:80])
    return _team(decisions.of(connection, object_named(psu_id)))


def teams(connection: Connection) -> dict[str, str]:
    """The team of every PSU that is assigned to one."""
    found = {name.partition(":")[2]: _team(decided) for name, decided in decisions.of_kind(connection, KIND).items()}
    return {psu_id: team for psu_id, team in found.items() if team is not None}


def _psu(found: LoadedSample, psu_id: str, facts: PsuFacts, decided: tuple[Decision, ...]) -> Psu:
    draw = found.draws.get(psu_id)
    return Psu(
        row=found.psus[psu_id],
        replicate=None if draw is None else draw.replicate,
        p_psu=found.p_psu(psu_id),
        team=_team(decided),
        state=state_of(facts, (decision.action for decision in decided)),
        facts=facts,
        decided=decided,
    )


def _team(decided: tuple[Decision, ...]) -> str | None:
    assigned = [decision.details["team"] for decision in decided if decision.action == PsuAction.ASSIGN]
    return assigned[-1] if assigned else None


def _facts(
    connection: Connection,
    forms: FieldForms,
    found: LoadedSample,
    psu_id: str | None,
    unfinished: Mapping[str, int],
) -> dict[str, PsuFacts]:
    came = listing.came(connection, forms.listing.form_id, psu_id)
    cases = listing.n_cases(connection)
    visits = listing.n_visits(connection, forms.contact.form_id)
    tablets: dict[str, set[str]] = {}
    for block in listing.blocks(connection, psu_id):
        tablets.setdefault(block.psu_id, set()).add(block.device_id)
    facts = {}
    for one in found.psus if psu_id is None else (psu_id,):
        from_there, given = came.get(one, listing.NOTHING_CAME), tablets.get(one, set())
        facts[one] = PsuFacts(
            came_listed=found.came_listed,
            tablets=len(given),
            silent=len(given - from_there.devices),
            units=from_there.units,
            waiting=from_there.waiting,
            cases=cases.get(one, 0),
            visits=visits.get(one, 0),
            unfinished=unfinished.get(one, 0),
        )
    return facts
