"""What a survey's publication says: its title, its chapters, the figures on its first page."""

from dataclasses import dataclass

from presentation.text import Text
from reports.section import KeyFigures, Section


@dataclass(frozen=True)
class ReportContent:
    """One publication. Names of indicators, partitions and levels come from the message catalogue."""

    title: Text
    subtitle: Text
    publisher: Text
    source: Text
    summary: KeyFigures
    chapters: tuple[Section, ...]
    fieldwork_by: str = "stratum"  # the column of the weights by which the annex counts what became of the sample
