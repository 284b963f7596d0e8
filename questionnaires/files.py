"""Contract tables as Parquet files beside a manifest: checked when written, checked again when read."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from questionnaires.contracts import Column, Contract, Kind
from questionnaires.problems import Problem, ProblemError, Value
from questionnaires.whole_files import write_whole as write_whole  # where writers of tables look for it

ARROW_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TRUTH: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.MOMENT: pa.timestamp("ms", tz="UTC"),
}

MANIFEST = "manifest.json"


class ContractBroken(ProblemError):
    """A table does not have the columns, types, codes or keys that its contract declares."""


class NoSuchTable(ProblemError):
    """A folder does not hold the table asked for."""

    code = "errors.no_such_table"


class NoSuchFolder(ProblemError):
    """The folder to read from does not exist."""

    code = "errors.no_such_folder"


class ManifestBroken(ProblemError):
    """The manifest of a folder cannot be read as one."""

    code = "errors.manifest_broken"


class TableAltered(ProblemError):
    """A file is not the one its manifest describes: changed, damaged or taken from elsewhere."""

    code = "errors.table_altered"


class FolderTaken(ProblemError):
    """The folder to write into holds what another stage, or a person, has put there."""

    code = "errors.folder_taken"


@dataclass(frozen=True)
class Manifest:
    """What a folder of tables was made from, and the digest of each table's content.

    ``facts`` are short values that follow the data through every stage (survey, simulated, questionnaire versions).
    ``inputs`` are content digests of what the tables were computed from; ``files`` digests of the files beside the
    tables. No clock, no path, no host.
    """

    made_by: str
    tables: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Canonical text: the same contents give the same bytes."""
        return json.dumps(self.__dict__, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read back what ``to_json`` wrote. Raises ValueError or TypeError where it is something else."""
        return cls(**json.loads(text))

    @property
    def simulated(self) -> bool:
        """Whether the data come from a simulation: every page made from them must say so."""
        return bool(self.facts.get("simulated"))

    @property
    def provisional(self) -> bool:
        """Whether the data come from no frozen version: every page made from them must say so."""
        return not self.facts.get("frozen")


def table(contract: Contract, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table of the contract: its column order and types, sorted by its key.

    Columns that the contract does not declare keep their place after the declared ones (open contracts only).
    Raises ContractBroken.
    """
    rows = list(rows)
    declared = {column.name: ARROW_TYPES[column.kind] for column in contract.columns}
    extra = sorted({name for row in rows for name in row} - set(declared))
    arrays = {name: pa.array([row.get(name) for row in rows], type_) for name, type_ in declared.items()}
    arrays |= {name: pa.array([row.get(name) for row in rows]) for name in extra}
    return ordered(contract, pa.table(arrays))


def ordered(contract: Contract, data: pa.Table) -> pa.Table:
    """The table checked against its contract, its columns in the contract's order, its rows sorted by the key.

    Raises ContractBroken with every difference found.
    """
    if problems := broken(contract, data):
        raise ContractBroken(problems)
    names = [column.name for column in contract.columns]
    extra = [name for name in data.column_names if name not in set(names)]
    return data.select([*names, *extra]).sort_by([(name, "ascending") for name in contract.key])


def broken(contract: Contract, data: pa.Table) -> list[Problem]:
    """Every difference between a table and its contract; an empty list when there is none."""
    declared = {column.name: column for column in contract.columns}
    problems = [_problem(contract, "column_missing", name) for name in declared if name not in data.column_names]
    if not contract.open:
        problems += [_problem(contract, "column_unknown", name) for name in data.column_names if name not in declared]
    for name, column in declared.items():
        if name in data.column_names:
            problems += _broken_column(contract, column, data.column(name))
    if not problems and data.num_rows:
        distinct = data.group_by(list(contract.key)).aggregate([]).num_rows
        if distinct < data.num_rows:
            problems.append(_problem(contract, "key_twice", ", ".join(contract.key), n=data.num_rows - distinct))
    return problems


def _broken_column(contract: Contract, column: Column, values: pa.ChunkedArray) -> list[Problem]:
    expected = ARROW_TYPES[column.kind]
    if values.type != expected:
        return [_problem(contract, "column_type", column.name, found=str(values.type), expected=column.kind.value)]
    problems = []
    if column.required and values.null_count:
        problems.append(_problem(contract, "value_missing", column.name, n=values.null_count))
    if column.codes:
        known = pc.is_in(values, value_set=pa.array([*column.codes, None], pa.string()))
        strangers = sorted(set(values.filter(pc.invert(known)).to_pylist()))
        problems += [_problem(contract, "code_unknown", column.name, value=str(value)) for value in strangers[:5]]
    return problems


def _problem(contract: Contract, kind: str, column: str, **values: Value) -> Problem:
    return Problem(f"errors.{kind}", {"table": contract.name, "column": column, **values})


def digest(data: pa.Table) -> str:
    """SHA-256 of a table's content: names, types, rows in order; not of the file's bytes."""
    sink = io.BytesIO()
    plain = pa.table({name: _plain(data.column(name)) for name in data.column_names})
    pa_csv.write_csv(plain, sink)
    types = ";".join(f"{field.name}:{field.type}" for field in data.schema)
    return hashlib.sha256(types.encode() + b"\n" + sink.getvalue()).hexdigest()


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values


def write(
    folder: Path,
    tables: Mapping[Contract, pa.Table],
    *,
    made_by: str,
    facts: Mapping[str, Any],
    inputs: Mapping[str, str],
    beside: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Write checked tables, the files beside them and their manifest into a folder of their own.

    The manifest comes last, so a folder with one is whole. Raises ContractBroken and FolderTaken before anything is
    written.
    """
    checked = {contract: ordered(contract, data) for contract, data in tables.items()}
    others = dict(beside or {})
    manifest = Manifest(
        made_by=made_by,
        tables={contract.name: digest(data) for contract, data in checked.items()},
        rows={contract.name: data.num_rows for contract, data in checked.items()},
        files={name: _digest_of_bytes(content) for name, content in others.items()},
        facts=dict(facts),
        inputs=dict(inputs),
    )
    _refuse_taken(folder, made_by, {f"{contract.name}.parquet" for contract in checked} | set(others))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    for contract, data in checked.items():
        pq.write_table(data, folder / f"{contract.name}.parquet", compression="zstd")
    for name, content in others.items():
        write_whole(folder / name, content)
    write_whole(folder / MANIFEST, manifest.to_json().encode())
    return manifest


def _refuse_taken(folder: Path, made_by: str, own: set[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderTaken(folder=str(folder), holds=folder.name)
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if MANIFEST in found and read_manifest(folder).made_by != made_by:
        raise FolderTaken(folder=str(folder), holds=MANIFEST)
    if MANIFEST not in found and (strangers := sorted(found - own)):
        raise FolderTaken(folder=str(folder), holds=strangers[0])


def _digest_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(folder: Path, contract: Contract) -> pa.Table:
    """One table of a folder, checked against its contract and against the digest in the folder's manifest.

    Raises NoSuchFolder, NoSuchTable where the folder does not hold it, ContractBroken where it is a file of another
    contract, TableAltered where it is not the table that the manifest describes.
    """
    path = _present(folder, f"{contract.name}.parquet")
    try:
        data = pq.read_table(path)
    except (pa.ArrowInvalid, OSError):
        raise ContractBroken([_problem(contract, "not_parquet", path.name)]) from None
    data = ordered(contract, data)
    if read_manifest(folder).tables.get(contract.name) != digest(data):
        raise TableAltered(file=path.name, folder=str(folder))
    return data


def read_beside(folder: Path, name: str) -> bytes:
    """A file that stands beside the tables of a folder. Raises NoSuchTable, TableAltered."""
    content = _present(folder, name).read_bytes()
    if read_manifest(folder).files.get(name) != _digest_of_bytes(content):
        raise TableAltered(file=name, folder=str(folder))
    return content


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises NoSuchTable where there is none, ManifestBroken where it is something else."""
    path = _present(folder, MANIFEST)
    try:
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError):
        raise ManifestBroken(folder=str(folder)) from None


def _present(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        raise NoSuchFolder(folder=str(folder))
    path = folder / name
    if not path.is_file():
        raise NoSuchTable(table=name, folder=str(folder))
    return path
