"""The informal economy: the unit of production, and whether the job is informal."""

from analysis.catalogue import MISSING, answered, decide, one_of, surely, unknown
from analysis.derived import Column, derived
from analysis.tunisia.labour_force import YES, employed
from analysis.tunisia.status_in_employment import EMPLOYEE_CODES, dependent_contractor, employee

FORMAL, INFORMAL, HOUSEHOLD = "formal", "informal", "household"
_PRIVATE_HOUSEHOLD = "4"
_ALWAYS_FORMAL = ("1", "6", "7")  # State, NGO or association, embassy or international organisation
_BUSINESS = ("2", "3", "5")  # private company, farm, own or family activity: asked about registration
_OFFICIAL_ACCOUNTS = ("1", "2")
_TEN_OR_MORE = ("4", "5", "-88")
_INDEPENDENT = ("11", "12", "21", "22")


@derived(among=employed, reference="15th and 21st ICLS; ILO microdata framework")
def sector_unit(
    mju_inst: Column, mju_inc: Column, mju_reg: Column, mju_books: Column, mju_size: Column, soc_emp: Column
) -> Column:
    """The unit of production: formal, informal, or a household that employs.

    Size decides only where neither registration nor accounts are known.
    """
    registered = (mju_reg == YES) | one_of(mju_books, _OFFICIAL_ACCOUNTS)
    nothing_known = unknown(mju_reg) & unknown(mju_books)
    not_asked = surely(one_of(mju_inst, _BUSINESS)) & registered.is_null()
    return decide(
        (mju_inst == _PRIVATE_HOUSEHOLD, HOUSEHOLD),
        (one_of(mju_inst, _ALWAYS_FORMAL), FORMAL),
        (surely(mju_inc == YES), FORMAL),
        (surely(registered), FORMAL),
        (surely(soc_emp == YES), FORMAL),
        (nothing_known & surely(one_of(mju_size, _TEN_OR_MORE)), FORMAL),
        (not_asked, MISSING),
        otherwise=INFORMAL,
    )


@derived(among=employee, reference="21st ICLS resolution I: employees; ILO microdata framework")
def informal_employee(soc_emp: Column, lea_annual: Column, lea_sick: Column) -> Column:
    """Without employer contributions; where they are not known, without both paid annual and paid sick leave."""
    both_leaves = (lea_annual == YES) & (lea_sick == YES)
    return decide((soc_emp == YES, False), (soc_emp == "0", True), otherwise=~both_leaves)


@derived(among=dependent_contractor, reference="21st ICLS resolution I: dependent contractors")
def informal_contractor(mjd_status: Column, soc_self: Column, mju_reg: Column) -> Column:
    """Without own social insurance or, when reached through self-employment, without a registered business."""
    registered = decide((mjd_status == "3", surely(mju_reg == YES)), otherwise=True)
    return ~((soc_self == YES) & registered)


@derived(among=employed, reference="17th ICLS guidelines; 21st ICLS resolution I; SDG 8.3.1")
def informal_job(icse18: Column, informal_employee: Column, informal_contractor: Column, sector_unit: Column) -> Column:
    """Informal main job: by social security for employees, by the unit of production for independent workers."""
    return decide(
        (one_of(icse18, EMPLOYEE_CODES), informal_employee),
        (one_of(icse18, _INDEPENDENT), sector_unit != FORMAL),
        (icse18 == "30", informal_contractor),
        otherwise=True,
    )


@derived(among=employed, reference="15th and 21st ICLS: informal sector")
def in_informal_sector(sector_unit: Column) -> Column:
    """Works in an informal unit of production."""
    return sector_unit == INFORMAL


@derived(among=employed, reference="15th and 21st ICLS: formal sector")
def in_formal_sector(sector_unit: Column) -> Column:
    """Works in a formal unit of production."""
    return sector_unit == FORMAL


@derived(among=employed, reference="ILO microdata framework: households as employers")
def in_household_sector(sector_unit: Column) -> Column:
    """Works for a private household."""
    return sector_unit == HOUSEHOLD


@derived(among=employee, reference="Code du travail 258-2 (to be confirmed by counsel); ILO Decent Work Indicators")
def no_written_contract(con_has: Column) -> Column:
    """Has an oral agreement only, or no contract."""
    return answered(con_has) != YES
