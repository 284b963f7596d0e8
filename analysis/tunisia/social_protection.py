"""Social protection of employees: contributions of the employer, paid annual leave, paid sick leave."""

from analysis.catalogue import answered, one_of
from analysis.derived import Column, derived
from analysis.tunisia.labour_force import YES
from analysis.tunisia.status_in_employment import employee


@derived(among=employee, reference="21st ICLS resolution I; SDG 1.3.1")
def employer_contributes(soc_emp: Column) -> Column:
    """The employer pays social security contributions; "does not know" counts as not covered, by definition."""
    return soc_emp == YES


@derived(among=employee, reference="Quality of the answer on employer contributions")
def contributions_unknown(soc_emp: Column) -> Column:
    """Does not know, or does not say, whether the employer contributes."""
    return one_of(soc_emp, ("-8", "-9"))


@derived(among=employee, reference="17th and 21st ICLS: paid annual leave")
def paid_annual_leave(lea_annual: Column) -> Column:
    """Gets paid annual leave, or compensation for it."""
    return answered(lea_annual) == YES


@derived(among=employee, reference="17th and 21st ICLS: paid sick leave")
def paid_sick_leave(lea_sick: Column) -> Column:
    """Would get paid sick leave in case of illness."""
    return answered(lea_sick) == YES
