"""From the drawn sample to cases: loaded, listed by two tablets, approved, exported, as computed beside the service."""

import random
from pathlib import Path
from typing import Any

import pytest

from questionnaires.contracts import CASES, LISTING_UNITS, PSUS, ROSTER
from questionnaires.files import read, read_manifest
from survey_api.export import export
from survey_api.settings import Settings
from survey_api.store import sample
from tests.survey_api.psus.drawn import (
    BY_FIRST,
    BY_SECOND,
    FIRST,
    FOUND,
    SECOND,
    SEGMENT,
    THIRD,
    Household,
    Listing,
    P,
    listing_of,
)

TABLES = ("listing_units", "roster", "drawn_cases")


def frozen(listed: Listing) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [dict(row) for row in listed.running.service.read(lambda c, name=name: sample.rows(c, name))]
        for name in TABLES
    }


def expected_cases(found: tuple[Household, ...]) -> list[tuple[str, int, str, float]]:
    return sorted(
        (f"{one.unit_id}-{line:02d}", one.members[line - 1][1], one.members[line - 1][0], len(one.selected) / n)
        for one in found
        if one.status == "1" and one.agrees == "1" and (n := sum(scope == "1" for _, _, scope in one.members))
        for line in one.selected
    )


def test_cases_appear_with_the_approval_as_computed_beside(settings: Settings, tmp_path: Path) -> None:
    with listing_of(settings, tmp_path / "draw") as listed:
        assert listed.numbers(0) == [[1, 100]]
        assert listed.numbers(1) == [[101, 200]]
        listed.send(*(one.record() for one in BY_FIRST), tablet=0)
        listed.send(*(one.record() for one in BY_SECOND), tablet=1)
        assert frozen(listed)["drawn_cases"] == []
        done = listed.order("approve_psu", psu_id=FIRST)
        rows = frozen(listed)
    assert (done["units"], done["cases"]) == (8, 4)
    assert done["statuses"] == {"1": 6, "2": 1, "4": 1}
    cases = [(row["case_id"], row["age"], row["sex"], row["p_person"]) for row in rows["drawn_cases"]]
    assert cases == expected_cases(FOUND)
    assert {row["unit_id"]: row["disposition"] for row in rows["listing_units"]} == {
        FOUND[0].unit_id: None,
        FOUND[1].unit_id: None,
        FOUND[2].unit_id: "3.212",
        FOUND[3].unit_id: "4.60",
        FOUND[4].unit_id: "3.90",
        FOUND[5].unit_id: None,
        FOUND[6].unit_id: "3.211",
        FOUND[7].unit_id: "4.70",
    }


def test_any_order_and_any_doubling_of_what_arrives_gives_the_same_rows(own: Settings, tmp_path: Path) -> None:
    results = []
    for seed in range(3):
        dice = random.Random(seed)  # noqa: S311 (the same dice every time)
        settings = _beside(own, tmp_path / f"home-{seed}")
        sendings = [(one, tablet) for tablet, found in enumerate((BY_FIRST, BY_SECOND)) for one in found] * (1 + seed)
        dice.shuffle(sendings)
        with listing_of(settings, tmp_path / f"draw-{seed}") as listed:
            tablets = [0, 1]
            for tablet in tablets:
                listed.numbers(tablet)
            for one, tablet in sendings:
                listed.send(one.record(), tablet=tablet)
            listed.order("approve_psu", psu_id=FIRST)
            results.append(frozen(listed))
    assert results[0] == results[1] == results[2]
    assert len(results[0]["drawn_cases"]) == 4


def _beside(own: Settings, folder: Path) -> Settings:
    from tests.survey_api.builders import a_home, settings_of

    assert own.home.folder != folder
    return settings_of(a_home(folder))


def test_exported_probabilities_multiply_to_what_the_design_says(own: Settings, tmp_path: Path) -> None:
    in_segment = Household(1, [("1", 30, "1"), ("2", 31, "1")], psu_id=THIRD)
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers(0)
        listed.numbers(1)
        listed.numbers(0, THIRD)
        listed.send(*(one.record() for one in BY_FIRST), in_segment.record(), tablet=0)
        listed.send(*(one.record() for one in BY_SECOND), tablet=1)
        listed.order("approve_psu", psu_id=FIRST)
        listed.order("approve_psu", psu_id=THIRD)
        export(own, tmp_path / "before", survey="small")
        listed.order("release_replicate", replicate=1, stratum="a", reason="too few answers")
        export(own, tmp_path / "after", survey="small")
    for folder, level in (("before", {"a": 0, "b": 0}), ("after", {"a": 1, "b": 0})):
        assert read_manifest(tmp_path / folder).facts["replicates_released"] == level
        psus = {row["psu_id"]: row["p_psu"] for row in read(tmp_path / folder, PSUS).to_pylist()}
        assert psus == {
            psu: P[stratum][level[stratum]]
            for psu, stratum in ((FIRST, "a"), (SECOND, "a"), (THIRD, "b"))
            if psu != SECOND or level["a"]
        }
        units = {row["unit_id"]: row for row in read(tmp_path / folder, LISTING_UNITS).to_pylist()}
        for row in read(tmp_path / folder, CASES).to_pylist():
            unit = units[row["unit_id"]]
            [household] = [one for one in (*FOUND, in_segment) if one.unit_id == row["unit_id"]]
            n = sum(scope == "1" for _, _, scope in household.members)
            share = SEGMENT if household.psu_id == THIRD else 1.0
            stratum = "b" if household.psu_id == THIRD else "a"
            expected = P[stratum][level[stratum]] * share * len(household.selected) / n
            assert psus[unit["psu_id"]] * unit["p_dwelling"] * row["p_person"] == pytest.approx(expected, rel=1e-15)
        assert len(read(tmp_path / folder, ROSTER).to_pylist()) == 3 + 7 + 1 + 1 + 2
