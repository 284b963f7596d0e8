import pytest

from simulation.population.country import COUNTRIES, Country, UnknownCountry, country
from simulation.population.households import migrants
from tests.simulation.builders import code_lists

every_country = pytest.mark.parametrize("here", [country(name) for name in COUNTRIES], ids=COUNTRIES)


def test_tunisia_has_the_published_totals() -> None:
    here = country("tunisia")
    assert here.households == 2_712_976
    assert here.migrants == 58_990
    assert sum(governorate.population for governorate in here.governorates.values()) == 10_982_754
    assert here.households / here.dwellings.mean == pytest.approx(31_900, abs=50)


def test_tunisia_draws_600_psus_by_the_count_of_2014() -> None:
    here = country("tunisia")
    assert here.sample == 600
    assert {name: (one.fewest, one.sample) for name, one in here.density.items()} == {
        "none": (0, 120),
        "few": (1, 130),
        "some": (3, 170),
        "many": (8, 180),
    }
    assert (here.field.teams, here.field.interviewers, here.field.days) == (10, 6, 70)


def test_the_small_country_draws_110_psus() -> None:
    here = country("small")
    assert here.sample == 110
    assert (here.field.teams, here.field.interviewers, here.field.days) == (8, 3, 28)


@every_country
def test_the_places_are_those_of_the_code_lists(here: Country) -> None:
    assert set(here.governorates) == set(code_lists().region_of)
    assert set(here.regions) == set(code_lists().region_of.values())


@every_country
def test_shares_sum_to_one(here: Country) -> None:
    for region in here.regions.values():
        assert sum(region.origins.values()) == pytest.approx(1)
        assert all(sum(own.values()) == pytest.approx(1) for own in region.citizenships.values())
    for name, origin in here.origins.items():
        for shares in (origin.citizenships, origin.levels, origin.reasons):
            assert sum(shares.values()) == pytest.approx(1), name
        assert sum(share for share, *_ in origin.ages) == pytest.approx(1), name
    for name, shares in here.work["sectors"].items():
        assert sum(shares.values()) == pytest.approx(1), name
    for code in here.regions:
        inside = [one.migrants for name, one in here.governorates.items() if code_lists().region_of[name] == code]
        assert sum(inside) == pytest.approx(1), code


@every_country
def test_six_in_a_hundred_live_in_group_quarters(here: Country) -> None:
    whole = sum(origin.share for origin in here.origins.values())
    assert sum(origin.share * origin.quarters for origin in here.origins.values()) / whole == pytest.approx(
        0.06, abs=0.0005
    )


@every_country
def test_citizens_speak_languages_of_the_file_and_belong_to_their_group(here: Country) -> None:
    for code, origin in here.origins.items():
        for citizenship in origin.citizenships:
            assert code_lists().origin_of[citizenship] == code
            assert max(here.languages[citizenship].values()) >= 0.5


@every_country
def test_shares_of_regions_and_of_origins_are_both_kept(here: Country) -> None:
    table = migrants(here)
    assert table.sum() == here.migrants
    published = sum(region.migrants for region in here.regions.values())
    for row, region in zip(table, here.regions.values(), strict=True):
        assert row.sum() == pytest.approx(region.migrants / published * here.migrants, abs=4)
    whole = sum(origin.share for origin in here.origins.values())
    for column, origin in zip(table.T, here.origins.values(), strict=True):
        assert column.sum() == pytest.approx(origin.share / whole * here.migrants, abs=7)


def test_a_country_enlarged_has_so_many_times_the_people_the_sample_and_the_teams() -> None:
    here, large = country("small"), country("small").enlarged(10)
    assert (large.households, large.migrants) == (10 * here.households, 10 * here.migrants)
    assert large.sample == 1100
    assert large.field.teams == 80
    assert large.field.interviewers == here.field.interviewers
    assert large.origins == here.origins


def test_a_country_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(UnknownCountry) as told:
        country("atlantis")
    assert told.value.problems[0].values == {"name": "atlantis", "known": "tunisia, small"}
