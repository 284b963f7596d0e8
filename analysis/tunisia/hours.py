"""Working time: usual and actual hours in all jobs."""

from analysis.catalogue import amount, decide
from analysis.derived import Column, derived
from analysis.tunisia.labour_force import employed

_ONE_JOB = "1"


@derived(among=employed, reference="18th ICLS resolution on working time: hours usually worked")
def usual_hours(mjj_multi: Column, wkt_usual: Column, wkt2_usual: Column) -> Column:
    """Hours usually worked in a week, all jobs."""
    return decide((mjj_multi == _ONE_JOB, amount(wkt_usual)), otherwise=amount(wkt_usual) + amount(wkt2_usual))


@derived(among=employed, reference="18th ICLS resolution on working time: hours actually worked")
def actual_hours(mjj_multi: Column, wkt_actual: Column, wkt2_actual: Column) -> Column:
    """Hours actually worked in the reference week, all jobs; zero is an answer."""
    return decide((mjj_multi == _ONE_JOB, amount(wkt_actual)), otherwise=amount(wkt_actual) + amount(wkt2_actual))


@derived(among=employed, reference="19th ICLS resolution I, paragraph 43: basis of the hours threshold")
def underemployment_hours(at_work: Column, usual_hours: Column, actual_hours: Column, tru_basis: Column) -> Column:
    """The hours compared with the threshold of underemployment; persons absent from work count by usual hours."""
    return decide((tru_basis == "usual", usual_hours), (at_work, actual_hours), otherwise=usual_hours)


@derived(among=employed, reference="ILO Decent Work Indicators: excessive working time")
def excessive_working_time(usual_hours: Column, excessive_hours: Column) -> Column:
    """Usually works more hours than the limit, all jobs."""
    return usual_hours > excessive_hours
