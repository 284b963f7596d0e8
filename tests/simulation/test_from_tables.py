"""Totals from the contract tables: unbiased with the probabilities that stand there, and seen when one is wrong."""

import pyarrow as pa
import pytest

from questionnaires.contracts import LISTING_UNITS
from simulation.streams import Streams
from tests.simulation import prove_unbiased
from tests.simulation.builders import world
from tests.simulation.from_tables import Tables, faultless, table_biases


def all_screened(found: Tables) -> Tables:
    """Tables that tell of every dwelling as if none had been left out on purpose."""
    units = found[LISTING_UNITS]
    place = units.schema.get_field_index("p_dwelling")
    return {**found, LISTING_UNITS: units.set_column(place, "p_dwelling", pa.array([1.0] * units.num_rows))}


def test_totals_from_the_tables_are_unbiased_with_dense_psus_subsampled_and_the_reserve_released() -> None:
    rules = faultless(subsampled=True, reserve_released=True)
    found = table_biases(world(2026), Streams(2026), 30, rules)
    assert len(found) == 11
    assert {name: z for name, z in found.items() if abs(z) > 3.5} == {}


def test_a_wrong_probability_of_a_dwelling_fails_the_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert prove_unbiased.main(["8"], all_screened) == 1
    _, subsampled, _ = capsys.readouterr().out.split("small country")[1:]
    assert "! foreigners" in subsampled
    assert "! eligible" in subsampled
