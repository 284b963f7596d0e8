"""Loading a draw: only as its manifest says, only where its tables agree, never once it is in use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from questionnaires.contracts import PSU_DRAW
from questionnaires.files import TableAltered, table, write
from survey_api.administration import load_sample
from survey_api.collection.errors import SampleInUse
from survey_api.collection.psus.errors import DrawBroken, SampleDecided
from survey_api.settings import Settings
from survey_api.store.tables import Event, rows_of
from tests.survey_api.builders import field, listing
from tests.survey_api.psus.drawn import FIRST, SECOND, listing_of, rows_of_draw, write_draw

Rows = dict[str, list[dict[str, Any]]]


def test_a_draw_is_loaded_and_its_digests_are_in_the_log(settings: Settings, tmp_path: Path) -> None:
    with field(settings) as running:
        counts = load_sample(running.service.order, write_draw(tmp_path / "draw"))
        assert (counts["psus"], counts["psu_draw"], counts["drawn_cases"]) == (4, 4, 0)
        events = rows_of(Event)
        [told] = running.service.read(
            lambda c: list(c.scalars(select(events.c.details).where(events.c.action == "sample.loaded")))
        )
    details = json.loads(told)
    assert details["draw_digest"] == "d" * 64
    assert len(details["digests"]["psu_draw"]) == 64
    assert "0" * 31 + "1" not in told  # no start of a selection


def test_a_folder_that_is_not_as_its_manifest_says_is_refused(own: Settings, tmp_path: Path) -> None:
    rows = rows_of_draw()
    folder, other = write_draw(tmp_path / "draw"), tmp_path / "other"
    rows["psu_draw"][0]["selection_seed"] = "f" * 32
    write(other, {PSU_DRAW: table(PSU_DRAW, rows["psu_draw"])}, made_by="tests", facts={}, inputs={})
    (other / "psu_draw.parquet").replace(folder / "psu_draw.parquet")
    with field(own) as running, pytest.raises(TableAltered):
        load_sample(running.service.order, folder)


def _lack_a_draw(rows: Rows) -> None:
    rows["psu_draw"].pop()


def _lack_a_release(rows: Rows) -> None:
    rows["psu_releases"] = [row for row in rows["psu_releases"] if (row["psu_id"], row["released"]) != (FIRST, 1)]


def _be_released_before_its_replicate(rows: Rows) -> None:
    rows["psu_releases"].append({"psu_id": SECOND, "released": 0, "p_psu": 0.1})


def _have_a_falling_chance(rows: Rows) -> None:
    rows["psu_releases"] = [
        {**row, "p_psu": 0.05} if (row["psu_id"], row["released"]) == (FIRST, 2) else row
        for row in rows["psu_releases"]
    ]


def _have_no_seed(rows: Rows) -> None:
    rows["psu_draw"][0]["selection_seed"] = "seed"


def _be_cut_into_nothing(rows: Rows) -> None:
    rows["psu_segments"][0]["p_segment"] = 0.0


@pytest.mark.parametrize(
    "spoil",
    [
        _lack_a_draw,
        _lack_a_release,
        _be_released_before_its_replicate,
        _have_a_falling_chance,
        _have_no_seed,
        _be_cut_into_nothing,
    ],
)
def test_a_draw_whose_tables_contradict_each_other_is_refused(
    own: Settings, tmp_path: Path, spoil: Callable[[Rows], None]
) -> None:
    rows = rows_of_draw()
    spoil(rows)
    with field(own) as running, pytest.raises(DrawBroken):
        load_sample(running.service.order, write_draw(tmp_path / "draw", rows))


def test_another_sample_is_refused_once_something_was_decided_or_has_come(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed, pytest.raises(SampleDecided):
        load_sample(listed.running.service.order, tmp_path / "draw")
    with field(own, device="tablet-2") as running:
        running.post(listing("A-1"))
        with pytest.raises(SampleInUse):
            load_sample(running.service.order, tmp_path / "draw")
