"""What an answer is after its edits: each confirmed one that finds the old value leaves the new one."""

from collections.abc import Iterable, Iterator, Mapping

from survey_api.collection.editing.state import Edit, EditState
from survey_api.store.edit_values import Values


def applied(held: str | None, edits: Iterable[Edit], values: Mapping[str, Values]) -> Iterator[Edit]:
    """The confirmed edits of one answer that find what they expect, in their order.

    One that does not is left out: a revised version of the interview may hold the new value already, or another one.
    """
    for edit in edits:
        told = values.get(edit.edit_id)
        if edit.state is EditState.CONFIRMED and told is not None and told.old == held:
            held = told.new
            yield edit


def after_edits(held: str | None, edits: Iterable[Edit], values: Mapping[str, Values]) -> str | None:
    """The answer once the confirmed edits are applied."""
    for edit in applied(held, edits, values):
        held = values[edit.edit_id].new
    return held
