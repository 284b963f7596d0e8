"""The population of the simulated countries against their parameters, and what makes it a population of people."""

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from simulation.population.background import _levels_by_age
from simulation.population.chance import shared
from simulation.population.people import CHILD, HEAD, HOUSEMATE, SPOUSE
from simulation.population.traits import DAY, FAMILY_HELPER, OWN_ACCOUNT, WEEKS_IN_A_MONTH
from simulation.population.world import World, create
from simulation.streams import Streams
from tests.simulation.builders import code_lists
from tests.simulation.countries import SEED, created, enlarged
from tests.simulation.marginals import marginals

ONE_PERCENT = 0.01


def test_at_ten_times_the_size_every_marginal_is_within_one_percent_of_its_parameter() -> None:
    off = [row for row in marginals(enlarged("tunisia", 10)) if abs(row.apart) > ONE_PERCENT]
    assert off == []


def test_more_than_half_of_the_foreigners_of_the_west_are_algerians_as_published() -> None:
    world = created("tunisia")
    west = np.isin(_region(world), ("NO", "CO"))
    assert (world.people.citizenship[west] == "DZ").mean() == pytest.approx(0.568, abs=0.02)


def test_few_psus_hold_most_migrants() -> None:
    world = created("tunisia")
    psu = world.households.psu[world.people.household]
    counts = np.sort(np.bincount(psu, minlength=len(world.frame)))[::-1]
    assert 0.58 < counts[: len(counts) // 20].sum() / counts.sum() < 0.70


def test_the_strata_are_the_classes_of_the_count_by_region() -> None:
    world = created("tunisia")
    frame = world.frame
    fewest = np.array([density.fewest for density in world.country.density.values()])
    names = np.array(list(world.country.density))
    by_count = names[np.searchsorted(fewest, frame.count_2014, side="right") - 1]
    assert (frame.density == by_count).all()
    assert (frame.stratum == np.char.add(np.char.add(frame.density, "-"), frame.region)).all()
    assert len(np.unique(frame.stratum)) == 28


@pytest.mark.parametrize("name", ["tunisia", "small"])
def test_psus_of_a_stratum_lie_together_and_are_at_least_four(name: str) -> None:
    stratum = created(name).frame.stratum
    changes = (stratum[1:] != stratum[:-1]).sum() + 1
    strata, counts = np.unique(stratum, return_counts=True)
    assert changes == len(strata)
    assert counts.min() >= 4


def test_the_count_of_2014_tells_much_of_where_foreigners_live_but_not_all() -> None:
    world = created("tunisia")
    now = np.bincount(world.households.psu, minlength=len(world.frame))
    assert 0.85 < np.corrcoef(now, world.frame.count_2014)[0, 1] < 0.99
    unseen = now[world.frame.count_2014 == 0].sum() / now.sum()
    assert 0.03 < unseen < 0.15


@pytest.mark.parametrize("name", ["tunisia", "small"])
def test_psus_have_names_of_their_own_and_room_for_their_foreigners(name: str) -> None:
    world = created(name)
    assert len(np.unique(world.frame.psu_id)) == len(world.frame)
    now = np.bincount(world.households.psu, minlength=len(world.frame))
    assert (now <= world.country.settlement.most * world.frame.dwellings).all()


def test_a_city_is_the_urban_or_the_rural_part_of_a_governorate() -> None:
    frame = created().frame
    place = list(zip(frame.governorate.tolist(), frame.urban.tolist(), frame.city.tolist(), strict=True))
    assert all(city == f"{governorate}-{'U' if urban else 'R'}" for governorate, urban, city in place)


def test_households_are_sorted_by_psu_and_place_and_their_people_by_line() -> None:
    world = created()
    homes, people = world.households, world.people
    assert (np.lexsort((homes.place, homes.psu)) == np.arange(len(homes))).all()
    assert (np.lexsort((people.line_no, people.household)) == np.arange(len(people))).all()
    assert (np.bincount(people.household) == homes.n_foreign).all()
    assert (people.line_no == 1).sum() == len(homes)


def test_starts_of_the_selection_have_six_decimals_below_one() -> None:
    start = created().households.start
    assert ((start >= 0) & (start < 1)).all()
    assert (start == start.round(6)).all()
    assert start.mean() == pytest.approx(0.5, abs=4 * 0.2887 / np.sqrt(len(start)))


def test_people_of_a_household_share_their_origin_and_citizenship() -> None:
    world = created()
    people = world.people
    head = np.flatnonzero(people.line_no == 1)[people.household]
    assert (people.origin == people.origin[head]).all()
    assert (people.origin == world.households.origin[people.household]).all()
    assert (people.citizenship == people.citizenship[head]).all()
    assert {code_lists().origin_of[c] for c in people.citizenship[people.origin == "MAG"]} == {"MAG"}


def test_a_couple_is_a_man_and_a_woman_and_a_child_is_younger_than_its_head() -> None:
    people = created("tunisia").people
    head = np.flatnonzero(people.line_no == 1)[people.household]
    spouse, child = people.relation == SPOUSE, people.relation == CHILD
    assert (people.relation[people.line_no == 1] == HEAD).all()
    assert (people.sex[spouse] != people.sex[head][spouse]).all()
    assert (people.age[spouse] >= 18).all()
    assert (people.age[child] < 18).all()
    assert (people.age[head][child] - people.age[child] >= 18).all()
    assert (people.age[~child] >= 18).all()
    men_older = np.where(people.sex == "1", 1, -1)[spouse] * (people.age - people.age[head])[spouse]
    assert men_older.mean() == pytest.approx(3, abs=0.7)


@pytest.mark.parametrize("name", ["tunisia", "small"])
def test_spouses_and_children_mostly_have_the_status_of_the_head_and_shares_of_origin_stay(name: str) -> None:
    world = created(name)
    people, irregular = world.people, world.traits.irregular
    head = np.flatnonzero(people.line_no == 1)[people.household]
    family = np.isin(people.relation, (SPOUSE, CHILD))
    mates = (people.relation == HOUSEMATE) & (people.origin == "AFR")
    assert (irregular == irregular[head])[family].mean() > 0.88
    assert (irregular == irregular[head])[mates].mean() < 0.65
    for code, origin in world.country.origins.items():
        here = people.origin == code
        assert irregular[here].sum() == pytest.approx(origin.irregular * here.sum(), abs=2)


def test_families_came_about_the_same_time_and_housemates_each_on_their_own() -> None:
    people = created("tunisia").people
    head = np.flatnonzero(people.line_no == 1)[people.household]
    stay = np.log1p(people.months)
    for code in ("AFR", "MAG", "ARB", "EUR"):
        spouse, mate = ((people.relation == kind) & (people.origin == code) for kind in (SPOUSE, HOUSEMATE))
        assert np.corrcoef(stay[spouse], stay[head][spouse])[0, 1] > 0.6
        assert abs(np.corrcoef(stay[mate], stay[head][mate])[0, 1]) < 0.1


def test_dormitories_hold_adults_without_families() -> None:
    world = created()
    inside = world.households.quarters[world.people.household]
    assert set(world.people.relation[inside].tolist()) == {HEAD, HOUSEMATE}
    assert (world.households.n_persons == world.households.n_foreign)[world.households.quarters].all()
    assert world.households.n_foreign[world.households.quarters].min() >= 6


def test_nobody_came_before_being_born_or_took_the_job_before_coming() -> None:
    world = created("tunisia")
    assert (world.people.months // 12 <= world.people.age).all()
    assert (world.traits.tenure <= world.people.months).all()


def test_whether_they_intend_to_stay_is_asked_of_newcomers_only() -> None:
    people = created("tunisia").people
    assert ((people.intends == "") == (people.months >= 6)).all()
    new = people.intends[people.months < 6]
    assert (new == "1").mean() == pytest.approx(0.74, abs=0.06)


def test_a_person_is_eligible_by_age_and_by_stay_or_work() -> None:
    world = created("tunisia")
    people, eligible = world.people, world.eligible
    assert (people.age[eligible] >= 18).all()
    stays = (people.months >= 6) | (people.intends == "1") | world.works
    assert (eligible == (stays & (people.age >= 18))).all()
    assert not (eligible & world.unclear).any()
    assert (people.intends[world.unclear] == "-8").all()


@pytest.mark.parametrize("name", ["tunisia", "small"])
@pytest.mark.parametrize(("level", "earliest"), [("8", 27), ("7", 23), ("6", 21), ("5", 20), ("4", 18), ("3", 17)])
def test_nobody_has_ended_studies_that_take_longer_than_their_life(name: str, level: str, earliest: int) -> None:
    world = created(name)
    ages = world.people.age[world.traits.level == level]
    assert len(ages)
    assert ages.min() >= earliest


@pytest.mark.parametrize("name", ["tunisia", "small"])
def test_levels_of_adults_are_as_many_by_origin_as_their_shares_say(name: str) -> None:
    world = created(name)
    for code, origin in world.country.origins.items():
        adults = (world.people.origin == code) & (world.people.age >= 18)
        found = [int((world.traits.level[adults] == level).sum()) for level in origin.levels]
        assert found == shared(int(adults.sum()), list(origin.levels.values())).tolist()


def test_children_have_no_more_schooling_than_their_age_allows() -> None:
    world = created("tunisia")
    of_age = {level: world.people.age[world.traits.level == level] for level in "X012"}
    assert set(world.traits.level[world.people.age < 18].tolist()) == {"X", "0", "1", "2"}
    assert (of_age["0"].min(), of_age["1"].min(), of_age["2"].min()) == (6, 12, 15)


def test_a_group_without_anybody_old_enough_gives_its_levels_to_its_oldest() -> None:
    age, turn = np.array([18, 19, 26, 18]), np.array([0.1, 0.2, 0.3, 0.4])
    assert _levels_by_age({"2": 0.5, "3": 0.25, "8": 0.25}, age, turn).tolist() == ["3", "2", "8", "2"]


def test_spouses_live_in_couple_and_parents_have_the_children_of_their_household() -> None:
    world = created()
    people, traits = world.people, world.traits
    head, spouse = np.flatnonzero(people.line_no == 1)[people.household], people.relation == SPOUSE
    assert np.isin(traits.marital[spouse], ("2", "3")).all()
    assert (traits.marital[spouse] == traits.marital[head][spouse]).all()
    assert (traits.marital[people.age < 18] == "1").all()
    with_them = np.bincount(people.household[people.relation == CHILD], minlength=len(world.households))
    parent = np.isin(people.relation, (HEAD, SPOUSE))
    assert (traits.children[parent] >= with_them[people.household][parent]).all()


def test_the_interview_is_held_in_a_language_that_the_person_speaks() -> None:
    traits = created().traits
    spoken = [set(languages.split()) for languages in traits.languages.tolist()]
    assert all(language in languages for language, languages in zip(traits.language.tolist(), spoken, strict=True))
    of_the_field = [bool(languages & {"fr", "ar", "aeb", "en"}) for languages in spoken]
    assert (traits.barrier == ~np.array(of_the_field)).all()


def test_informality_follows_from_insurance_and_registration() -> None:
    traits = created("tunisia").traits
    employed, own = traits.employed, traits.status == OWN_ACCOUNT
    assert (traits.informal == ~traits.insured)[employed & ~own & (traits.status != FAMILY_HELPER)].all()
    assert traits.informal[employed & (traits.status == FAMILY_HELPER)].all()
    assert (traits.informal == ~traits.registered)[employed & own & ~traits.contractor].all()
    assert not (traits.incorporated & ~traits.registered).any()
    assert not (traits.contractor & (traits.hires | traits.incorporated | ~own)).any()


def test_pay_of_a_month_is_that_of_its_days_and_weeks() -> None:
    traits = created().traits
    by_day = traits.period == DAY
    assert (traits.monthly_pay[by_day] == (traits.pay * traits.days_in_month)[by_day]).all()
    assert traits.monthly_pay[traits.period == "3"] == pytest.approx(
        traits.pay[traits.period == "3"] * WEEKS_IN_A_MONTH
    )
    assert (traits.pay > 0).all()


def test_traits_hang_together() -> None:
    world = created("tunisia")
    traits, employed = world.traits, world.traits.employed
    tertiary = np.isin(traits.level, list("5678"))
    skilled = np.isin(traits.sector, ("13", "14", "17"))
    domestic = traits.sector == "7"
    for more, less in (
        (traits.informal[employed & domestic], traits.informal[employed & ~domestic]),
        (tertiary[employed & skilled], tertiary[employed & ~skilled]),
        (traits.borrowed[traits.recruiter], traits.borrowed[~traits.recruiter]),
        (traits.fees[traits.recruiter], traits.fees[~traits.recruiter]),
        (traits.coerced[traits.irregular], traits.coerced[~traits.irregular]),
        (traits.health_insured[traits.insured & employed], traits.health_insured[employed & ~traits.insured]),
        (traits.remits[employed], traits.remits[~employed]),
        (traits.arranged[traits.reason == "1"], traits.arranged[traits.reason == "2"]),
        (traits.irregular[~traits.student], traits.irregular[traits.student]),
    ):
        assert more.mean() > 1.2 * less.mean()
    assert np.corrcoef(traits.hours[traits.employee], world.monthly_pay[traits.employee])[0, 1] > 0.1


@pytest.mark.parametrize("name", ["tunisia", "small"])
def test_the_same_seed_gives_the_same_world_and_another_seed_another(name: str) -> None:
    world, again, other = created(name), enlarged(name, 1), enlarged(name, 1, SEED + 1)
    assert all((value == arrays(again)[key]).all() for key, value in arrays(world).items())
    assert not np.array_equal(world.frame.frame_dwellings, other.frame.frame_dwellings)
    assert not np.array_equal(world.people.age, other.people.age)


@dataclasses.dataclass(frozen=True)
class Disturbed(Streams):
    """Streams of which one begins elsewhere."""

    component: str = ""

    def of(self, component: str, draw: int | None = None) -> np.random.Generator:
        return super().of(component + "!" if component == self.component else component, draw)


@pytest.mark.parametrize(
    ("component", "follows"),
    [
        ("starts", {"start"}),
        ("natives", {"n_persons"}),
        ("citizenships", {"citizenship", "languages", "language", "barrier"}),
        ("languages", {"languages", "language", "barrier"}),
        ("families", {"marital", "children"}),
        ("recruitment", {"recruiter", "fees", "borrowed", "coerced"}),
        ("working time", {"hours", "days", "pay", "days_in_month"}),
        ("pay", {"pay"}),
        ("second jobs", {"second_job"}),
        ("coercion", {"coerced"}),
    ],
)
def test_a_change_in_the_stream_of_one_component_moves_what_follows_from_it_and_nothing_else(
    component: str, follows: set[str]
) -> None:
    assert _moved_by(component) == follows


@pytest.mark.parametrize(
    ("component", "kept"),
    [
        ("labour", {"age", "level", "sector", "days", "second_job", "period", "irregular"}),
        ("education", {"age", "sex", "languages", "marital", "days", "second_job", "hires"}),
        ("ages", {"sex", "relation", "citizenship", "languages", "days", "second_job", "start"}),
    ],
)
def test_draws_that_come_later_are_not_shifted_by_how_many_came_before(component: str, kept: set[str]) -> None:
    moved = _moved_by(component)
    assert moved
    assert not moved & kept


def _moved_by(component: str) -> set[str]:
    """Names of the arrays that change when the stream of a component begins elsewhere."""
    world = created()
    changed = arrays(create(Disturbed(SEED, component), world.country, code_lists()))
    return {key for key, value in arrays(world).items() if not np.array_equal(value, changed[key])}


def test_each_draw_of_the_sample_has_a_stream_of_its_own() -> None:
    streams = Streams(5)
    numbers = [streams.of("psus", draw).random() for draw in (0, 1, 2)] + [streams.of("psus").random()]
    assert len(set(numbers)) == 4
    assert streams.of("psus", 1).random() == numbers[1]


def arrays(world: World) -> dict[str, npt.NDArray[Any]]:
    """Every array of a world by its name; the origin of households is that of their people."""
    return {
        field.name: getattr(value, field.name)
        for value in (world.frame, world.households, world.people, world.traits)
        for field in dataclasses.fields(value)
    }


def _region(world: World) -> npt.NDArray[Any]:
    return world.frame.region[world.households.psu[world.people.household]]
