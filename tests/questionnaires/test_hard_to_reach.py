"""The tables of the hard-to-reach designs are declared like all others, and under names of their own."""

import pytest

from questionnaires.contracts import ALL, Contract
from questionnaires.hard_to_reach import CENTRE, RDS, VENUE

DECLARED = tuple(dict.fromkeys((*VENUE, *CENTRE, *RDS)))


def test_no_table_has_the_name_of_another() -> None:
    names = [contract.name for contract in (*ALL, *DECLARED)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("contract", DECLARED, ids=lambda contract: contract.name)
def test_the_key_is_made_of_columns_that_are_always_there(contract: Contract) -> None:
    required = {column.name for column in contract.columns if column.required}
    assert set(contract.key) <= required


@pytest.mark.parametrize("contract", DECLARED, ids=lambda contract: contract.name)
def test_no_column_is_declared_twice_and_none_names_a_person(contract: Contract) -> None:
    names = [column.name for column in contract.columns]
    assert len(set(names)) == len(names)
    assert not {"name", "phone", "address", "person"} & set(names)
