"""People and what they become: labour force status and what is built on it."""

import pyarrow as pa
import pytest

from analysis import Share, estimate
from analysis.tunisia import CONTENT
from tests.analysis.builders import answers_table, become, people, sample_of


def test_who_is_at_work() -> None:
    become(
        "at_work",
        """
        age atw_pay atw_pft atw_fam agf_chk agf_mkt | is
        30  1       0       -       -       -       | yes  # one hour for pay is enough
        30  1       1       -       -       -       | yes
        30  0       1       -       0       -       | yes  # a business outside farming
        30  0       0       1       0       -       | yes  # helping in a family business
        30  0       1       -       1       1       | yes  # farming only for sale
        30  0       1       -       1       2       | yes  # mainly for sale
        30  0       1       -       1       3       | no   # mainly for own use
        30  0       0       1       1       4       | no   # only for own use
        30  0       0       0       -       -       | no
        30  -       0       0       -       -       | -    # nobody asked about paid work
        30  0       0       -       -       -       | -    # help in a family business not known
        30  0       1       -       -       -       | -    # farming or not, not known
        30  0       1       -       1       -       | -    # for sale or own use, not known
        14  1       0       -       -       -       | -    # too young to be asked
        -   1       0       -       -       -       | -    # age not known
        """,
    )


def test_who_is_temporarily_absent() -> None:
    become(
        "employed",
        """
        abs_job abs_why abs_3mo abs_pay | is
        1       1       -       -       | yes  # leave or holiday
        1       2       -       -       | yes  # own illness
        1       3       -       -       | yes  # parental leave
        1       4       -       -       | yes  # shift, flexible time
        1       5       1       -       | yes  # strike, back within three months
        1       6       0       1       | yes  # slack work, still paid
        1       7       0       0       | no   # family, neither
        1       8       -8      1       | yes  # training, does not know when, still paid
        1       9       -8      0       | no   # papers, does not know when, not paid
        1       9       1       -       | yes  # papers are tested as any other reason
        1       96      0       -8      | no   # "does not know" proves no attachment
        1       11      -       -       | no   # off-season
        0       -       -       -       | no
        -       -       -       -       | -    # never asked
        1       -       -       -       | -    # reason not known
        1       5       -       -       | -    # return not asked
        1       5       0       -       | -    # income not asked
        """,
        age=30,
        atw_pay="0",
        atw_pft="0",
        atw_fam="0",
    )


def test_the_six_labour_force_statuses() -> None:
    become(
        "labour_force_status",
        """
        atw_pay srh_job srh_bus srh_meth__1 srh_meth__9 srh_meth__96 srh_want srh_start srh_avail | is
        1       -       -       -           -           -            -        -         -         | 1
        0       1       -       1           0           0            -        -         1         | 2  # last week
        0       0       1       0           0           1            -        -         2         | 2  # a business, other active step
        0       0       0       -           -           -            1        1         1         | 2  # future starter
        0       1       -       1           0           0            -        -         3         | 3  # unavailable jobseeker
        0       1       -       0           1           0            -        -         1         | 4  # only read advertisements
        0       0       0       -           -           -            1        3         2         | 4  # wants work, available
        0       0       0       -           -           -            1        2         1         | 4  # starts later than three months
        0       1       -       0           1           0            -        -         3         | 5  # passive and not available
        0       0       0       -           -           -            1        1         3         | 5  # starts soon but not available
        0       0       0       -           -           -            1        3         3         | 5
        0       0       0       -           -           -            0        -         -         | 6
        -       1       -       1           0           0            -        -         1         | -  # work not known
        0       -       -       -           -           -            -        -         -         | -  # search not known
        0       1       -       1           0           0            -        -         -         | -  # availability not known
        0       0       0       -           -           -            -        -         -         | -  # wish not known
        0       0       0       -           -           -            1        -         1         | -  # start not known
        """,  # noqa: E501 (a table of people)
        age=30,
        atw_pft="0",
        atw_fam="0",
        abs_job="0",
        **dict.fromkeys((f"srh_meth__{code}" for code in range(2, 9)), False),
    )


def test_time_related_underemployment_needs_the_wish_the_availability_and_few_hours() -> None:
    become(
        "time_related_underemployed",
        """
        atw_pay abs_job abs_why tru_want tru_avail mjj_multi wkt_usual wkt_actual wkt2_usual wkt2_actual | is
        1       -       -       1        1         1         48        39.5       -          -           | yes
        1       -       -       1        1         1         20        40         -          -           | no   # actual hours count
        1       -       -       1        1         2         20        20         19         19          | yes  # all jobs
        1       -       -       1        1         2         20        20         20         20          | no
        1       -       -       1        0         1         20        20         -          -           | no
        1       -       -       0        -         1         20        20         -          -           | no
        0       1       1       1        1         1         30        0          -          -           | yes  # absent: usual hours
        0       1       1       1        1         1         48        0          -          -           | no
        1       -       -       -        -         1         20        20         -          -           | -
        1       -       -       1        -         1         20        20         -          -           | -
        1       -       -       1        1         1         20        -          -          -           | -
        1       -       -       1        1         2         20        20         -          -           | -    # second job not known
        0       0       -       1        1         1         20        20         -          -           | -    # not employed
        """,  # noqa: E501 (a table of people)
        age=30,
        atw_pft="0",
        atw_fam="0",
    )


def test_neet_are_the_young_without_job_school_or_training() -> None:
    become(
        "neet",
        """
        age atw_pay edu_attend train_4w | is
        20  0       0          0        | yes
        24  0       0          0        | yes
        20  1       0          0        | no
        20  0       1          0        | no
        20  0       0          1        | no
        20  0       -          1        | no   # training is known
        20  0       -          0        | -
        25  0       0          0        | -    # not young
        """,
        atw_pft="0",
        atw_fam="0",
        abs_job="0",
    )


@pytest.mark.parametrize(("indicator", "per_cent"), [("LF03", 13.0), ("LF04", 23.2), ("LF05", 22.1), ("LF06", 31.2)])
def test_the_four_measures_of_underutilisation_on_the_printed_vector(indicator: str, per_cent: float) -> None:
    """Employed 60, of whom 7 underemployed; unemployed 9; potential labour force 8."""
    underemployed = "1 - 1 1 20\n" * 7
    employed = "1 - 0 - 20\n" * 53
    unemployed = "0 1 - - -\n" * 9
    header = "atw_pay srh_job tru_want tru_avail wkt_actual\n"
    crowd = people(header + underemployed + employed + unemployed, srh_meth__1=True, srh_avail="1", mjj_multi="1")
    crowd += [{"atw_pay": "0", "srh_job": "1", "srh_meth__1": True, "srh_avail": "3"}] * 8
    always = {"age": 30, "atw_pft": "0", "atw_fam": "0", "abs_job": "0"}
    always |= dict.fromkeys((f"srh_meth__{code}" for code in (2, 3, 4, 5, 6, 7, 8, 96)), False)
    rate = CONTENT.indicator(indicator)
    table: pa.Table = CONTENT.catalogue.add(answers_table([{**always, **person} for person in crowd]), rate.reads)
    assert isinstance(rate.statistic, Share)
    figures = estimate(rate.statistic, sample_of({n: table.column(n) for n in rate.reads}), universe=rate.reads[-1])
    assert round(100 * figures["estimate"][0], 1) == per_cent
