"""The ledger of payments: entries that are added and never edited, period by period, each period locked by a digest.

What is found of an export is compared with what stands in the ledger. New effort becomes an entry of the open period,
whenever it was done; effort that no longer stands (a visit voided after it was paid) a reversal there, of the amount
that was paid. Computing twice from the same export adds nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analysis.fieldwork.payments.effort import Item, Unit
from analysis.fieldwork.payments.tariff import Tariff
from analysis.fieldwork.problems import UnusableLedger
from questionnaires.problems import Problem

_PERIODS = (re.compile(r"[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])"), re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"))


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. A reversal has -1 units, the negative amount, and the number of what it reverses."""

    number: int
    period: str
    interviewer: str
    item: Item
    evidence: str
    day: date
    units: int
    amount: Decimal
    reverses: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What is paid once."""
        return self.interviewer, self.item.value, self.evidence


@dataclass(frozen=True)
class Lock:
    """A closed period: the digest of its entries on that of the period before, so that none can change unseen."""

    period: str
    entries: int
    digest: str


@dataclass(frozen=True)
class Ledger:
    """All entries, in order, and the locks of the periods that are closed."""

    entries: tuple[Entry, ...] = ()
    locks: tuple[Lock, ...] = ()

    def standing(self) -> Mapping[tuple[str, str, str], Entry]:
        """What was paid and not reversed."""
        found: dict[tuple[str, str, str], Entry] = {}
        for entry in self.entries:
            if entry.units > 0:
                found[entry.key] = entry
            else:
                found.pop(entry.key, None)
        return found

    def of(self, period: str) -> tuple[Entry, ...]:
        """The entries of one period."""
        return tuple(entry for entry in self.entries if entry.period == period)

    @property
    def locked(self) -> frozenset[str]:
        """The periods that are closed."""
        return frozenset(lock.period for lock in self.locks)


def booked(ledger: Ledger, units: Iterable[Unit], tariff: Tariff, period: str, until: date) -> Ledger:
    """The ledger with what is new up to a day, and reversals of what no longer stands, in an open period.

    Raises UnusableLedger where the period is locked, or before one that is.
    """
    _refuse_closed(ledger, period)
    now = {unit.key: unit for unit in units if unit.day <= until}
    standing = ledger.standing()
    number = len(ledger.entries)
    added: list[Entry] = []
    for key in sorted(set(standing) - set(now)):
        old = standing[key]
        if old.day <= until:
            number += 1
            added.append(
                Entry(number, period, old.interviewer, old.item, old.evidence, old.day, -1, -old.amount, old.number)
            )
    for key in sorted(set(now) - set(standing)):
        unit = now[key]
        number += 1
        amount = tariff.of(unit.item)
        added.append(Entry(number, period, unit.interviewer, unit.item, unit.evidence, unit.day, 1, amount))
    return Ledger((*ledger.entries, *added), ledger.locks)


def locked(ledger: Ledger, period: str) -> Ledger:
    """The ledger with one more period closed. Raises UnusableLedger where it is already."""
    _refuse_closed(ledger, period)
    before = ledger.locks[-1].digest if ledger.locks else ""
    entries = ledger.of(period)
    return Ledger(ledger.entries, (*ledger.locks, Lock(period, len(entries), digest(before, entries))))


def verified(ledger: Ledger) -> Ledger:
    """The ledger itself. Raises UnusableLedger where a locked period is not what was locked."""
    before = ""
    for lock in ledger.locks:
        if digest(before, ledger.of(lock.period)) != lock.digest:
            raise UnusableLedger([Problem("payments.changed", {"period": lock.period})])
        before = lock.digest
    if [entry.number for entry in ledger.entries] != list(range(1, len(ledger.entries) + 1)):
        raise UnusableLedger([Problem("payments.changed", {"period": "–"})])
    return ledger


def digest(before: str, entries: Sequence[Entry]) -> str:
    """The digest of the entries of a period on that of the one before."""
    lines = [before, *("|".join(map(str, _told(entry))) for entry in entries)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """What one interviewer is paid in one period for one item."""

    interviewer: str
    item: Item
    units: int
    reversed: int
    amount: Decimal


def report(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """The sums of some entries by interviewer and item; reversals counted apart, amounts net of them."""
    found: dict[tuple[str, Item], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.interviewer, entry.item), []).append(entry)
    return tuple(
        Line(
            interviewer,
            item,
            sum(entry.units > 0 for entry in told),
            sum(entry.units < 0 for entry in told),
            sum((entry.amount for entry in told), Decimal(0)),
        )
        for (interviewer, item), told in sorted(found.items(), key=lambda one: (one[0][0], list(Item).index(one[0][1])))
    )


def _refuse_closed(ledger: Ledger, period: str) -> None:
    """Periods follow each other by their names, so a ledger holds weeks or months, told with as many digits."""
    kinds = [kind for kind in _PERIODS if kind.fullmatch(period)]
    if not kinds:
        raise UnusableLedger([Problem("payments.bad_period", {"period": period})])
    other = next((entry.period for entry in ledger.entries if not kinds[0].fullmatch(entry.period)), None)
    if other is not None:
        raise UnusableLedger([Problem("payments.other_periods", {"period": period, "other": other})])
    if any(period <= lock.period for lock in ledger.locks):
        raise UnusableLedger([Problem("payments.locked", {"period": period, "last": ledger.locks[-1].period})])


def _told(entry: Entry) -> tuple[object, ...]:
    told = (entry.number, entry.period, entry.interviewer, entry.item.value, entry.evidence, entry.day.isoformat())
    return (*told, entry.units, entry.amount, entry.reverses or "")
