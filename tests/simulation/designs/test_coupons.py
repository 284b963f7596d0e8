"""Coupon codes: safe to read, to write and to hand out without a network."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.designs.coupons import A_TABLET, ALPHABET, WALK_IN, coupon, valid

KEY = b"a key of the survey"
numbers = st.integers(0, A_TABLET - 1)
tablets = st.integers(0, 200)


@given(tablets, numbers)
def test_every_coupon_is_a_valid_code_of_its_site(tablet: int, number: int) -> None:
    code = coupon(KEY, "G", tablet, number)
    assert valid(code)
    assert code[0] == "G"


@given(tablets, numbers, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(tablet: int, number: int, place: int, wrong: str) -> None:
    code = coupon(KEY, "M", tablet, number)
    mistyped = code[:place] + wrong + code[place + 1 :]
    assert valid(mistyped) == (mistyped == code)


@given(tablets, numbers, st.integers(0, 5))
def test_two_neighbours_swapped_are_always_found(tablet: int, number: int, place: int) -> None:
    code = coupon(KEY, "F", tablet, number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert valid(swapped) == (swapped == code)


def test_no_character_looks_like_another() -> None:
    assert not set("0O1IL2Z5S8B") & set(ALPHABET)


def test_tablets_that_never_meet_give_out_no_code_twice() -> None:
    codes = [coupon(KEY, "G", tablet, number) for tablet in range(4) for number in range(2_000)]
    assert len(set(codes)) == len(codes)


def test_codes_of_another_survey_are_others() -> None:
    ours = {coupon(KEY, "G", 0, number) for number in range(500)}
    theirs = {coupon(b"another key", "G", 0, number) for number in range(500)}
    assert len(ours & theirs) < 3


def test_codes_do_not_follow_one_another() -> None:
    codes = [coupon(KEY, "G", 0, number) for number in range(200)]
    assert len({code[1:5] for code in codes}) > 190


def test_walk_ins_have_a_letter_of_their_own_which_is_in_the_alphabet() -> None:
    assert WALK_IN in ALPHABET


def test_what_is_no_code_is_refused() -> None:
    assert not any(map(valid, ("", "GAAAAAA1", "gdk637t", "G0K637T")))
