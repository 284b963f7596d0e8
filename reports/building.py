"""Builds the publication from the folders of the estimates and of the weights."""

from dataclasses import dataclass, replace
from pathlib import Path

from analysis.fieldwork.reading import read_fieldwork
from analysis.fieldwork.units import Fieldwork
from analysis.problems import NotProtected
from questionnaires import contracts
from questionnaires.fieldwork import FieldForms
from questionnaires.files import Manifest, read, read_manifest
from questionnaires.problems import ProblemError
from reports.annexes import Background
from reports.content import ReportContent
from reports.figures import Figures
from reports.render import render
from reports.site_files import Site, refuse_other_folder, site, write_site
from weighting.trace_table import from_table


class OtherWeights(ProblemError):
    """The estimates were computed with other weights than those given."""

    code = "report.other_weights"


class OtherExports(ProblemError):
    """The estimates were computed from other tables than those given for the response rates."""

    code = "report.other_exports"


@dataclass(frozen=True)
class Exports:
    """The exported tables that the estimates were made from, and what their forms mean in the field."""

    folder: Path
    forms: FieldForms


def build_publication(
    estimates: Path, weights: Path, out: Path, content: ReportContent, exports: Exports | None = None
) -> Site:
    """The publication, written to a folder; with the exported tables the fieldwork annex has response rates.

    Raises NoSuchTable, ContractBroken, NotProtected, UnprotectedEstimates, OtherWeights, OtherExports, NoSuchCell,
    NoSuchWord and FolderNotOurs; nothing is written then.
    """
    refuse_other_folder(out)
    made = read_manifest(estimates)
    weighed = read_manifest(weights)
    if not made.facts.get("protected"):
        raise NotProtected(folder=str(estimates))
    _refuse_other_weights(made, weighed, estimates, weights)
    trace = from_table(
        read(weights, contracts.TRACE), weighed.facts.get("recipe", ""), weighed.facts.get("recipe_digest", "")
    )
    fieldwork = None if exports is None else _fieldwork(exports, made, estimates)
    background = Background(read(weights, contracts.WEIGHTS), trace, fieldwork)
    if made.facts.get("frozen") != weighed.facts.get("frozen"):
        made = replace(made, facts={name: fact for name, fact in made.facts.items() if name != "frozen"})
    figures = Figures(read(estimates, contracts.ESTIMATES))
    whole = site(tuple(render(content, figures, made, background)), made)
    write_site(out, whole)
    return whole


def _refuse_other_weights(made: Manifest, weighed: Manifest, estimates: Path, weights: Path) -> None:
    used = made.inputs.get("weights/weights")
    if used is not None and used != weighed.tables.get(contracts.WEIGHTS.name):
        raise OtherWeights(estimates=str(estimates), weights=str(weights))


def _fieldwork(exports: Exports, made: Manifest, estimates: Path) -> Fieldwork:
    """What became of the sample. Raises OtherExports where the estimates came from other tables."""
    given = read_manifest(exports.folder).tables
    used = {
        name.removeprefix("exports/"): digest for name, digest in made.inputs.items() if name.startswith("exports/")
    }
    if any(given.get(name) != digest for name, digest in used.items()):
        raise OtherExports(estimates=str(estimates), exports=str(exports.folder))
    return read_fieldwork(exports.folder, exports.forms)
