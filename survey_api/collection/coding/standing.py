"""What became of each text: its codes by role, whether coders agree, and the code that stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_api.store.codings import ADJUDICATED, FIRST, SECOND, Coding


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes that one text has now; a later code of the same role stands in the place of the earlier one."""

    first: Coding | None = None
    second: Coding | None = None
    adjudicated: Coding | None = None

    @property
    def differs(self) -> bool:
        """Whether two coders gave different codes."""
        return self.first is not None and self.second is not None and self.first.code != self.second.code

    @property
    def final(self) -> Coding | None:
        """The code that stands: adjudicated, else the first where nobody gave another one."""
        if self.adjudicated is not None:
            return self.adjudicated
        return None if self.differs else self.first

    @property
    def n_coders(self) -> int:
        """How many coded it without seeing each other's code."""
        return (self.first is not None) + (self.second is not None)


def by_text(codings: Iterable[Coding]) -> Mapping[str, Coded]:
    """The codes of each text; ``codings`` with the oldest first."""
    latest: dict[str, dict[str, Coding]] = {}
    for coding in codings:
        latest.setdefault(coding.text_id, {})[coding.role] = coding
    return {name: Coded(roles.get(FIRST), roles.get(SECOND), roles.get(ADJUDICATED)) for name, roles in latest.items()}
