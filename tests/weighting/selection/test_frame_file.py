"""A frame file: what is wrong is told with its row and column, and nothing wrong comes in."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from questionnaires.problems import ProblemError
from tests.weighting.selection.frames import design
from weighting.selection.assumptions import Assumptions
from weighting.selection.design import Classes, FrameColumns, Strata
from weighting.selection.frame_file import read_frame

HEADER = "psu_id,stratum,governorate,region,milieu,frame,frame_dwellings,counted"
ROWS = ("P1,A,TN-11,GT,1,area,80,0", "P2,A,TN-11,GT,2,area,90,4")
COUNTED = {"assumptions": Assumptions("counted", 10)}


def file(folder: Path, *lines: str) -> Path:
    path = folder / "frame.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refused(path: Path, **changes: Any) -> list[tuple[str, int | str | None, str | None]]:  # fields of the design
    with pytest.raises(ProblemError) as error:
        read_frame(path, design(**(COUNTED | changes)))
    return [
        (p.code.removeprefix("selection."), p.values.get("row"), p.values.get("column"))  # type: ignore[misc]  # of texts
        for p in error.value.problems
    ]


def test_csv_with_semicolons_a_byte_order_mark_and_parquet_give_one_frame(tmp_path: Path) -> None:
    plain = read_frame(file(tmp_path, HEADER, *ROWS), design(**COUNTED))
    marked = tmp_path / "marked.csv"
    marked.write_bytes(("\ufeff" + "\r\n".join([HEADER, *reversed(ROWS)]).replace(",", ";")).encode())
    assert read_frame(marked, design(**COUNTED)).digest == plain.digest
    pq.write_table(plain.table, tmp_path / "frame.parquet")
    assert read_frame(tmp_path / "frame.parquet", design(**COUNTED)).digest == plain.digest


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("P1,A,TN-11,GT,1,area,80,0", ("psu_twice", 4, None)),
        ("P 3/é,A,TN-11,GT,1,area,80,0", ("psu_name", 4, None)),
        ("P3,A,TN-11,GT,1,area,,0", ("cell_missing", 4, "frame_dwellings")),
        ("P3,A,TN-11,GT,1,area,0,0", ("cell_no_size", 4, "frame_dwellings")),
        ("P3,A,TN-11,GT,1,area,80.5,0", ("cell_no_size", 4, "frame_dwellings")),
        ("P3,A,TN-11,GT,1,area,-4,0", ("cell_no_count", 4, "frame_dwellings")),
        ("P3,A,TN-11,GT,1,area,nan,0", ("cell_no_count", 4, "frame_dwellings")),
        ("P3,A,TN-11,GT,1,area,80,many", ("cell_no_count", 4, "counted")),
        ("P3,A,TN-11,GT,1,area,80,", ("cell_missing", 4, "counted")),
        ("P3,A,TN-11,GT,3,area,80,0", ("cell_code", 4, "milieu")),
        ("P3,,TN-11,GT,1,area,80,0", ("cell_missing", 4, "stratum")),
        ("P3,A,TN-11,GT,1,area,80", ("row_length", 4, None)),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_with_its_row_and_column(
    tmp_path: Path, row: str, told: tuple[str, int, str | None]
) -> None:
    assert refused(file(tmp_path, HEADER, *ROWS, row)) == [told]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert len(refused(file(tmp_path, HEADER, "P1,A,TN-11,GT,9,area,x,", "P1,,TN-11,GT,1,area,5,1"))) == 5


def test_files_that_are_no_frame_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.csv") == [("no_file", None, None)]
    assert refused(file(tmp_path, "")) == [("frame_empty", None, None)]
    assert refused(file(tmp_path, HEADER)) == [("frame_empty", None, None)]
    assert refused(file(tmp_path, HEADER.replace("region", "milieu"), *ROWS)) == [("column_twice", None, "milieu")]
    assert refused(file(tmp_path, HEADER.replace("region", "area"), *ROWS)) == [("columns_missing", None, None)]
    assert refused(file(tmp_path, HEADER.replace("counted", "x"), *ROWS)) == [("no_column", None, "counted")]
    (tmp_path / "frame.parquet").write_text("text")
    assert refused(tmp_path / "frame.parquet") == [("not_parquet", None, None)]
    (tmp_path / "latin.csv").write_bytes("psu_id\nÉté".encode("latin-1"))
    assert refused(tmp_path / "latin.csv") == [("encoding", None, None)]


def test_columns_come_under_other_names_or_as_one_value(tmp_path: Path) -> None:
    path = file(tmp_path, "district,governorate,region,milieu,households,counted", "P1,TN-11,GT,1,80,3")
    columns = FrameColumns({"psu_id": "district", "frame_dwellings": "households"}, {"frame": "area"})
    own = Strata(("region",), Classes("counted", ("none", "some"), (0, 1)))
    row = read_frame(path, design(columns=columns, strata=own)).table.to_pylist()[0]
    assert (row["psu_id"], row["frame_dwellings"], row["frame"], row["counted"]) == ("P1", 80, "area", 3.0)
    absent = FrameColumns({"psu_id": "nothing"})
    assert refused(path, columns=absent) == [("no_column", None, "nothing")]
