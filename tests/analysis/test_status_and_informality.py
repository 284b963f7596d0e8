"""People at work and what they become: status in employment, unit of production, informal job."""

from tests.analysis.builders import become

AT_WORK = {"age": 30, "atw_pay": "1", "atw_pft": "0", "atw_fam": "0"}
PAID_BY_TIME = {f"mjd_paytype__{code}": code == 1 for code in range(1, 7)}


def test_what_a_declared_employee_is() -> None:
    become(
        "icse18",
        """
        mjd_paytype__1 mjd_paytype__2 mjd_paytype__5 mjd_tax con_type con_dur con_minhours | is
        0              1              0              2       1        -       1            | 30  # by piece, own taxes
        0              1              0              1       1        -       1            | 41  # the employer pays the taxes
        1              1              0              2       1        -       1            | 41  # also paid by time
        0              1              1              2       1        -       1            | 41  # meals and lodging are pay by time
        0              1              0              -8      1        -       1            | 41  # taxes not known
        1              0              0              1       3        -       1            | 43  # day by day
        1              0              0              1       1        -       0            | 43  # no guaranteed hours
        1              0              0              1       2        1       1            | 43  # less than a month
        1              0              0              1       2        2       1            | 43  # under three months
        1              0              0              1       2        3       1            | 42
        1              0              0              1       2        4       1            | 42
        1              0              0              1       2        -8      1            | 42  # duration not known
        1              0              0              1       1        -       -8           | 41  # guarantee not known
        1              0              0              1       -8       -       1            | 49  # contract not known
        1              0              0              1       -        -       -            | 49  # contract not asked: an employee all the same
        """,  # noqa: E501 (a table of people)
        **AT_WORK,
        **{f"mjd_paytype__{code}": False for code in (3, 4, 6)},
        mjd_status="1",
    )


def test_what_apprentices_independent_workers_and_family_helpers_are() -> None:
    become(
        "icse18",
        """
        mjd_status mjd_hire mju_inc mjd_client mjd_price mjd_decide | is
        2          -        -       -          -         -          | 44
        3          1        1       -          -         -          | 11
        3          1        0       -          -         -          | 12
        3          1        -8      -          -         -          | 12  # not known to be incorporated
        3          0        1       1          2         -          | 21  # corporation before dependency
        3          0        0       1          2         -          | 30  # one client who sets the price
        3          0        0       2          2         -          | 30  # an intermediary
        3          0        0       1          1         -          | 22  # sets the price
        3          0        0       3          2         -          | 22  # several clients
        4          -        -       -          -         1          | 22  # takes part in decisions
        4          -        -       -          -         0          | 51
        -          -        -       -          -         -          | -
        3          -        0       1          2         -          | -   # employees or not, not known
        3          0        -       1          2         -          | -   # incorporated or not, not known
        3          0        0       1          -         -          | -   # price not known
        4          -        -       -          -         -          | -
        """,
        **AT_WORK,
        **PAID_BY_TIME,
    )


def test_who_works_for_pay_and_who_for_profit() -> None:
    become(
        "economic_risk",
        """
        mjd_status mjd_hire mju_inc mjd_client mjd_price mjd_decide con_type | is
        1          -        -       -          -         -          1        | pay
        1          -        -       -          -         -          -8       | pay
        2          -        -       -          -         -          -        | pay
        3          1        1       -          -         -          -        | pay     # employer in a corporation
        3          1        0       -          -         -          -        | profit
        3          0        0       1          2         -          -        | profit  # dependent contractor
        4          -        -       -          -         0          -        | profit
        -          -        -       -          -         -          -        | -
        """,
        **AT_WORK,
        **PAID_BY_TIME,
        mjd_tax="1",
        con_minhours="1",
    )


