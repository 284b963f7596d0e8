"""The command ``amem tabulate``: indicators from interviews and weights."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home

if TYPE_CHECKING:
    from analysis.content import AnalysisContent
    from analysis.disclosure import ProtectedEstimates


class Survey(Protocol):
    """The survey, as far as the analysis needs it."""

    def load_analysis(self) -> "AnalysisContent":
        """Its variables, indicators and partitions."""
        ...


class Session(Protocol):
    """What the command line hands to the command."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...

    @property
    def language(self) -> Language:
        """The language of the person who runs the command."""
        ...


_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("exports", type=_FOLDER, required=False)
@click.argument("weights", type=_FOLDER, required=False)
@click.option("--out", type=_FOLDER, help="Write the estimates to this folder.")
@click.option("--home", type=_FOLDER, help="Stands for HOME/exports, HOME/weights and --out HOME/estimates.")
@click.option("--indicator", "names", multiple=True, help="Only this indicator, by name or code; may be repeated.")
@click.option("--by", "axes", multiple=True, help="Only this breakdown (beside the total); may be repeated.")
@click.pass_obj
def tabulate(
    session: Session,
    exports: Path | None,
    weights: Path | None,
    out: Path | None,
    home: Path | None,
    names: tuple[str, ...],
    axes: tuple[str, ...],
) -> None:
    """Compute the indicators of EXPORTS with the weights of WEIGHTS.

    With --out the protected estimates are written as a table; with --indicator they are shown.
    """
    from analysis.files import read_collected, standing_of, write_estimates
    from analysis.problems import NothingAsked
    from analysis.tabulation import tabulate as tabulated
    from analysis.terminal import shown

    exports, weights = folder_or_home(exports, home, "exports"), folder_or_home(weights, home, "weights")
    if out is None and not names:
        if home is None:
            raise NothingAsked
        out = home / "estimates"
    content = session.survey.load_analysis()
    indicators = tuple(map(content.indicator, names)) or content.indicators
    partitions = tuple(map(content.partition, axes)) or content.partitions
    collected = read_collected(exports, weights)
    with _progress(len(indicators)) as advance:
        estimates = tabulated(content, collected.sample, indicators, partitions, done=lambda _: advance())
    if names:
        if collected.facts.get("simulated"):
            click.echo(say("analysis.simulated", session.language))
        if standing_of(collected, content).get("provisional"):
            click.echo(say("analysis.provisional", session.language))
        click.echo("\n\n".join(shown(estimates, content, session.language)))
    if out is not None:
        write_estimates(out, estimates, collected, content)
        _tell(estimates, out, session.language)
        if not names and standing_of(collected, content).get("provisional"):
            click.echo(say("analysis.provisional", session.language))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on the terminal while the indicators are computed; nothing where no terminal looks on."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


def _tell(estimates: "ProtectedEstimates", out: Path, language: Language) -> None:
    figures = estimates.figures
    values = {
        "n": len(figures),
        "indicators": len({figure.cell.indicator for figure in figures}),
        "withheld": sum(figure.flag.withheld for figure in figures),
        "folder": str(out),
    }
    click.echo(say("analysis.written", language, values))
