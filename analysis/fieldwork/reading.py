"""The fieldwork of a folder of exported tables."""

from pathlib import Path

from analysis.fieldwork.units import Fieldwork, fieldwork
from analysis.fieldwork.visits import refusals, visits
from questionnaires import files
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSU_DRAW, PSUS
from questionnaires.fieldwork import FieldForms

READ = (PSUS, LISTING_UNITS, CASES)
ALSO = (INTERVIEWS, PSU_DRAW)  # where the folder has them


def read_fieldwork(exports: Path, forms: FieldForms) -> Fieldwork:
    """What became of every sampled unit.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome.
    """
    manifest = files.read_manifest(exports)
    there = [*READ, *(contract for contract in ALSO if contract.name in manifest.tables)]
    tables = {contract.name: files.read(exports, contract) for contract in there}
    attempts = visits(files.read(exports, CONTACT_ATTEMPTS), refusals(forms.contact))
    return fieldwork(tables, attempts, forms.zone, manifest.facts)
