"""A draw: frozen, repeatable, stratum by stratum, and its files."""

from pathlib import Path

import numpy as np
import pytest

from questionnaires.contracts import JOINT_PROBABILITIES, LISTING_UNITS, PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS, PSUS
from questionnaires.files import read, read_manifest
from questionnaires.problems import ProblemError
from tests.weighting.selection.frames import design, small_frame
from weighting.selection.design import Reserve, Sampford, Segments, Systematic
from weighting.selection.draw_files import write_draw
from weighting.selection.drawing import Draw, draw
from weighting.selection.frame import sampling_frame
from weighting.selection.probabilities import inclusion_probabilities

RESERVED = design(reserve=Reserve(2, 0.5))


def in_stratum(found: Draw, stratum: str) -> list[tuple[str, tuple[float, ...], str]]:
    return [(psu.psu_id, psu.p, psu.selection_seed) for psu in found.psus if psu.stratum == stratum]


def test_the_same_frame_design_and_seed_give_the_same_draw_whatever_the_order_of_the_rows() -> None:
    frame = small_frame()
    upside_down = sampling_frame(frame.table.take(list(range(len(frame)))[::-1]))
    assert draw(frame, RESERVED, 7) == draw(upside_down, RESERVED, 7)
    assert draw(frame, RESERVED, 7).digest == draw(upside_down, RESERVED, 7).digest
    assert draw(frame, RESERVED, 7).digest != draw(frame, RESERVED, 8).digest


@pytest.mark.parametrize("method", [Systematic(), Systematic(("random",)), Sampford()])
def test_a_change_in_one_stratum_does_not_move_the_others(method: Systematic | Sampford) -> None:
    of = design(method=method, reserve=Reserve(2, 0.5))
    before, after = draw(small_frame(), of, 7), draw(small_frame(shift=40), of, 7)
    assert before.frame_digest != after.frame_digest
    assert in_stratum(before, "A") != in_stratum(after, "A")
    assert in_stratum(before, "B") == in_stratum(after, "B")


def test_weighted_totals_are_unbiased_at_each_level_of_release() -> None:
    frame = small_frame()
    y = np.arange(len(frame)) % 7 + frame.amounts("frame_dwellings") ** 1.5
    totals = np.array(
        [
            [
                y[[s.row for s in d.psus if s.replicate <= k]] @ [1 / s.p[k] for s in d.psus if s.replicate <= k]
                for k in (0, 1, 2)
            ]
            for d in (draw(frame, RESERVED, seed) for seed in range(400))
        ]
    )
    z = (totals.mean(axis=0) - y.sum()) / (totals.std(axis=0, ddof=1) / 20)
    assert np.abs(z).max() < 4


def test_a_psu_keeps_its_selection_seed_whatever_else_is_drawn() -> None:
    one = {psu.psu_id: psu.selection_seed for psu in draw(small_frame(), RESERVED, 7).psus}
    other = {psu.psu_id: psu.selection_seed for psu in draw(small_frame(shift=40), design(), 7).psus}
    shared = one.keys() & other.keys()
    assert shared
    assert all(one[name] == other[name] for name in shared)
    assert len(set(one.values())) == len(one)
    assert {len(seed) for seed in one.values()} == {32}


def test_a_draw_is_written_as_the_service_loads_it_and_never_again(tmp_path: Path) -> None:
    frame = small_frame()
    of = design(reserve=Reserve(2, 0.5), method=Sampford(), segments=Segments(above=100, size=50))
    found = draw(frame, of, 7)
    write_draw(tmp_path / "draw", found, frame, of, b"design")
    releases = read(tmp_path / "draw", PSU_RELEASES).to_pylist()
    replicate = {row["psu_id"]: row["replicate"] for row in read(tmp_path / "draw", PSU_DRAW).to_pylist()}
    for psu, since in replicate.items():
        assert [row["released"] for row in releases if row["psu_id"] == psu] == list(range(since, 3))
    facts = read_manifest(tmp_path / "draw").facts
    assert facts["draw_digest"] == found.digest
    assert (facts["seed"], facts["replicates"], facts["listed"]) == (7, 2, False)
    p_psu = {row["psu_id"]: row["p_psu"] for row in read(tmp_path / "draw", PSUS).to_pylist()}
    assert set(p_psu) == set(replicate)
    rows = {name: place for place, name in enumerate(frame.texts("psu_id").tolist())}
    of_a = inclusion_probabilities(frame.amounts("frame_dwellings")[frame.texts("stratum") == "A"], 4)
    assert all(p == of_a[rows[name]] for name, p in p_psu.items() if name.startswith("A"))
    segments = read(tmp_path / "draw", PSU_SEGMENTS).to_pylist()
    assert all(row["p_segment"] == 1 / row["segments"] and 1 <= row["segment"] <= row["segments"] for row in segments)
    pairs = read(tmp_path / "draw", JOINT_PROBABILITIES).to_pylist()
    assert len([row for row in pairs if row["released"] == 2]) == 2 * 6 * 5 / 2
    assert read(tmp_path / "draw", LISTING_UNITS).num_rows == 0
    with pytest.raises(ProblemError) as refused:
        write_draw(tmp_path / "draw", found, frame, of, b"design")
    assert refused.value.problems[0].code == "selection.already_drawn"
