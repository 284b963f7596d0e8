"""The draw of the PSUs: sizes, probabilities, reserve, and totals without bias."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.field.psus import psu_design, sample_sizes
from simulation.population.country import country
from simulation.population.frame import Frame
from simulation.streams import Streams
from tests.simulation.builders import world
from tests.simulation.unbiased import biases


def frame(sizes: list[int], strata: list[str]) -> Frame:
    """PSUs of these sizes and strata; a stratum is a density class and a region."""
    n, names = len(sizes), np.array(strata)
    density = np.array([name.split("-")[0] for name in strata])
    region = np.array([name.split("-")[1] for name in strata])
    size = np.array(sizes)
    nothing = np.zeros(n, dtype=np.int64)
    return Frame(
        psu_id=np.array([f"P{row}" for row in range(n)]),
        stratum=names,
        density=density,
        governorate=region,
        region=region,
        urban=nothing > 0,
        frame_dwellings=size,
        dwellings=size,
        count_2014=nothing,
        covered=nothing > 0,
        city=region,
    )


def test_classes_of_density_keep_their_number_of_psus() -> None:
    here = world(1, "tunisia")
    sizes = np.array(sample_sizes(here.country, here.frame))
    first = np.flatnonzero(np.concatenate([[True], here.frame.stratum[1:] != here.frame.stratum[:-1]]))
    density = here.frame.density[first]
    assert {name: int(sizes[density == name].sum()) for name in here.country.density} == {
        name: of_class.sample for name, of_class in here.country.density.items()
    }


def test_every_stratum_has_at_least_two_psus_for_a_variance() -> None:
    here = world()
    drawn = psu_design(here.country, here.frame).draw(Streams(3).of("psus"))
    strata, counts = np.unique(here.frame.stratum[drawn.row], return_counts=True)
    assert set(strata.tolist()) == set(here.frame.stratum.tolist())
    assert counts.min() >= 2


def test_no_stratum_gives_more_psus_than_it_has() -> None:
    few = frame([30] * 3 + [30] * 40, ["none-GT"] * 3 + ["none-SO"] * 40)
    here = replace(country("tunisia"), density={"none": country("tunisia").density["none"]})
    assert sample_sizes(here, few, scale=30 / 120) == (3, 27)


def test_a_psu_larger_than_the_step_is_certain() -> None:
    large = frame([10] * 20 + [900], ["none-GT"] * 21)
    design = psu_design(country("tunisia"), large, scale=5 / 120)
    drawn = design.draw(Streams(1).of("psus"))
    assert drawn.certainty.tolist() == [False] * 4 + [True]
    assert drawn.p[-1] == 1


@pytest.mark.parametrize("released", [False, True])
def test_over_many_draws_each_psu_comes_with_its_probability_with_and_without_the_reserve(released: bool) -> None:
    of = frame([10, 20, 30, 40, 50, 60, 70, 400, 25, 35], ["none-GT"] * 10)
    design = psu_design(country("tunisia"), of, scale=5 / 120)
    random, counts, draws = Streams(4).of("psus"), np.zeros(10), 4000
    for _ in range(draws):
        drawn = design.draw(random, reserve_released=released)
        counts[drawn.row] += 1
    p = design.p_with_reserve if released else design.p
    assert p.sum() == pytest.approx(6 if released else 5)
    assert np.abs(counts / draws - p).max() < 4 * np.sqrt(0.25 / draws)


def test_those_worked_at_once_are_among_those_drawn_with_the_reserve() -> None:
    here = world()
    design = psu_design(here.country, here.frame)
    at_once = design.draw(Streams(5).of("psus"))
    with_reserve = design.draw(Streams(5).of("psus"), reserve_released=True)
    assert set(at_once.row.tolist()) < set(with_reserve.row.tolist())
    assert len(with_reserve) == pytest.approx(len(at_once) * (1 + here.country.field.reserve), rel=0.03)


def test_weighted_totals_are_unbiased_over_draws() -> None:
    """Selection only, persons included; listing errors and nonresponse bias by design and are left out."""
    found = biases(world(1, "tunisia"), Streams(11), draws=200)
    assert {name: z for name, z in found.items() if abs(z) > 4} == {}
