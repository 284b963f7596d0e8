"""Take-home cash pay of employees in the main job, by month and by hour."""

from analysis.catalogue import amount, decide, one_of
from analysis.derived import Column, derived
from analysis.tunisia.status_in_employment import employee

_MONTH, _FORTNIGHT, _WEEK, _DAY, _HOUR = "1", "2", "3", "4", "5"
_TASK = "6"  # asked as the amount of a usual month
_FORTNIGHTS_PER_MONTH = 365 / 14 / 12
_WEEKS_PER_FORTNIGHT = 2


def _worked(hours_or_days: Column) -> Column:
    """Hours or days that one can divide by: zero is missing here."""
    return decide((amount(hours_or_days) > 0, amount(hours_or_days)))


@derived(among=employee, reference="12th ICLS (1973): earnings; net cash pay of the main job")
def monthly_pay(
    inc_period: Column,
    inc_amount: Column,
    inc_daysmon: Column,
    wkt_days: Column,
    wkt_usual: Column,
    weeks_per_month: Column,
) -> Column:
    """Pay of a month in dinars; daily pay counts the days actually worked in the month."""
    pay = amount(inc_amount)
    days = decide((inc_daysmon.is_null(), amount(wkt_days) * weeks_per_month), otherwise=amount(inc_daysmon))
    return decide(
        (one_of(inc_period, (_MONTH, _TASK)), pay),
        (inc_period == _FORTNIGHT, pay * _FORTNIGHTS_PER_MONTH),
        (inc_period == _WEEK, pay * weeks_per_month),
        (inc_period == _DAY, pay * days),
        (inc_period == _HOUR, pay * _worked(wkt_usual) * weeks_per_month),
    )


@derived(among=employee, reference="12th ICLS (1973): earnings by hour; net, so not SDG 8.5.1")
def hourly_pay(
    inc_period: Column, inc_amount: Column, wkt_days: Column, wkt_usual: Column, weeks_per_month: Column
) -> Column:
    """Pay of an hour usually worked, in dinars, from the period the pay covers.

    Daily pay is turned into hours by the usual week, not by the month: days without work lower monthly pay, not the
    price of an hour.
    """
    pay, hours = amount(inc_amount), _worked(wkt_usual)
    return decide(
        (one_of(inc_period, (_MONTH, _TASK)), pay / (hours * weeks_per_month)),
        (inc_period == _FORTNIGHT, pay / (hours * _WEEKS_PER_FORTNIGHT)),
        (inc_period == _WEEK, pay / hours),
        (inc_period == _DAY, pay * _worked(wkt_days) / hours),
        (inc_period == _HOUR, pay),
    )
