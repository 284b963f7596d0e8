"""Supervisors and headquarters at work on a demonstration: the orders that they give to its service."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulation.filling.submissions import Submission
from simulation.operations.desk_review import Return

Order = Callable[[str, Mapping[str, Any]], dict[str, Any]]

AT_ONCE = 200  # interviews in one order
TRIES, BETWEEN_TRIES = 50, 0.2  # seconds: what arrived last may still be waiting for its check
ASKED = "Réponse à vérifier avec la personne, puis renvoyer."


class Reviewer:
    """One person who decides, by login; ``order`` carries it out."""

    def __init__(self, order: Order, login: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._order, self._login, self._sleep = order, login, sleep

    def send_back(self, back: Return) -> None:
        """Return an interview with a comment on each question that is to be looked at again."""
        comments = [{"path": path, "position": "", "text": ASKED} for path in back.questions]
        reason = {} if comments else {"reason": "to_confirm"}
        self._ask("return", [back.first], comments=comments, **reason)

    def approve(self, interviews: Sequence[Submission]) -> None:
        """Approve interviews, many at once; the current version of each."""
        for first in range(0, len(interviews), AT_ONCE):
            self._ask("approve", interviews[first : first + AT_ONCE])

    def _ask(self, deed: str, interviews: Sequence[Submission], **more: object) -> None:
        left = [[one.form_id, one.instance_id] for one in interviews]
        for _ in range(TRIES):
            asked = {"deed": deed, "records": left, "by": self._login, **more}
            refused = self._order("review_many", asked)["refused"]
            if not refused:
                return
            left = [[one["form_id"], one["record"]] for one in refused]
            self._sleep(BETWEEN_TRIES)
        raise TimeoutError(f"{deed}: {refused[0]['code']} ({len(refused)})")
