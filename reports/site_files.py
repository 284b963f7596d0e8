"""The publication as a folder: pages, stylesheets, fonts, one CSV a table; built beside, then swapped in whole."""

import csv
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from presentation.bidi import without_isolation
from presentation.numbers import NO_BREAK
from presentation.text import LANGUAGES
from questionnaires.cells import safe_line
from questionnaires.files import MANIFEST, Manifest, ManifestBroken, read_manifest
from questionnaires.problems import ProblemError
from reports.figures import Cell
from reports.render import RenderedEdition
from reports.tables import PrintedTable

MADE_BY = "amem report build"
_CELL = ("estimate", "low", "high", "se", "cv", "deff", "df", "n", "weighted_n", "flag", "note", "cell_id")
_REFERENCE = ("indicator", "category", "partition", "level")


class FolderNotOurs(ProblemError):
    """The folder to write holds something else than an earlier publication."""

    code = "report.folder_not_ours"


@dataclass(frozen=True)
class Site:
    """All files of the publication: path in the site, to content."""

    files: Mapping[str, bytes]
    pages: int
    tables: int


def site(editions: Sequence[RenderedEdition], manifest: Manifest) -> Site:
    """The files of a publication; the manifest lists the digest of each."""
    contents: dict[str, bytes] = {path: page.encode() for edition in editions for path, page in edition.html.items()}
    status = _status(manifest)
    tables = [[block.table for page in edition.pages for block in page.tables] for edition in editions]
    for alike in zip(*tables, strict=True):
        contents[f"data/{alike[0].declared.key}.csv"] = _csv(alike, status)
    contents |= {f"assets/{path}": content for path, content in _assets()}
    contents[MANIFEST] = _manifest(contents, manifest)
    return Site(contents, len(editions[0].pages), len(tables[0]))


def write_site(out: Path, whole: Site) -> None:
    """Put the publication in its place all at once. Raises FolderNotOurs before touching anything."""
    refuse_other_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        beside.chmod(0o755)
        fresh, old = beside / "new", beside / "old"
        for path, content in whole.files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).write_bytes(content)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
    finally:
        shutil.rmtree(beside)


def refuse_other_folder(out: Path) -> None:
    """Raises FolderNotOurs where the folder holds something else than an earlier publication."""
    if out.exists() and not _ours(out):
        raise FolderNotOurs(folder=str(out))


def _ours(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return not any(folder.iterdir())
    try:
        return read_manifest(folder).made_by == MADE_BY
    except ManifestBroken:  # some other program's
        return False


def _manifest(contents: Mapping[str, bytes], made_from: Manifest) -> bytes:
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    inputs = {**made_from.inputs, **made_from.tables}
    return Manifest(made_by=MADE_BY, tables=digests, facts=made_from.facts, inputs=inputs).to_json().encode()


def _status(manifest: Manifest) -> str:
    """What every line of a data file says of its figures: the frozen version, or that they are provisional."""
    told = manifest.facts.get("frozen")
    return f"frozen {told['version']} {told['digest']}" if told else "provisional"


def _csv(editions: Sequence[PrintedTable], status: str) -> bytes:
    """One table with its words in every language; withheld values stay empty, the flag says why."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    labels = [f"{kind}_{language}" for kind in ("group", "label") for language in LANGUAGES]
    writer.writerow([*labels, *_REFERENCE, *_CELL, "status"])
    for lines in zip(*map(_lines, editions), strict=True):
        cell = lines[0][2]
        words = [_plain(word) for word in (*(group for group, _, _ in lines), *(label for _, label, _ in lines))]
        figures = [*(getattr(cell.reference, name) for name in _REFERENCE), *(getattr(cell, name) for name in _CELL)]
        writer.writerow(safe_line([*words, *figures, status]))
    return sheet.getvalue().encode("utf-8-sig")


def _plain(word: str) -> str:
    """Without the characters that only typesetting needs."""
    return without_isolation(word).replace("\u2060", "").replace(NO_BREAK, " ")


def _lines(table: PrintedTable) -> Iterator[tuple[str, str, Cell]]:
    for group in table.groups:
        for row in group.rows:
            for head, entry in zip(table.heads, row.entries, strict=True):
                yield (group.label or head, row.label, entry.cell)


def _assets() -> Iterator[tuple[str, bytes]]:
    yield from _under(files("presentation").joinpath("static"), "")
    yield from _under(files("reports").joinpath("site"), "")


def _under(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _under(item, f"{path}{item.name}/")
        else:
            yield f"{path}{item.name}", item.read_bytes()
