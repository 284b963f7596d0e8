"""The forms of a fieldwork, compiled, and the part each one plays."""

from dataclasses import dataclass
from pathlib import Path

from questionnaires.fieldwork import FieldForms
from questionnaires.form import Form
from questionnaires.problems import ProblemError
from questionnaires.versions import released
from questionnaires.xform import compile_form


class FormNotReleased(ProblemError):
    """A form that the fieldwork needs has no released version."""

    code = "simulation.form_not_released"


@dataclass(frozen=True)
class FormSet:
    """One version of each form that the field uses."""

    listing: Form
    contact: Form
    individual: Form
    field: FieldForms


def released_forms(folder: Path, field: FieldForms) -> FormSet:
    """The newest released version of each form under a folder of forms. Raises FormNotReleased."""
    newest = {release.form_id: release for release in released(folder)}
    wanted = (field.listing.form_id, field.contact.form_id, field.individual.form_id)
    if missing := [form_id for form_id in wanted if form_id not in newest]:
        raise FormNotReleased(form=missing[0])
    listing, contact, individual = (compile_form(newest[form_id].xform()) for form_id in wanted)
    return FormSet(listing, contact, individual, field)
