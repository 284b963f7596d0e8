"""What has come of the listing of a PSU, read from the store: current records opened, others told apart."""

from collections.abc import Iterable

from sqlalchemy import Connection

from questionnaires.form import Form
from survey_api.collection.psus.listing import Brought, ListedRecord
from survey_api.collection.reviews.reading import some_standings
from survey_api.collection.reviews.standing import Standing
from survey_api.store import contents, listing
from survey_api.store.accepted import Accepted
from survey_api.store.listing import Name
from survey_api.store.vault import Vault
from survey_api.typed import compiled, held


def brought(connection: Connection, vault: Vault, form_id: str, psu_id: str) -> Brought:
    """What has come of the listing of one PSU."""
    names = listing.names_of(connection, form_id, psu_id)
    found = standings(connection, names)
    undecided = (one.name for one in found if one.apart or one.beside)
    records = records_of(connection, vault, (one for one in found if not one.beside), psu_id)
    came = listing.came(connection, form_id, psu_id).get(psu_id, listing.NOTHING_CAME)
    return Brought(
        records=records,
        unjudged=[one.name for one in found if one.counts and one.head is not None and one.head.problems is None],
        undecided=list(undecided),
        blocks={block.block: block.device_id for block in listing.blocks(connection, psu_id)},
        heard=came.devices,
    )


def standings(connection: Connection, names: list[Name]) -> list[Standing]:
    """Where the listings stand that these records belong to, each once."""
    found = some_standings(connection, names) if names else []
    return list({(one.form_id, one.name): one for one in found}.values())


def records_of(
    connection: Connection, vault: Vault, found: Iterable[Standing], psu_id: str | None = None
) -> list[ListedRecord]:
    """The current versions of listings that count and have their verdict, opened; none that names no unit.

    ``psu_id``: only those whose identifier names this PSU, right or wrong in its figures.
    """
    heads = [one.head for one in found if one.counts and one.head is not None and one.head.problems is not None]
    wanted = {head.number: head for head in heads if head.unit_id and _is_of(head.unit_id, psu_id)}
    forms: dict[tuple[str, str], Form] = {}
    records = []
    for number, content in contents.each(connection, vault, sorted(wanted)):
        head = wanted[number]
        version = (head.form_id, head.version)
        if version not in forms:
            forms[version] = compiled(connection, *version)
        opened = held(forms[version], Accepted(*version, head.instance_id, content))
        records.append(ListedRecord(number, head.instance_id, head.unit_id or "", head.device_id, opened))
    return records


def _is_of(unit_id: str, psu_id: str | None) -> bool:
    return psu_id is None or unit_id[: -listing.TAIL] == psu_id
