"""What a survey brings to the analysis: its variables, indicators, partitions and policy parameters."""

from dataclasses import dataclass, field
from pathlib import Path

from analysis.catalogue import Catalogue
from analysis.coding.index import OwnIndex
from analysis.domains import Partition
from analysis.indicator import Indicator
from analysis.parameters import Parameter
from analysis.precision import PrecisionPolicy
from analysis.problems import UnknownIndicator, UnknownPartition
from analysis.watched import Watched


@dataclass(frozen=True)
class AnalysisContent:
    """The content of one survey. The catalogue holds the parameters too, as variables by interview date."""

    catalogue: Catalogue
    indicators: tuple[Indicator, ...]
    partitions: tuple[Partition, ...]
    parameters: tuple[Parameter, ...] = ()
    policy: PrecisionPolicy = field(default_factory=PrecisionPolicy)
    wordings: tuple[OwnIndex, ...] = ()  # the survey's own, for coding
    parameters_file: Path | None = None  # what the parameters were read from
    watched: Watched = field(default_factory=Watched)  # what the checks of the field must know

    def indicator(self, name: str) -> Indicator:
        """One indicator, by its name or its code. Raises UnknownIndicator."""
        for indicator in self.indicators:
            if name in (indicator.name, indicator.code):
                return indicator
        raise UnknownIndicator(indicator=name, known=", ".join(indicator.name for indicator in self.indicators))

    def partition(self, name: str) -> Partition:
        """One partition by its name. Raises UnknownPartition."""
        for partition in self.partitions:
            if partition.name == name:
                return partition
        raise UnknownPartition(partition=name, known=", ".join(partition.name for partition in self.partitions))
