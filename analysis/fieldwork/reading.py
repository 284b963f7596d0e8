"""The fieldwork of a folder of exported tables."""

from dataclasses import replace
from pathlib import Path

from analysis.fieldwork.units import Fieldwork, fieldwork
from analysis.fieldwork.visits import refusals, visits
from questionnaires import files
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSU_DRAW, PSUS, Contract
from questionnaires.fieldwork import FieldForms

READ = (PSUS, LISTING_UNITS, CASES)
ALSO = (INTERVIEWS, PSU_DRAW)  # where the folder has them


def read_fieldwork(exports: Path, forms: FieldForms) -> Fieldwork:
    """What became of every sampled unit.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome.
    """
    manifest = files.read_manifest(exports)
    there = [*READ, *(contract for contract in ALSO if contract.name in manifest.tables)]
    tables = {contract.name: files.read(exports, _any_code(contract)) for contract in there}
    attempts = visits(files.read(exports, CONTACT_ATTEMPTS), refusals(forms.contact))
    return fieldwork(tables, attempts, forms.zone, manifest.facts)


def _any_code(contract: Contract) -> Contract:
    """The same table with whatever dispositions: finer codes have their class, and an unknown one names its unit."""
    columns = (replace(one, codes=()) if one.name == "disposition" else one for one in contract.columns)
    return replace(contract, columns=tuple(columns))
