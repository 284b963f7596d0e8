import dataclasses
import tomllib
from importlib.resources import files

import pytest

from simulation.population.scenario import AREA, RDS, SCENARIOS, Networks, Response, UnknownScenario, scenario


def test_the_scenarios_are_those_of_the_programme() -> None:
    assert set(SCENARIOS) == {"mar", "default", "nmar", "hostile-network", "fraud", "rds", "large"}


def test_mar_differs_from_the_default_in_what_response_sees_alone() -> None:
    mar, default = scenario("mar"), scenario("default")
    assert dataclasses.replace(mar.response, on_listing=False) == default.response
    assert mar.response.on_listing
    assert mar.networks == default.networks


def test_response_follows_what_is_measured_in_nmar_only() -> None:
    assert [name for name in SCENARIOS if scenario(name).response.informal] == ["nmar"]
    assert scenario("nmar").response.irregular < scenario("default").response.irregular < 0


def test_hostile_networks_are_worse_in_every_respect_and_nothing_else_changes() -> None:
    hostile, default = scenario("hostile-network"), scenario("default")
    assert hostile.response == default.response
    assert hostile.networks.same_day < default.networks.same_day
    for field in dataclasses.fields(Networks):
        if field.name != "same_day":
            assert getattr(hostile.networks, field.name) > getattr(default.networks, field.name), field.name


def test_misbehaviours_are_those_of_the_catalogue_and_only_fraud_has_them() -> None:
    assert [one.kind for one in scenario("fraud").misbehaviours] == list("ABCDEFGH")
    assert all(one.interviewers > 0 and 0 < one.share <= 1 for one in scenario("fraud").misbehaviours)
    assert [name for name in SCENARIOS if scenario(name).misbehaviours] == ["fraud"]


def test_design_and_scale_are_said_where_they_differ() -> None:
    assert {name: scenario(name).design for name in SCENARIOS if scenario(name).design != AREA} == {"rds": RDS}
    assert {name: scenario(name).scale for name in SCENARIOS if scenario(name).scale != 1} == {"large": 10}


def test_every_coefficient_of_the_file_is_used() -> None:
    content = tomllib.loads(files("simulation.population").joinpath("scenarios.toml").read_text(encoding="utf-8"))
    assert set(content["default"]["response"]) == {field.name for field in dataclasses.fields(Response)}
    assert set(content["default"]["networks"]) == {field.name for field in dataclasses.fields(Networks)}
    for name, own in content.items():
        assert set(own) <= {"response", "networks", "misbehaviours", "design", "scale"}, name


def test_a_scenario_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(UnknownScenario) as told:
        scenario("optimistic")
    assert told.value.problems[0].values["name"] == "optimistic"
    assert "hostile-network" in str(told.value.problems[0].values["known"])
