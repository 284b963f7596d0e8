"""The one command line: mounts each package's commands when they are asked for, on the survey that was chosen."""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from presentation.messages import say
from presentation.text import LANGUAGES, Language
from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from analysis.content import AnalysisContent
    from questionnaires.fieldwork import FieldForms
    from reports.content import ReportContent
    from weighting.content import WeightingContent


@dataclass(frozen=True)
class Survey:
    """One survey: where its content lies. The engines know none; a part is loaded when a command asks for it.

    ``forms`` holds one folder a form and in it one folder a version, ``codelists`` one CSV a list.
    The other parts are ``module:name``.
    """

    name: str
    forms: Path
    codelists: Path
    field_forms: str
    weighting: str
    analysis: str
    reports: str
    parameters: tuple[Path, ...] = ()  # files of policy values, frozen along with the data

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        return cast("FieldForms", _part(self.field_forms))

    def load_weighting(self) -> "WeightingContent":
        """The recipe and the classes of the weights."""
        return cast("WeightingContent", _part(self.weighting))

    def load_analysis(self) -> "AnalysisContent":
        """The derived variables, indicators and partitions."""
        return cast("AnalysisContent", _part(self.analysis))

    def load_reports(self) -> "ReportContent":
        """The chapters of the publication."""
        return cast("ReportContent", _part(self.reports))


_QUESTIONNAIRES = Path(__file__).parent / "questionnaires" / "tunisia"

TUNISIA = Survey(
    name="tunisia",
    forms=_QUESTIONNAIRES / "forms",
    codelists=_QUESTIONNAIRES / "codelists",
    field_forms="questionnaires.tunisia.fieldwork:FIELD_FORMS",
    weighting="weighting.tunisia.recipe:CONTENT",
    analysis="analysis.tunisia:CONTENT",
    reports="reports.tunisia:CONTENT",
    parameters=(Path(__file__).parent / "analysis" / "tunisia" / "parameters.toml",),
)

MOST_TOLD = 20  # problems printed before the others are counted

COMMANDS: Mapping[str, str | tuple[str, ...]] = {  # of several groups: their commands together
    "demo": "simulation.commands:demo",
    "simulate": "simulation.simulate_command:simulate",
    "serve": "survey_api.commands:serve",
    "publish": "survey_api.commands:publish",
    "sample": ("weighting.selection_commands:sample", "survey_api.sample_commands:sample"),
    "device": "survey_api.people_commands:device",
    "staff": "survey_api.people_commands:staff",
    "case": "survey_api.case_commands:case",
    "audit": "survey_api.audit_commands:audit",
    "custodian": "survey_api.custodian_commands:custodian",
    "withdraw": "survey_api.protection_commands:withdraw",
    "psu": "survey_api.psu_commands:psu",
    "review": "survey_api.review_commands:review",
    "retention": "survey_api.retention_commands:retention",
    "backup": "survey_api.keeping_commands:backup",
    "restore": "survey_api.keeping_commands:restore",
    "verify": "survey_api.keeping_commands:verify",
    "export": "survey_api.commands:export",
    "freeze": "survey_api.freezing_commands:freeze",
    "edit": "survey_api.edit_commands:edit",
    "code": ("survey_api.coding_commands:code", "analysis.coding.commands:code"),
    "form": "questionnaires.commands:form",
    "record": "questionnaires.record_commands:record",
    "weigh": "weighting.commands:weigh",
    "explain": "weighting.commands:explain",
    "tabulate": "analysis.commands:tabulate",
    "fieldwork": ("analysis.fieldwork.commands:fieldwork", "analysis.fieldwork.supervisor_commands:fieldwork"),
    "report": "reports.commands:report",
}


@dataclass(frozen=True)
class Session:
    """What every command receives: the survey it works on and the language of the person who runs it."""

    survey: Survey
    language: Language

    def say(self, code: str, values: Mapping[str, object], language: Language | None = None) -> str:
        """The wording of a code, in the language of that person where no other is asked for."""
        return say(code, language or self.language, values)


def _part(reference: str) -> object:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


class NoSuchSurvey(ProblemError):
    """The survey asked for is neither built in nor a folder with a ``survey.py``."""

    code = "errors.no_such_survey"


def survey_named(name: str) -> Survey:
    """The survey built in under this name, or the SURVEY of the ``survey.py`` in the folder of this name.

    Raises NoSuchSurvey.
    """
    if name == TUNISIA.name:
        return TUNISIA
    source = Path(name) / "survey.py"
    spec = spec_from_file_location("chosen_survey", source) if source.is_file() else None
    if spec is None or spec.loader is None:
        raise NoSuchSurvey(survey=name)
    sys.path.insert(0, str(source.parent))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    survey = getattr(module, "SURVEY", None)
    if not isinstance(survey, Survey):
        raise NoSuchSurvey(survey=name)
    return survey


class CommandLine(click.Group):
    """The group of all commands; a package is imported when one of its commands is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the framework's signature)
        """All commands, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command, imported now."""
        match COMMANDS.get(cmd_name):
            case str() as reference:
                return cast("click.Command", _part(reference))
            case tuple() as references:
                groups = [cast("click.Group", _part(reference)) for reference in references]
                return click.CommandCollection(cmd_name, sources=groups, help=groups[0].help)
        return None

    def invoke(self, ctx: click.Context) -> Any:  # whatever the command returns
        """Run a command; what went wrong is said in the user's language, without a traceback, with exit code 1."""
        language: Language = ctx.params["language"]
        try:
            ctx.obj = Session(survey_named(ctx.params["survey"]), language)
            return super().invoke(ctx)
        except ProblemError as error:
            for problem in error.problems[:MOST_TOLD]:
                click.echo(say(problem.code, language, problem.values), err=True)
            if more := len(error.problems[MOST_TOLD:]):
                click.echo(say("errors.and_more", language, {"n": more}), err=True)
            ctx.exit(1)
        except BrokenPipeError:
            raise  # whoever read the output has seen enough: the framework ends quietly
        except OSError as error:
            told = {"path": error.filename or "-", "reason": error.strerror or str(error)}
            click.echo(say("errors.system", language, told), err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo(say("errors.interrupted", language), err=True)
            ctx.exit(130)


@click.command(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--survey", default="tunisia", help="The survey to work on: tunisia, or a folder with a survey.py.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="fr",
    envvar="AMEM_LANGUAGE",
    help="The language of messages.",
)
@click.version_option(package_name="amem-survey-toolkit")
def main(survey: str, language: Language) -> None:
    """AMEM survey toolkit: from the tablet to the published table."""


if __name__ == "__main__":
    main()
