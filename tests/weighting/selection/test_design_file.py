"""A design file: what it says is what is drawn; what nobody knows or nobody can draw is refused with its place."""

from pathlib import Path

import pyarrow as pa
import pytest

from questionnaires.problems import ProblemError
from tests.weighting.selection.frames import small_frame
from weighting.selection.design_file import read_design
from weighting.selection.drawing import draw
from weighting.selection.frame import sampling_frame

BASE = 'name = "d"\nsurvey = "tunisia"\n'
DRAWN = BASE + '[allocation]\nrule = "proportional"\npsus = 8\n'


def told(folder: Path, text: str) -> str:
    path = folder / "design.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as error:
        draw(small_frame(), read_design(path), 1)
    problem = error.value.problems[0]
    return f"{problem.code.removeprefix('selection.')} {problem.values.get('entry', '')}".strip()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name = ", "no_toml"),
        (BASE, "no_allocation"),
        (DRAWN.replace("name", "nom"), "entry_unknown nom"),
        (DRAWN + "power2 = 1\n", "entry_unknown allocation.power2"),
        (DRAWN.replace('"d"', '""'), "entry_text name"),
        (DRAWN.replace("8", "-8"), "entry_whole allocation.psus"),
        (DRAWN.replace("8", "8.5"), "entry_whole allocation.psus"),
        (DRAWN.replace("8", "true"), "entry_whole allocation.psus"),
        (DRAWN.replace("proportional", "fair"), "entry_word allocation.rule"),
        (DRAWN.replace("proportional", "power"), "entry_number allocation.power"),
        (DRAWN.replace("proportional", "neyman"), "best_without_plan"),
        (DRAWN.replace("proportional", "optimal"), "best_without_plan"),
        (DRAWN.replace("8", "3"), "class_size"),
        (DRAWN.replace("8", "25"), "class_size"),
        (DRAWN.replace("8", "{ many = 8 }"), "class_absent"),
        (DRAWN + "[draw]\nmethod = 'best'\n", "entry_word draw.method"),
        (DRAWN + "[draw]\nmethod = 'sampford'\norder = ['region']\n", "sampford_order"),
        (DRAWN + "[draw]\nsize = 'nothing'\n", "no_column"),
        (DRAWN + "[draw]\nsize = 'region'\n", "column_no_number"),
        (DRAWN + "[draw]\norder = ['nothing']\n", "no_column"),
        (DRAWN + "[reserve]\nreplicates = 0\nshare = 0.2\n", "entry_whole reserve.replicates"),
        (DRAWN + "[reserve]\nreplicates = 2\nshare = nan\n", "entry_number reserve.share"),
        (DRAWN + "[strata]\nby = []\n", "no_strata"),
        (DRAWN + "[strata]\nby = 'region'\n", "entry_texts strata.by"),
        (DRAWN + "[strata]\nknown = ['A']\n", "stratum_unknown"),
        (DRAWN + "[strata.classes]\ncount = 'counted'\nstarts = { a = 3, b = 1 }\n", "starts_order"),
        (DRAWN + "[strata.classes]\ncount = 'counted'\nstarts = { a = 1, b = 3 }\n", "count_below_classes"),
        (DRAWN + "[segments]\nabove = 0\nsize = 5\n", "entry_whole segments.above"),
        (BASE + "[allocation]\nrule = 'given'\ngiven = { A = 4 }\n", "stratum_without_size"),
        (BASE + "[allocation]\nrule = 'given'\ngiven = { A = 4, B = 4, C = 1 }\n", "stratum_absent"),
        (BASE + "[allocation]\nrule = 'given'\ngiven = { A = 4, B = 13 }\n", "stratum_size"),
        (BASE + "[allocation]\nrule = 'given'\ngiven = { A = 4, B = 0 }\n", "stratum_size"),
        (DRAWN + "[plan]\ncount = 'counted'\nhouseholds = 0\n", "entry_number plan.households"),
        (DRAWN + "[plan]\ncount = 'counted'\nhouseholds = 5\nresponse = 1.5\n", "entry_number plan.response"),
        (DRAWN + "[[plan]]\ncount = 'counted'\n", "entry_table plan"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    assert told(tmp_path, text) == code


def test_a_design_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as error:
        read_design(tmp_path / "nowhere.toml")
    assert error.value.problems[0].code == "selection.no_file"


def test_given_sizes_are_drawn_as_they_are_said(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(BASE + "[allocation]\nrule = 'given'\ngiven = { A = 4, B = 1 }\n")
    found = draw(small_frame(), read_design(tmp_path / "d.toml"), 3)
    assert found.sizes == {"A": (4,), "B": (1,)}


@pytest.mark.parametrize(
    ("rule", "sizes"),
    [("rule = 'equal'", (6, 6)), ("rule = 'proportional'", (4, 8)), ("rule = 'power'\npower = 0.5", (5, 7))],
)
def test_rules_share_the_psus(tmp_path: Path, rule: str, sizes: tuple[int, int]) -> None:
    both = small_frame(strata=("A", "B")).table
    more = small_frame(strata=("X",)).table.set_column(1, "stratum", pa.array(["B"] * 12))
    frame = sampling_frame(pa.concat_tables([both, more]))
    (tmp_path / "d.toml").write_text(BASE + f"[allocation]\n{rule}\npsus = 12\n")
    found = draw(frame, read_design(tmp_path / "d.toml"), 3)
    assert tuple(n[0] for n in found.sizes.values()) == sizes
