"""When an RDS site is open: from nine to five, never on Sundays."""

from dataclasses import dataclass

from simulation.designs.naming import A_DAY

OPENS, CLOSES = 9 * 60, 17 * 60
SUNDAY = 6


@dataclass(frozen=True)
class FieldHours:
    """Minutes of the field counted from the midnight before its first day."""

    first_weekday: int  # 0 for Monday
    each: float  # minutes between two interviews

    def visit(self, at: float, share: float) -> float:
        """The visit of somebody who means to come on the day of ``at``: the next open day, somewhere in its hours."""
        return self._open_day(int(at // A_DAY)) * A_DAY + OPENS + share * (CLOSES - OPENS)

    def slot(self, at: float) -> float:
        """The next time at or after this at which an interview may begin, with time left to hold it."""
        day, minute = divmod(at, A_DAY)
        if minute > CLOSES - self.each:
            day, minute = day + 1, 0.0
        open_day = self._open_day(int(day))
        return open_day * A_DAY + (max(minute, OPENS) if open_day == day else OPENS)

    def _open_day(self, day: int) -> int:
        return day + 1 if (day + self.first_weekday) % 7 == SUNDAY else day
