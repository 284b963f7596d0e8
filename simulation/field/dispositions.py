"""The final disposition of every case of a draw, by the rule with which the service derives it from the forms."""

from collections.abc import Mapping

import numpy as np

from questionnaires.codes import Disposition
from questionnaires.fieldwork import PRECEDENCE, ByContact, ContactForm, FieldForms
from simulation.field.draw import Draw
from simulation.field.results import Met, Result
from simulation.population.arrays import Numbers

_NONE = len(PRECEDENCE)  # a visit that says nothing


def case_dispositions(draw: Draw, field: FieldForms) -> Numbers:
    """The place of each case's disposition among all dispositions: the most telling of its visits and interview."""
    attempts = draw.attempts
    best = np.full(len(draw.cases), PRECEDENCE.index(Disposition.NOT_ATTEMPTED))
    rank = _by_visit(field.contact)[attempts.result, attempts.who]
    np.minimum.at(best, attempts.case, rank)
    for interviewed, outcome in ((draw.complete, Disposition.COMPLETE), (draw.partial, Disposition.PARTIAL)):
        best[interviewed] = np.minimum(best[interviewed], PRECEDENCE.index(outcome))
    place = {outcome: position for position, outcome in enumerate(Disposition)}
    return np.asarray(np.array([place[outcome] for outcome in PRECEDENCE])[best])


def _by_visit(form: ContactForm) -> Numbers:
    """The rank of what a visit says, by its result and by who was met."""
    ranks = np.full((max(int(one) for one in Result) + 1, max(int(one) for one in Met) + 1), _NONE)
    for result in Result:
        for who in range(ranks.shape[1]):
            found = form.disposition(_answers(form, result, who))
            ranks[int(result), who] = _NONE if found is None else PRECEDENCE.index(found)
    return ranks


def _answers(form: ContactForm, result: Result, who: int) -> Mapping[str, str | None]:
    meaning = form.results.get(result.value)
    met = {meaning.question: str(who) if who else None} if isinstance(meaning, ByContact) else {}
    return {form.result: result.value, **met}