def test_the_unit_of_production() -> None:
    become(
        "sector_unit",
        """
        mju_inst mju_inc mju_reg mju_books mju_size soc_emp | is
        4        -       -       -         -        0       | household
        1        -       -       -         5        0       | formal     # State
        6        -       -       -         2        0       | formal     # association
        7        -       -       -         2        0       | formal     # embassy
        2        1       0       4         1        0       | formal     # incorporated
        2        0       1       4         1        0       | formal     # registered
        5        0       0       2         1        -       | formal     # accounts for tax
        2        0       0       1         1        0       | formal     # official accounts
        3        -       0       4         2        1       | formal     # the employer contributes
        2        -8      -8      -8        4        0       | formal     # nothing known, ten or more
        2        -8      -8      -8        -88      0       | formal     # does not know, ten or more
        -8       -       -       -         5        0       | formal     # institution not known, ten or more
        2        -8      -8      -8        3        0       | informal   # nothing known, fewer than ten
        2        -8      -8      -8        -8       0       | informal
        -8       -       -       -         2        0       | informal
        2        0       0       4         5        0       | informal   # size does not help where registration is known
        2        0       0       -8        5        0       | informal
        5        0       0       3         1        -       | informal
        -        -       -       -         -        -       | -
        2        0       -       -         2        0       | -          # asked neither, though it should have been
        2        0       0       -         2        0       | -          # accounts could still make it formal
        """,  # noqa: E501 (a table of people)
        **AT_WORK,
    )


def test_which_jobs_of_employees_are_informal() -> None:
    become(
        "informal_job",
        """
        mjd_status soc_emp lea_annual lea_sick | is
        1          1       0          0        | no   # contributions decide
        1          0       1          1        | yes
        1          -8      1          1        | no   # not known: both leaves
        1          -8      1          0        | yes
        1          -9      0          1        | yes
        1          -8      -8         1        | yes  # leave not known to be paid
        2          0       1          1        | yes  # apprentices too
        2          1       0          0        | no
        1          -       1          1        | -
        1          -8      1          -        | -
        """,
        **AT_WORK,
        **PAID_BY_TIME,
        mjd_tax="1",
        con_type="1",
        con_minhours="1",
        mju_inst="4",
    )


def test_which_jobs_of_others_are_informal() -> None:
    become(
        "informal_job",
        """
        mjd_status mjd_hire mju_inc mjd_client mjd_decide mju_reg mju_books soc_self | is
        3          1        1       -          -          0       4         0        | no   # employer in a corporation
        3          1        0       -          -          0       4         1        | yes  # unit is informal
        3          1        0       -          -          1       4         0        | no   # unit is registered
        3          0        0       3          -          0       1         0        | no   # unit keeps accounts
        3          0        0       3          -          0       4         1        | yes
        3          0        0       1          -          1       4         1        | no   # contractor, insured and registered
        3          0        0       1          -          0       1         1        | yes  # contractor, not registered
        3          0        0       1          -          1       4         0        | yes  # contractor, not insured
        3          0        0       1          -          1       4         -8       | yes  # insurance not known
        3          0        0       1          -          1       4         -        | -
        4          -        -       -          0          1       1         -        | yes  # family helpers
        3          0        0       3          -          -       -         0        | -
        """,  # noqa: E501 (a table of people)
        **AT_WORK,
        mju_inst="5",
        mju_size="1",
        mjd_price="2",
    )


def test_a_contractor_reached_through_employment_needs_only_own_insurance() -> None:
    become(
        "informal_job",
        """
        soc_self mju_reg | is
        1        0       | no
        0        1       | yes
        """,
        **AT_WORK,
        **{f"mjd_paytype__{code}": code == 2 for code in range(1, 7)},
        mjd_status="1",
        mjd_tax="2",
        mju_inst="2",
        mju_books="4",
    )


def test_social_protection_is_asked_of_employees_and_does_not_know_counts_as_not_covered() -> None:
    become(
        "employer_contributes",
        """
        mjd_status soc_emp | is
        1          1       | yes
        1          0       | no
        1          -8      | no
        1          -       | -
        4          1       | -   # not an employee
        """,
        **AT_WORK,
        **PAID_BY_TIME,
        mjd_decide="0",
        con_type="1",
        con_minhours="1",
    )
    become(
        "paid_annual_leave",
        """
        mjd_status lea_annual | is
        1          1          | yes
        1          0          | no
        1          -8         | -
        1          -9         | -
        """,
        **AT_WORK,
        **PAID_BY_TIME,
        con_type="1",
        con_minhours="1",
    )
