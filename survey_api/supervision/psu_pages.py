"""The PSUs as tiles and as a list, and one PSU: its listing, its cases, its sign-off."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from presentation.charts.theme import NARROW, WIDE
from presentation.charts.tiles import Tile, TileGroup, draw_tiles
from presentation.messages import say
from presentation.text import direction
from survey_api.collection.psus.errors import NotOfTeam
from survey_api.collection.psus.reading import psu
from survey_api.collection.psus.state import PsuState
from survey_api.collection.psus.telling import sheet
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.collection.unfinished import unfinished_in
from survey_api.supervision.rendering import Looking
from survey_api.supervision.view import PsuLine

Page = tuple[str, Mapping[str, Any]]
MOST = 100
MOST_TILES = 400  # on one map; more are told apart by state, or by team
_TONES = {
    PsuState.PLANNED: ("planned", "·"),
    PsuState.LISTING: ("working", "L"),
    PsuState.LISTED: ("waiting", "?"),
    PsuState.LISTING_APPROVED: ("working", "A"),
    PsuState.SAMPLE_DRAWN: ("working", "T"),
    PsuState.IN_FIELD: ("working", "→"),
    PsuState.EFFORT_COMPLETE: ("waiting", "!"),
    PsuState.CLOSED: ("done", "✓"),
    PsuState.REOPENED: ("waiting", "↺"),
}


def psu_list(looking: Looking) -> Page:
    """Every PSU of the part as a tile where it lies, and those of one state in a list."""
    language, part = looking.language, looking.part
    released = [one for one in part.psus if one.released]
    state = looking.request.query_params.get("state", "")
    found = [one for one in released if not state or one.state.value == state]
    groups = _groups(looking, found[:MOST_TILES])
    title, text = (say(f"supervision.{name}", language) for name in ("map", "map_text"))
    drawn = [
        draw_tiles(groups, title, text, direction(language), frame, f"map-{frame.name}") for frame in (NARROW, WIDE)
    ]
    values = {
        "live": "psus",
        "state": state,
        "states": [(name.value, n) for name in PsuState if (n := sum(one.state is name for one in released))],
        "key": [(mark, name.value) for name, (_, mark) in _TONES.items()],
        "map_narrow": drawn[0],
        "map_wide": drawn[1],
        "rows": [(one, *_done(looking, one.psu_id)) for one in found[:MOST]],
        "total": len(found),
        "drawn": min(len(found), MOST_TILES),
    }
    return "supervision/psus.html", values


def _groups(looking: Looking, psus: list[PsuLine]) -> list[TileGroup]:
    areas: dict[str, list[PsuLine]] = defaultdict(list)
    for one in psus:
        areas[looking.place(one.place)].append(one)
    return [TileGroup(name, tuple(_tile(looking, one) for one in areas[name])) for name in sorted(areas)]


def _tile(looking: Looking, one: PsuLine) -> Tile:
    tone, mark = _TONES[one.state]
    words = say(f"supervision.psu_{one.state.value}", looking.language)
    return Tile(one.psu_id, mark, tone, f"/supervision/psus/{one.psu_id}", f"{one.psu_id}: {words}")


def _done(looking: Looking, psu_id: str) -> tuple[int, int]:
    made = looking.part.view.tallies.get(psu_id)
    return (len(made.kinds["done"]), len(made.cases)) if made else (0, 0)


def psu_page(looking: Looking, service: Service, psu_id: str) -> Page:
    """One PSU. Raises NoSuchPsu, NotOfTeam."""
    field, role = service.settings.field_forms, looking.person.role

    def read(connection: Connection) -> tuple[str, dict[str, Any]]:
        left = unfinished_in(connection, field, looking.now, psu_id) if known is None else known.unfinished
        found = psu(connection, field, psu_id, left)
        return found.team or "", sheet(connection, service.vault, field, found, role)

    known = looking.part.view.psus.get(psu_id)
    team, told = service.read(read)
    if not may(looking.person, Right.SEE_PSUS, team):
        raise NotOfTeam(psu=psu_id)
    made = looking.part.view.tallies.get(psu_id)
    rights = {"approve": Right.APPROVE_LISTING, "close": Right.CLOSE_PSU, "reopen": Right.REOPEN_PSU}
    values = {
        "one": told,
        "allowed": [
            name for name, right in rights.items() if name in told["possible"] and may(looking.person, right, team)
        ],
        "counts": made.counts if made else None,
        "codes": Counter(made.codes).most_common() if made else [],
        "cases": made.cases if made else (),
        "done": looking.request.query_params.get("done", ""),
    }
    return "supervision/psu.html", values
