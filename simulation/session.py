"""What the commands of the simulation need of the survey that was chosen and of the person who runs them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from presentation.text import Language

if TYPE_CHECKING:
    from analysis.content import AnalysisContent
    from questionnaires.fieldwork import FieldForms
    from reports.content import ReportContent
    from weighting.content import WeightingContent


class SurveyInUse(Protocol):
    """The chosen survey."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def forms(self) -> Path: ...  # noqa: D102
    @property
    def codelists(self) -> Path: ...  # noqa: D102
    def load_field_forms(self) -> "FieldForms": ...  # noqa: D102
    def load_weighting(self) -> "WeightingContent": ...  # noqa: D102
    def load_analysis(self) -> "AnalysisContent": ...  # noqa: D102
    def load_reports(self) -> "ReportContent": ...  # noqa: D102


class Session(Protocol):
    """What the command line hands to a command."""

    @property
    def survey(self) -> SurveyInUse: ...  # noqa: D102
    @property
    def language(self) -> Language: ...  # noqa: D102
    def say(self, code: str, values: Mapping[str, object], language: Language | None = None) -> str: ...  # noqa: D102
