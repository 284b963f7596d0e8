"""Builds the publication from the folders of the estimates and of the weights."""

from pathlib import Path

from analysis.problems import NotProtected
from questionnaires import contracts
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


def build_publication(estimates: Path, weights: Path, out: Path, content: ReportContent) -> Site:
    """The publication, written to a folder.

    Raises NoSuchTable, ContractBroken, NotProtected, UnprotectedEstimates, OtherWeights, NoSuchCell, NoSuchWord and
    FolderNotOurs; nothing is written then.
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
    background = Background(read(weights, contracts.WEIGHTS), trace)
    figures = Figures(read(estimates, contracts.ESTIMATES))
    whole = site(tuple(render(content, figures, made, background)), made)
    write_site(out, whole)
    return whole


def _refuse_other_weights(made: Manifest, weighed: Manifest, estimates: Path, weights: Path) -> None:
    used = made.inputs.get("weights/weights")
    if used is not None and used != weighed.tables.get(contracts.WEIGHTS.name):
        raise OtherWeights(estimates=str(estimates), weights=str(weights))
