"""Tables that travel: what keeps its contract passes, what breaks it is told where and how."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.contracts import ALL, MARGINS, PSUS, Contract
from questionnaires.files import (
    MANIFEST,
    ContractBroken,
    FolderTaken,
    Manifest,
    ManifestBroken,
    NoSuchFolder,
    NoSuchTable,
    TableAltered,
    broken,
    digest,
    read,
    read_beside,
    read_manifest,
    table,
    write,
)


def psu(psu_id: str = "TN11-001", **other: Any) -> dict[str, Any]:
    row = {
        "psu_id": psu_id,
        "stratum": "GT-1",
        "governorate": "TN-11",
        "region": "GT",
        "milieu": "1",
        "frame": "area",
        "frame_dwellings": 85,
        "p_psu": 0.25,
        "certainty": False,
    }
    return row | other


def codes(error: ContractBroken) -> list[str]:
    return [problem.code for problem in error.problems]


def test_rows_are_sorted_by_their_key() -> None:
    data = table(PSUS, [psu("B"), psu("A")])
    assert data.column("psu_id").to_pylist() == ["A", "B"]


def test_the_digest_does_not_depend_on_the_order_of_arrival() -> None:
    assert digest(table(PSUS, [psu("A"), psu("B")])) == digest(table(PSUS, [psu("B"), psu("A")]))


def test_the_digest_tells_a_missing_value_from_an_empty_one() -> None:
    one, other = pa.table({"a": ["x", None]}), pa.table({"a": ["x", ""]})
    assert digest(one) != digest(other)


@given(st.lists(st.text(min_size=1), min_size=1, unique=True), st.randoms())
def test_any_order_of_any_rows_gives_one_digest(names: list[str], random: Any) -> None:
    rows = [psu(name.encode("utf-8", "ignore").decode() or "?") for name in names]
    rows = list({row["psu_id"]: row for row in rows}.values())
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert digest(table(PSUS, rows)) == digest(table(PSUS, shuffled))


def test_a_written_folder_reads_back_as_it_was(tmp_path: Path) -> None:
    data = table(PSUS, [psu()])
    write(tmp_path, {PSUS: data}, made_by="test", facts={"simulated": True}, inputs={})
    assert read(tmp_path, PSUS).equals(data)
    assert read_manifest(tmp_path).simulated
    assert read_manifest(tmp_path).tables == {"psus": digest(data)}


def test_two_writings_of_the_same_content_have_the_same_manifest(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder, {PSUS: table(PSUS, [psu()])}, made_by="test", facts={}, inputs={})
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stratum": None}, "errors.value_missing"),
        ({"milieu": "3"}, "errors.code_unknown"),
        ({"extra": "?"}, "errors.column_unknown"),
    ],
)
def test_a_row_that_breaks_the_contract_is_told(change: dict[str, Any], code: str) -> None:
    with pytest.raises(ContractBroken) as refused:
        table(PSUS, [psu(**change)])
    assert codes(refused.value) == [code]


def test_a_key_that_comes_twice_is_told() -> None:
    with pytest.raises(ContractBroken) as refused:
        table(PSUS, [psu("A"), psu("A")])
    assert codes(refused.value) == ["errors.key_twice"]


def test_all_differences_are_told_at_once() -> None:
    data = table(PSUS, [psu()]).drop_columns(["region"]).rename_columns({"frame": "fram"})
    assert {problem.code for problem in broken(PSUS, data)} == {"errors.column_missing", "errors.column_unknown"}


def test_a_file_of_another_contract_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {PSUS: table(PSUS, [psu()])}, made_by="test", facts={}, inputs={})
    (tmp_path / "psus.parquet").rename(tmp_path / "margins.parquet")
    with pytest.raises(ContractBroken):
        read(tmp_path, MARGINS)


def test_a_file_that_is_not_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "psus.parquet").write_text("psu_id,stratum\n")
    with pytest.raises(ContractBroken) as refused:
        read(tmp_path, PSUS)
    assert codes(refused.value) == ["errors.not_parquet"]


def test_a_folder_without_the_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchTable):
        read(tmp_path, PSUS)
    with pytest.raises(NoSuchTable):
        read_manifest(tmp_path)


def test_nothing_is_written_where_one_table_breaks_its_contract(tmp_path: Path) -> None:
    good, bad = table(PSUS, [psu()]), pa.table({"margin": ["sex"]})
    with pytest.raises(ContractBroken):
        write(tmp_path / "new", {PSUS: good, MARGINS: bad}, made_by="test", facts={}, inputs={})
    assert not (tmp_path / "new").exists()


def test_a_manifest_survives_its_text() -> None:
    manifest = Manifest("test", {"psus": "0" * 64}, {"psus": 1}, {}, {"survey": "tunisia"}, {})
    assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.name)
def test_every_contract_names_each_column_once_and_keys_among_them(contract: Contract) -> None:
    names = [column.name for column in contract.columns]
    assert len(names) == len(set(names))
    assert set(contract.key) <= set(names)


def written(folder: Path, *rows: dict[str, Any], made_by: str = "test", **beside: bytes) -> None:
    write(folder, {PSUS: table(PSUS, rows or [psu()])}, made_by=made_by, facts={}, inputs={}, beside=beside)


def test_a_table_changed_after_it_was_written_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "one", psu(p_psu=0.25))
    written(tmp_path / "other", psu(p_psu=0.5))
    (tmp_path / "other" / "psus.parquet").replace(tmp_path / "one" / "psus.parquet")
    with pytest.raises(TableAltered):
        read(tmp_path / "one", PSUS)


def test_a_file_beside_the_tables_changed_after_it_was_written_is_refused(tmp_path: Path) -> None:
    written(tmp_path, recipe=b"one")
    assert read_beside(tmp_path, "recipe") == b"one"
    (tmp_path / "recipe").write_bytes(b"other")
    with pytest.raises(TableAltered):
        read_beside(tmp_path, "recipe")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "{}", '{"made_by": "x", "surprise": 1}'])
def test_a_manifest_that_is_not_one_is_told(tmp_path: Path, text: str) -> None:
    written(tmp_path)
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ManifestBroken):
        read(tmp_path, PSUS)


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolder):
        read(tmp_path / "nowhere", PSUS)


def test_the_folder_of_another_stage_is_never_written_into(tmp_path: Path) -> None:
    written(tmp_path, made_by="export")
    before = (tmp_path / MANIFEST).read_bytes()
    with pytest.raises(FolderTaken):
        written(tmp_path, made_by="weigh")
    assert (tmp_path / MANIFEST).read_bytes() == before


def test_a_persons_folder_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(FolderTaken):
        written(tmp_path)
    with pytest.raises(FolderTaken):
        written(tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_stage_writes_again_where_it_wrote_or_was_interrupted(tmp_path: Path) -> None:
    written(tmp_path, psu("A"))
    written(tmp_path, psu("B"))
    (tmp_path / MANIFEST).unlink()
    written(tmp_path, psu("C"))
    assert read(tmp_path, PSUS).column("psu_id").to_pylist() == ["C"]
