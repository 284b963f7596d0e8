"""The effort of a folder of exported tables."""

from pathlib import Path

from analysis.fieldwork.payments.effort import Unit, effort
from analysis.fieldwork.reading import read_fieldwork
from questionnaires import files
from questionnaires.contracts import CONTACT_ATTEMPTS, INTERVIEWS
from questionnaires.fieldwork import FieldForms


def read_effort(exports: Path, forms: FieldForms) -> tuple[Unit, ...]:
    """Every unit of effort of the folder.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome.
    """
    there = files.read_manifest(exports).tables
    held = files.read(exports, INTERVIEWS) if INTERVIEWS.name in there else None
    attempts = files.read(exports, CONTACT_ATTEMPTS)
    return effort(read_fieldwork(exports, forms), attempts, held, forms.contact, forms.zone)
