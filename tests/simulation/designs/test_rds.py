"""The RDS sample: chains that hold together, coupons and payments that add up, inclusion that follows degrees."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from questionnaires.files import broken
from questionnaires.hard_to_reach import RDS, SEED
from simulation.designs.coupons import valid
from simulation.designs.misconduct import FACTOR, Misconduct
from simulation.designs.parameters import Designs, designs
from simulation.designs.rds import RdsSample, draw_rds
from simulation.designs.rds_tables import rds_tables
from simulation.streams import Streams
from tests.simulation.designs.builders import full_participation, knit_network, people

MONDAY = date(2026, 10, 5)
KEY = b"a key of the survey"

Row = Mapping[str, Any]


def draw(number: int = 0, parameters: Designs | None = None, wrong: Misconduct | None = None) -> RdsSample:
    random = Streams(5).of("rds design", number)
    return draw_rds(people(), knit_network(), parameters or designs(), MONDAY.weekday(), random, wrong)


@cache
def tables() -> Mapping[str, list[Row]]:
    return {contract.name: table.to_pylist() for contract, table in rds_tables(draw(), designs(), KEY, MONDAY).items()}


def recruits() -> list[Row]:
    return tables()["rds_recruits"]


def coupons() -> list[Row]:
    return tables()["rds_coupons"]


def by_id() -> Mapping[str, Row]:
    return {row["person_id"]: row for row in recruits()}


def recruited() -> list[Row]:
    return [row for row in recruits() if row["recruiter_id"] != SEED]


def test_the_tables_keep_their_contracts() -> None:
    made = rds_tables(draw(), designs(), KEY, MONDAY)
    assert tuple(made) == RDS
    assert [broken(contract, table) for contract, table in made.items()] == [[]] * len(RDS)


def test_every_recruiter_took_part_and_nobody_recruits_oneself() -> None:
    assert all(row["recruiter_id"] in by_id() for row in recruited())
    assert all(row["recruiter_id"] != row["person_id"] for row in recruits())


def test_nobody_is_interviewed_before_the_recruiter() -> None:
    assert all(row["interviewed_at"] > by_id()[row["recruiter_id"]]["interviewed_at"] for row in recruited())


def test_a_wave_follows_the_wave_of_the_recruiter() -> None:
    assert all(row["wave"] == by_id()[row["recruiter_id"]]["wave"] + 1 for row in recruited())
    assert all((row["wave"] == 0) == (row["recruiter_id"] == SEED) for row in recruits())


def test_a_chain_keeps_its_seed_and_its_site() -> None:
    for row in recruited():
        recruiter = by_id()[row["recruiter_id"]]
        assert (row["seed_id"], row["site"]) == (recruiter["seed_id"], recruiter["site"])
    assert all(row["seed_id"] == row["person_id"] for row in recruits() if row["recruiter_id"] == SEED)


def test_a_person_takes_part_once() -> None:
    assert len(set(draw().person)) == len(draw())


def test_only_eligible_people_of_the_area_are_interviewed() -> None:
    sample = draw()
    for code, site in designs().sites.items():
        who = sample.person[sample.site == code]
        assert (people().eligible & people().lives_in(site.governorates))[who].all()


def test_recruits_know_their_recruiter() -> None:
    sample, network = draw(), knit_network()
    for chains in sample.chains:
        pairs = [(p, chains.person[r]) for p, r in zip(chains.person, chains.recruiter, strict=True) if r >= 0]
        assert all(recruiter in network.of(int(person)) for person, recruiter in pairs)


def test_seeds_are_six_to_twelve_a_site_and_of_every_origin() -> None:
    sample = draw()
    for code in designs().sites:
        seeds = [row for row in recruits() if row["site"] == code and row["recruiter_id"] == SEED]
        assert 6 <= len(seeds) <= 12
    origins = [
        people().origin[person] for person, row in zip(sample.person, sample.chains[0].wave, strict=False) if row == 0
    ]
    assert set(origins) == {"AFR", "MAG", "ARB", "EUR"}


def test_a_coupon_that_was_used_brought_the_recruit_who_shows_it() -> None:
    used = {row["coupon"]: row for row in coupons() if row["state"] == "used"}
    assert {row["coupon_in"] for row in recruited()} == set(used)
    for row in recruited():
        coupon = used[row["coupon_in"]]
        assert (coupon["used_by"], coupon["issued_to"]) == (row["person_id"], row["recruiter_id"])
        assert coupon["coupon"] in by_id()[row["recruiter_id"]]["coupons_out"].split()
        assert coupon["issued_at"] < coupon["presented_at"] <= coupon["expires_at"]


def test_every_coupon_is_a_valid_code_and_is_given_to_one_person() -> None:
    issued = [code for row in recruits() for code in row["coupons_out"].split()]
    assert Counter(issued).most_common(1)[0][1] == 1
    assert set(issued) == {row["coupon"] for row in coupons() if row["state"] != "printed"}
    assert all(valid(row["coupon"]) for row in coupons())


def test_coupons_are_valid_for_fourteen_to_twenty_one_days() -> None:
    lasting = {row["expires_at"] - row["issued_at"] for row in coupons() if row["issued_at"]}
    assert lasting == {timedelta(days=14), timedelta(days=21)}


def test_void_coupons_say_why_and_unused_ones_expire() -> None:
    reasons = {row["void_reason"] for row in coupons() if row["state"] == "void"}
    assert reasons == {"ineligible", "duplicate", "declined"}
    for row in coupons():
        assert (row["void_reason"] is not None) == (row["state"] == "void")
        if row["state"] == "expired" and row["presented_at"]:
            assert row["presented_at"] > row["expires_at"]


def test_three_coupons_are_given_until_they_taper_off() -> None:
    rows = sorted((row for row in recruits() if row["site"] == "GT"), key=lambda row: row["interviewed_at"])
    given = [len(row["coupons_out"].split()) for row in rows]
    assert given == sorted(given, reverse=True)
    assert set(given) == {3, 2, 1, 0}


def test_a_recruiter_is_paid_once_a_recruit_and_for_three_at_most() -> None:
    entries = tables()["rds_incentives"]
    for_recruits = [row for row in entries if row["reason"] == "recruit"]
    used = {row["coupon"]: row["issued_to"] for row in coupons() if row["state"] == "used"}
    assert all(used[row["coupon"]] == row["person_id"] for row in for_recruits)
    assert len({row["coupon"] for row in for_recruits}) == len(for_recruits)
    assert max(Counter(row["person_id"] for row in for_recruits).values()) == 3


def test_everybody_is_paid_for_the_interview_and_the_books_balance() -> None:
    entries = tables()["rds_incentives"]
    primary = [row for row in entries if row["reason"] == "interview"]
    assert sorted(row["person_id"] for row in primary) == sorted(by_id())
    assert {(row["debit"], row["credit"]) for row in entries} == {("incentives", "site cash")}


def test_only_recruiters_who_come_back_are_paid_for_recruits_and_tell_of_refusals() -> None:
    back = {row["person_id"] for row in recruits() if row["returned_at"]}
    assert {row["person_id"] for row in tables()["rds_incentives"] if row["reason"] == "recruit"} <= back
    assert all((row["refusals"] is not None) == (row["person_id"] in back) for row in recruits())


def test_sites_are_closed_at_night_and_on_sundays() -> None:
    for row in recruits():
        local = row["interviewed_at"] + timedelta(hours=1)
        assert 9 <= local.hour < 17
        assert local.weekday() != 6


def test_the_answers_on_networks_agree_with_one_another() -> None:
    for row in recruits():
        if row["known_adults"] is None:
            assert row["known"] is None
            continue
        assert row["known"] >= row["known_here"] >= row["known_adults"] >= row["known_seen"] >= row["known_coupon"]
        assert row["known_adults"] >= 1


def test_reported_sizes_are_the_true_ones_with_a_third_of_error_and_heaped() -> None:
    plain = replace(designs(), rds=replace(designs().rds, heaped=0.0, silent=0.0))
    sample = draw(parameters=plain)
    large = sample.true_size >= 15
    error = np.log(sample.sizes["known_adults"][large] / sample.true_size[large])
    assert error.std() == pytest.approx(0.35, abs=0.05)
    assert error.mean() == pytest.approx(0.0, abs=0.08)
    heaped = np.isin(draw().sizes["known_adults"], (5, 10, 20, 50)).mean()
    assert heaped > 2 * np.isin(sample.sizes["known_adults"], (5, 10, 20, 50)).mean()


def test_inclusion_is_in_proportion_to_degree_when_all_coupons_come_back() -> None:
    """A small part of a large area, many chains: waves after the third are met as often as they have acquaintances."""
    size, everybody = 40_000, full_participation()
    site = replace(everybody.sites["GT"], rds=300)
    parameters = replace(everybody, sites={"GT": site})
    here = people(size).lives_in(site.governorates)
    degree = knit_network(size).count(here & people(size).adult)
    universe = here & people(size).eligible & (degree > 0)
    met = np.zeros(len(degree))
    for number in range(25):
        random = Streams(9).of("rds design", number)
        sample = draw_rds(people(size), knit_network(size), parameters, 0, random)
        met[sample.person[sample.chains[0].wave > 3]] += 1
    classes = np.digitize(degree, [4, 8, 12, 18, 26])
    found = np.bincount(classes[universe], weights=met[universe])
    by_degree = np.bincount(classes[universe], weights=degree[universe])
    equal = np.bincount(classes[universe])
    against = (found / found.sum()) / (by_degree / by_degree.sum())
    assert against == pytest.approx(np.ones(len(found)), abs=0.15)
    assert np.abs((found / found.sum()) / (equal / equal.sum()) - 1).max() > 0.5


def test_recruiters_who_prefer_some_people_recruit_more_of_them() -> None:
    fond = replace(designs(), rds=replace(designs().rds, prefers={"woman": 1.5}))
    women = [people().woman[draw(parameters=some).person].mean() for some in (designs(), fond)]
    assert women[1] > women[0] + 0.1


def test_a_site_whose_chains_all_die_takes_new_seeds_up_to_twelve() -> None:
    nobody_comes = replace(designs(), rds=replace(designs().rds, coupons=0, consents=1.0))
    sample = draw(parameters=nobody_comes)
    assert [len(chains.person) for chains in sample.chains] == [12, 12, 12]


def test_strangers_are_recruited_by_those_who_sell_coupons() -> None:
    sample = draw(wrong=Misconduct(sellers=3))
    assert Counter(sample.label)["F-seller"] == 9
    strangers = 0
    for chains in sample.chains:
        for person, recruiter, label in zip(chains.person, chains.recruiter, chains.label, strict=True):
            if label == "F-stranger":
                strangers += chains.person[recruiter] not in knit_network().of(int(person))
                assert chains.label[recruiter] == "F-seller"
    assert strangers > 5


def test_an_interviewer_who_inflates_enters_larger_networks() -> None:
    sample = draw(wrong=Misconduct(inflating=1, share=0.8))
    ratio = sample.sizes["known_adults"] / sample.true_size
    inflated = (sample.label == "F-inflated") & (sample.sizes["known_adults"] > 0)
    assert set(sample.interviewer[inflated]) == {1}
    assert np.median(ratio[inflated]) == pytest.approx(FACTOR, rel=0.25)
    assert np.median(ratio[(sample.label == "") & (sample.true_size > 4)]) == pytest.approx(1.0, rel=0.1)


def test_an_honest_field_has_no_labels() -> None:
    assert set(draw().label) == {""}


def test_a_draw_has_its_own_stream() -> None:
    assert np.array_equal(draw(1).person, draw(1).person)
    assert not np.array_equal(draw(1).person, draw(2).person)
