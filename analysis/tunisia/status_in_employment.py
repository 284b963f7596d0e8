"""Status in employment by authority (ICSE-18-A) and by economic risk (ICSE-18-R)."""

from analysis.catalogue import MISSING, decide, one_of, surely
from analysis.derived import Column, derived
from analysis.tunisia.labour_force import YES, employed

EMPLOYEE_CODES = ("41", "42", "43", "44", "49")
ICSE18_CODES = ("11", "12", "21", "22", "30", "41", "42", "43", "44", "49", "51")
_EMPLOYEE, _APPRENTICE, _FOR_MYSELF, _FAMILY_HELPER = "1", "2", "3", "4"
_TAXES_BY_MYSELF, _CLIENT_DECIDES = "2", "2"
_LIMITED, _DAY_BY_DAY, _UNLIMITED = "2", "3", "1"
_UNDER_THREE_MONTHS = ("1", "2")
_ONE_CLIENT = ("1", "2")


@derived(among=employed)
def declared_employee(mjd_status: Column) -> Column:
    """Says to be an employee."""
    return mjd_status == _EMPLOYEE


@derived(among=employed)
def declared_own_account(mjd_status: Column) -> Column:
    """Says to work for herself or himself, with or without employees."""
    return mjd_status == _FOR_MYSELF


@derived(among=declared_employee, reference="20th ICLS resolution I: dependent contractors")
def paid_by_result_only(
    mjd_paytype__1: Column,
    mjd_paytype__2: Column,
    mjd_paytype__3: Column,
    mjd_paytype__4: Column,
    mjd_paytype__5: Column,
    mjd_paytype__6: Column,
) -> Column:
    """Paid by piece, commission, tips or a share, and neither for time worked nor by meals and lodging."""
    by_time = mjd_paytype__1 | mjd_paytype__5
    by_result = mjd_paytype__2 | mjd_paytype__3 | mjd_paytype__4 | mjd_paytype__6
    return ~by_time & by_result


@derived(among=declared_employee, reference="20th ICLS resolution I: employees")
def employee_type(
    paid_by_result_only: Column, mjd_tax: Column, con_type: Column, con_dur: Column, con_minhours: Column
) -> Column:
    """What a person who declares to be an employee is; where the contract is not known, an employee n.e.c. (49)."""
    short = (con_type == _LIMITED) & one_of(con_dur, _UNDER_THREE_MONTHS)
    casual = surely(con_type == _DAY_BY_DAY) | surely(con_minhours == "0") | surely(short)
    return decide(
        (surely(paid_by_result_only & (mjd_tax == _TAXES_BY_MYSELF)), "30"),
        (casual, "43"),
        (surely(con_type == _LIMITED), "42"),
        (surely(con_type == _UNLIMITED), "41"),
        otherwise="49",
    )


@derived(
    among=declared_own_account, reference="20th ICLS resolution I: independent workers; corporation before dependency"
)
def own_account_type(mjd_hire: Column, mju_inc: Column, mjd_client: Column, mjd_price: Column) -> Column:
    """What a person who works for herself is: employer, owner-operator, dependent contractor or own-account."""
    incorporated = mju_inc == YES
    dependent = one_of(mjd_client, _ONE_CLIENT) & (mjd_price == _CLIENT_DECIDES)
    return decide(
        ((mjd_hire == YES) & incorporated, "11"),
        (mjd_hire == YES, "12"),
        (incorporated, "21"),
        (dependent, "30"),
        otherwise="22",
    )


@derived(among=employed, reference="20th ICLS resolution I concerning statistics on work relationships")
def icse18(mjd_status: Column, employee_type: Column, own_account_type: Column, mjd_decide: Column) -> Column:
    """Status in employment in the detailed codes of ICSE-18; 49 is an employee without further detail."""
    return decide(
        (mjd_status == _EMPLOYEE, employee_type),
        (mjd_status == _APPRENTICE, "44"),
        (mjd_status == _FOR_MYSELF, own_account_type),
        (mjd_status == _FAMILY_HELPER, decide((mjd_decide == YES, "22"), otherwise="51")),
        otherwise=MISSING,
    )


@derived(among=employed, reference="20th ICLS resolution I: ICSE-18-R")
def economic_risk(icse18: Column) -> Column:
    """Works for pay, or for profit."""
    return decide((one_of(icse18, ("11", "21", *EMPLOYEE_CODES)), "pay"), otherwise="profit")


@derived(among=employed, reference="20th ICLS resolution I: group D")
def employee(icse18: Column) -> Column:
    """Employee, paid apprentices and trainees included."""
    return one_of(icse18, EMPLOYEE_CODES)


@derived(among=employed, reference="20th ICLS resolution I: group C")
def dependent_contractor(icse18: Column) -> Column:
    """Works for profit, depending on another unit for the organisation of the work or access to the market."""
    return icse18 == "30"
