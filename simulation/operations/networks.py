"""How well tablets, their clocks and their networks work: the shares of everything that goes wrong on the way."""

from dataclasses import dataclass

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True)
class Networks:
    """Parameters of what happens between a tablet and the server; all are the specification's unless said otherwise.

    Shares of batches: a batch is what one tablet sends at one synchronisation.
    """

    at_day_end: float = 0.75  # of the days of work end with a synchronisation
    lag_hours: float = 20.0  # mean of the exponential lag of the others
    uncovered_days: tuple[float, float] = (1.0, 4.0)  # lag where no network reaches, uniform
    resent: float = 0.015  # of batches: the receipt was not heard
    out_of_order: float = 0.003  # of batches: overtaken by the next one
    truncated: float = 0.001  # of batches: the line breaks in the middle of a record
    clock_spread: float = 40.0  # seconds, standard deviation
    clocks_an_hour_off: int = 3
    clocks_a_day_off: int = 1
    tablets_lost: int = 2  # with what they had not sent yet
    immediate: bool = False  # every record is sent when it is finished: no batches, no waiting


IDEAL = Networks(
    at_day_end=1.0,
    out_of_order=0.0,
    truncated=0.0,
    clock_spread=0.0,
    clocks_an_hour_off=0,
    clocks_a_day_off=0,
    tablets_lost=0,
    immediate=True,
)  # as in the demonstration: nothing but records sent twice
USUAL = Networks()
HOSTILE = Networks(
    at_day_end=0.35,
    lag_hours=48.0,
    uncovered_days=(2.0, 8.0),
    resent=0.12,
    out_of_order=0.05,
    truncated=0.03,
    clock_spread=180.0,
    clocks_an_hour_off=8,
    clocks_a_day_off=3,
    tablets_lost=5,
)  # assumed
