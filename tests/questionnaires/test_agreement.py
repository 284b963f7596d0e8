"""Agreement of two coders against closed forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.agreement import agreement, at_digits
from questionnaires.coding import as_given


def test_kappa_of_a_table_of_two_by_two_in_closed_form() -> None:
    """20 both yes, 5 and 10 apart, 15 both no: p_o 0.7, p_e 0.5, kappa 0.4 (the textbook example)."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = agreement(pairs)
    assert (found.n, found.agreed, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)


def test_the_standard_error_is_that_of_the_delta_method() -> None:
    """The variance of kappa as a function of the shares of a multinomial, with a numerical gradient."""
    cells = {("a", "a"): 21, ("a", "b"): 4, ("b", "a"): 7, ("b", "b"): 13, ("c", "b"): 3, ("c", "c"): 12}
    n = sum(cells.values())
    shares = {cell: count / n for cell, count in cells.items()}

    def kappa(p: dict[tuple[str, str], float]) -> float:
        observed = sum(share for (a, b), share in p.items() if a == b)
        chance = sum(
            sum(s for (a, _), s in p.items() if a == code) * sum(s for (_, b), s in p.items() if b == code)
            for code in "abc"
        )
        return (observed - chance) / (1 - chance)

    step = 1e-6
    slope = {
        cell: (kappa({**shares, cell: share + step}) - kappa({**shares, cell: share - step})) / (2 * step)
        for cell, share in shares.items()
    }
    mean = sum(shares[cell] * slope[cell] for cell in cells)
    variance = (sum(shares[cell] * slope[cell] ** 2 for cell in cells) - mean**2) / n
    found = agreement([cell for cell, count in cells.items() for _ in range(count)])
    assert found.kappa == pytest.approx(kappa(shares))
    assert found.se == pytest.approx(math.sqrt(variance), rel=1e-6)


def test_without_pairs_or_with_one_code_alone_kappa_says_nothing() -> None:
    assert agreement([]).share is None
    assert (agreement([("a", "a")] * 5).share, agreement([("a", "a")] * 5).kappa) == (1.0, None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_kappa_is_one_where_all_agree_and_takes_no_notice_of_who_is_first(pairs: list[tuple[str, str]]) -> None:
    found, turned = agreement(pairs), agreement((b, a) for a, b in pairs)
    if found.kappa is None:
        assert turned.kappa is None
        return
    assert math.isclose(found.kappa, turned.kappa or 0.0, abs_tol=1e-12)
    assert found.kappa <= 1 + 1e-12
    assert (found.agreed == found.n) == math.isclose(found.kappa, 1)


def test_agreement_grows_as_figures_are_cut_and_shorter_codes_are_left_out() -> None:
    pairs = [("9211", "9212"), ("9211", "9313"), ("01", "0111")]
    assert [agreement(at_digits(pairs, digits)).agreed for digits in (1, 2, 3, 4)] == [3, 2, 1, 0]
    assert agreement(at_digits(pairs, 4)).n == 2


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0110", "0110"),
        ("110", "0110"),
        ("9211.0", "9211"),
        (" 9211 ", "9211"),
        ("141", None),
        ("'141", "141"),
        ("7", None),
    ],
)
def test_a_code_survives_a_spreadsheet_or_is_asked_for_again(cell: str, code: str | None) -> None:
    assert as_given(cell, frozenset({"0110", "9211", "141", "0141"})) == code
