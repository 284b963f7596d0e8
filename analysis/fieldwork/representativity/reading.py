"""The units of a folder of exported tables whose representativity is told."""

from pathlib import Path

from analysis.fieldwork.reading import read_fieldwork
from analysis.fieldwork.representativity.units import Classes, Stage, Units, households, persons
from questionnaires import files
from questionnaires.contracts import CASES
from questionnaires.fieldwork import FieldForms


def read_units(exports: Path, forms: FieldForms, classes: Classes, stage: Stage, *, weighted: bool) -> Units:
    """The persons or households of the folder.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome, UnusableObserved.
    """
    found = read_fieldwork(exports, forms)
    if stage is Stage.HOUSEHOLDS:
        return households(found, weighted=weighted)
    return persons(found, files.read(exports, CASES), classes, weighted=weighted)
