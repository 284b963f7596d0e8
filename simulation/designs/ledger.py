"""Incentives of an RDS sample in double entry: for each interview, and for recruits when their recruiter returns."""

from datetime import date

import numpy as np
import pyarrow as pa

from simulation.designs.chains import NOBODY
from simulation.designs.naming import codes_of, moments
from simulation.designs.parameters import RdsField
from simulation.designs.rds import RdsSample
from simulation.population.arrays import Numbers, Texts

INTERVIEW, RECRUIT = "interview", "recruit"
CASH, COST = "site cash", "incentives"  # accounts


def incentives(sample: RdsSample, codes: list[Texts], field: RdsField, first_day: date) -> pa.Table:
    """Every payment: the cost of incentives is debited, the cash of the site credited."""
    minutes, persons, coupons, sites = [], [], [], []
    for site, chains, first, code in zip(sample.sites, sample.chains, sample.first, codes, strict=True):
        returned = sample.returned[first : first + len(chains.person)]
        paid = np.flatnonzero(_paid(chains.user, chains.giver, chains.minute, returned))
        minutes += [chains.minute, returned[chains.giver[paid]]]
        persons += [first + np.arange(len(chains.person)), first + chains.giver[paid]]
        coupons += [np.full(len(chains.person), ""), code[paid]]
        sites += [site] * (len(chains.person) + len(paid))
    minute, person = np.concatenate(minutes), np.concatenate(persons)
    coupon = np.concatenate(coupons)
    recruit = coupon != ""
    return pa.table(
        {
            "entry_id": [
                f"{who}/{code or INTERVIEW}" for who, code in zip(sample.person_id[person], coupon, strict=True)
            ],
            "site": sites,
            "paid_at": moments(first_day, minute),
            "person_id": sample.person_id[person].tolist(),
            "reason": np.where(recruit, RECRUIT, INTERVIEW).tolist(),
            "coupon": codes_of(coupon, recruit),
            "debit": [COST] * len(person),
            "credit": [CASH] * len(person),
            "amount": np.where(recruit, field.secondary, field.primary),
        }
    )


def _paid(user: Numbers, giver: Numbers, minute: Numbers, returned: Numbers) -> Numbers:
    """Coupons used before their giver came back to be paid."""
    used = np.where(user == NOBODY, 0, minute[user])
    return np.asarray((user != NOBODY) & (returned[giver] != NOBODY) & (used <= returned[giver]))
