"""Whether Horvitz-Thompson totals computed from the contract tables alone are unbiased when everybody answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from questionnaires.contracts import CASES, LISTING_UNITS, PSUS, Contract
from simulation.field.draw import draw
from simulation.field.protocol import FieldProtocol, field_protocol
from simulation.field.tables import tables
from simulation.fieldwork import provenance
from simulation.population.arrays import Amounts
from simulation.population.scenario import Scenario, scenario
from simulation.population.world import World
from simulation.streams import Streams
from tests.simulation.builders import forms

CERTAIN = 40.0  # on the logit scale
SUBSAMPLED = {"high": 0.5, "many": 0.5}  # the dense classes of either country

Tables = Mapping[Contract, pa.Table]
Spoiling = Callable[[Tables], Tables]


def everybody_answers() -> Scenario:
    """Whoever is looked for is met at once and answers."""
    usual = scenario("mar")
    sure = replace(usual.response, intercept=CERTAIN, screener=CERTAIN, contact=CERTAIN, barrier=0.0)
    return replace(usual, response=sure)


def faultless(*, subsampled: bool = False, reserve_released: bool = False) -> FieldProtocol:
    """Nothing is missed or listed twice, nobody moves or puts anything off, no day is lost."""
    rules = field_protocol()
    listing = replace(
        rules.listing,
        omission=0.0,
        duplicate=0.0,
        not_found=0.0,
        reserve_released=reserve_released,
        subsampled=SUBSAMPLED if subsampled else {},
    )
    visits = replace(rules.visits, moved=0.0, unable=0.0, break_off=0.0, appointment_kept=1.0)
    habits = tuple(replace(habit, appointments=0.0) for habit in rules.habits)
    return replace(rules, listing=listing, visits=visits, habits=habits, hard_days=())


def as_it_is(found: Tables) -> Tables:
    """The tables as the light road makes them."""
    return found


def table_biases(
    world: World,
    streams: Streams,
    draws: int,
    protocol: FieldProtocol,
    spoilt: Spoiling = as_it_is,
) -> Mapping[str, float]:
    """The bias of each total as a multiple of its standard error over the draws; all cases must have answered."""
    homes = world.frame.region[world.households.psu[world.people.household]]
    truth = {"foreigners": float(len(world.people)), "eligible": float(world.eligible.sum())}
    truth |= {f"sex {code}": float((world.eligible & (world.people.sex == code)).sum()) for code in ("1", "2")}
    truth |= {f"region {code}": float((world.eligible & (homes == code)).sum()) for code in np.unique(homes).tolist()}
    found: dict[str, list[float]] = {name: [] for name in truth}
    told, everybody = provenance(forms()), everybody_answers()
    for number in range(1, draws + 1):
        drawn = draw(world, everybody, streams, number, protocol=protocol)
        totals = _totals(spoilt(tables(drawn, told)))
        for name, values in found.items():
            values.append(totals.get(name, 0.0))
    return {name: _z(np.array(values), truth[name]) for name, values in found.items()}


def _totals(found: Tables) -> Mapping[str, float]:
    psus, units, cases = (found[contract].to_pandas() for contract in (PSUS, LISTING_UNITS, CASES))
    units = units.merge(psus[["psu_id", "p_psu", "region"]], on="psu_id", validate="many_to_one")
    units["weight"] = 1 / (units["p_psu"] * units["p_dwelling"])
    cases = cases.merge(units[["unit_id", "weight", "region"]], on="unit_id", validate="many_to_one")
    if not (cases["response_status"] == "respondent").all():
        raise AssertionError("everybody was to answer")
    cases["weight"] = cases["weight"] / cases["p_person"]
    totals = {
        "foreigners": float((units["weight"] * units["n_foreign"].fillna(0)).sum()),
        "eligible": float(cases["weight"].sum()),
    }
    totals |= {f"sex {code}": float(total) for code, total in cases.groupby("sex")["weight"].sum().items()}
    return totals | {f"region {code}": float(total) for code, total in cases.groupby("region")["weight"].sum().items()}


def _z(totals: Amounts, truth: float) -> float:
    return float((totals.mean() - truth) / (totals.std(ddof=1) / np.sqrt(len(totals))))
