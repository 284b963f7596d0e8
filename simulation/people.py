"""The foreigners who live in the simulated country."""

from dataclasses import dataclass

from simulation.arrays import Numbers, Texts

HEAD, SPOUSE, CHILD, RELATIVE, HOUSEMATE = "1", "2", "3", "4", "5"  # relation to the head, as the roster codes it
MEN, WOMEN = "1", "2"


@dataclass(frozen=True)
class People:
    """Foreigners, sorted by household and line; arrays of one length."""

    household: Numbers  # row of ``Households``
    line_no: Numbers
    sex: Texts
    age: Numbers
    origin: Texts  # AFR, MAG, ARB, EUR
    citizenship: Texts  # ISO 3166-1
    months: Numbers  # in the country
    intends: Texts  # to stay six months: 1, 0, -8 unknown to the household, "" not asked
    relation: Texts  # to the head of the household

    def __len__(self) -> int:
        return len(self.household)
