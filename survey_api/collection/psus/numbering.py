"""Numbers to list with: a tablet has blocks of its own, the same whenever it asks, with the starts drawn for them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from questionnaires.identifiers import BadIdentifier, read_unit_id
from questionnaires.within_dwelling import start_of
from survey_api.collection.errors import NoSuchDevice
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.psus.blocks import N_BLOCKS, block_of, serials
from survey_api.collection.psus.errors import NoMoreSerials, NotInState, NotListedHere, NotOfTeam, NotReleased
from survey_api.collection.psus.reading import LoadedSample, Psu, loaded, psu, psus
from survey_api.collection.psus.state import PsuState
from survey_api.store import listing, people
from survey_api.store.listing import Block

TO_LIST = frozenset({PsuState.PLANNED, PsuState.LISTING, PsuState.LISTED, PsuState.REOPENED})


@dataclass(frozen=True)
class ToList:
    """A PSU that a team lists: the first and last numbers of the tablet's blocks, and the start of each number.

    ``listed`` are those of its numbers that records came about: a tablet that was set up anew goes on behind them.
    """

    psu_id: str
    state: PsuState
    blocks: tuple[tuple[int, int], ...]
    starts: Mapping[int, float]
    listed: tuple[int, ...]


def to_list(connection: Connection, forms: FieldForms, device_id: str) -> tuple[ToList, ...]:
    """The PSUs that the team of a tablet lists, with what it was given to list them; none where the sample came listed.

    Raises NoSuchDevice.
    """
    team = _team(connection, device_id)
    sample = loaded(connection)
    if sample.came_listed:
        return ()
    given = _given(connection, device_id)
    of_team = [one for one in psus(connection, forms) if one.team == team and one.released and one.state in TO_LIST]
    return tuple(_to_list(connection, forms, sample, one, given.get(one.psu_id, ())) for one in of_team)


def start_listing(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Give a tablet its blocks of a PSU; ``blocks``: how many it needs in all. Asked again it has the same.

    Raises NoSuchDevice, NoSuchPsu, NotListedHere, NotReleased, NotOfTeam, NotInState, NoMoreSerials.
    """
    psu_id, device_id = arguments["psu_id"], arguments["device_id"]
    assert occasion.forms is not None  # noqa: S101 (whoever carries out orders on a home knows its forms)
    team = _team(connection, device_id)
    found = psu(connection, occasion.forms, psu_id)
    _require_to_list(found, team)
    own = list(_given(connection, device_id).get(psu_id, ()))
    free = sorted(set(range(N_BLOCKS)) - {block.block for block in listing.blocks(connection, psu_id)})
    wanted = max(0, int(arguments.get("blocks", 1)) - len(own))
    if wanted > len(free):
        raise NoMoreSerials(psu=psu_id)
    for block in free[:wanted]:
        listing.give(connection, Block(psu_id, block, device_id), occasion.at)
        first, last = serials(block)[0], serials(block)[-1]
        told = {"device": device_id, "first": first, "last": last}
        occasion.log(connection, "psu.numbers_given", f"psu:{psu_id}", **told)
    return _as_json(_to_list(connection, occasion.forms, loaded(connection), found, [*own, *free[:wanted]]))


def _as_json(one: ToList) -> Result:
    blocks = [list(block) for block in one.blocks]
    return {"psu_id": one.psu_id, "blocks": blocks, "starts": _named(one.starts), "listed": list(one.listed)}


def _named(starts: Mapping[int, float]) -> dict[str, str]:
    """Starts as the listing form takes them, by serial number."""
    return {str(serial): f"{start:.6f}" for serial, start in starts.items()}


def as_told(one: ToList) -> Result:
    """What a tablet is told of a PSU to list."""
    return _as_json(one) | {"state": one.state.value}


def _to_list(
    connection: Connection, forms: FieldForms, sample: LoadedSample, found: Psu, blocks: Sequence[int]
) -> ToList:
    seed = sample.draws[found.psu_id].selection_seed
    return ToList(
        psu_id=found.psu_id,
        state=found.state,
        blocks=tuple((serials(block)[0], serials(block)[-1]) for block in sorted(blocks)),
        starts={serial: start_of(seed, serial) for block in sorted(blocks) for serial in serials(block)},
        listed=_listed(connection, forms, found.psu_id, blocks),
    )


def _listed(connection: Connection, forms: FieldForms, psu_id: str, blocks: Sequence[int]) -> tuple[int, ...]:
    if not blocks:
        return ()
    units = listing.units_listed(connection, forms.listing.form_id, psu_id)
    taken = {serial for unit in units if (serial := _serial_of(unit))}
    return tuple(sorted(serial for serial in taken if block_of(serial) in blocks))


def _serial_of(unit_id: str) -> int | None:
    with suppress(BadIdentifier):
        return read_unit_id(unit_id).serial
    return None


def _given(connection: Connection, device_id: str) -> dict[str, list[int]]:
    given: dict[str, list[int]] = {}
    for block in listing.blocks(connection):
        if block.device_id == device_id:
            given.setdefault(block.psu_id, []).append(block.block)
    return given


def _require_to_list(found: Psu, team: str) -> None:
    if found.team != team:
        raise NotOfTeam(psu=found.psu_id)
    if found.facts.came_listed:
        raise NotListedHere(psu=found.psu_id)
    if not found.released:
        raise NotReleased(psu=found.psu_id, replicate=found.replicate or 0)
    if found.state not in TO_LIST:
        raise NotInState(psu=found.psu_id, state=found.state.value, action="start_listing")


def _team(connection: Connection, device_id: str) -> str:
    team = people.team_of_device(connection, device_id)
    if team is None:
        raise NoSuchDevice(device=device_id[:80])
    return team
