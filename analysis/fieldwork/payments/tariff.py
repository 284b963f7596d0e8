"""What a unit of effort is worth, from a file with its source: amounts in thousandths of the currency, never floats."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.fieldwork.payments.effort import Item
from analysis.fieldwork.problems import UnusableLedger
from questionnaires.problems import Problem

_UNIT = Decimal("0.001")  # a dinar has a thousand millimes


@dataclass(frozen=True)
class Tariff:
    """Amounts by item. An interview is paid in two parts: ``held_back`` of it when headquarters has approved."""

    currency: str
    source: str
    amounts: Mapping[Item, Decimal]

    def of(self, item: Item) -> Decimal:
        """The amount of one unit; nothing for what the tariff does not name."""
        return self.amounts.get(item, Decimal(0))


UNITS_ALONE = Tariff("", "", {})
"""Counts effort and pays nothing: where amounts are settled elsewhere."""


def tariff(currency: str, source: str, told: Mapping[str, Decimal], held_back: Decimal) -> Tariff:
    """A tariff by item: visit, screening, interview, day. Raises UnusableLedger."""
    known = {Item.VISIT.value, Item.SCREENING.value, Item.INTERVIEW.value, Item.DAY.value}
    wrong = [name for name, amount in told.items() if name not in known or not amount.is_finite() or amount < 0]
    wrong += [] if 0 <= held_back <= 1 else ["held_back"]
    if wrong or not source:
        raise UnusableLedger([Problem("payments.bad_tariff", {"name": wrong[0] if wrong else "source"})])
    whole = told.get(Item.INTERVIEW.value, Decimal(0))
    later = (whole * held_back).quantize(_UNIT)
    amounts = {Item(name): amount.quantize(_UNIT) for name, amount in told.items()}
    return Tariff(currency, source, amounts | {Item.INTERVIEW: whole.quantize(_UNIT) - later, Item.RELEASE: later})


def read_tariff(path: Path) -> Tariff:
    """The tariff of a TOML file: ``currency``, ``source``, ``held_back`` and a table ``amounts``, amounts as text.

    Raises UnusableLedger.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        given, held_back = told["amounts"], _amount("held_back", told.get("held_back", "0"))
        amounts = {str(name): _amount(str(name), amount) for name, amount in given.items()}
        return tariff(str(told["currency"]), str(told["source"]), amounts, held_back)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _unreadable(path.name) from None
    except KeyError as error:
        raise _unreadable(str(error.args[0])) from None
    except (AttributeError, InvalidOperation):  # no table; more digits than there is money
        raise _unreadable("amounts") from None


def _amount(name: str, told: object) -> Decimal:
    try:
        found = Decimal(str(told))
    except InvalidOperation:
        raise _unreadable(name) from None
    if not found.is_finite():
        raise _unreadable(name)
    return found


def _unreadable(name: str) -> UnusableLedger:
    return UnusableLedger([Problem("payments.bad_tariff", {"name": name})])
