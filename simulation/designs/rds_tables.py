"""The RDS sample as tables: participants, coupons, incentives."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from questionnaires.contracts import Contract
from questionnaires.files import ordered
from questionnaires.hard_to_reach import RDS_COUPONS, RDS_INCENTIVES, RDS_RECRUITS, SEED
from simulation.designs.chains import NOBODY, Chains
from simulation.designs.coupons import coupon
from simulation.designs.ledger import incentives
from simulation.designs.naming import codes_of, interviewer_id, moments
from simulation.designs.parameters import Designs
from simulation.designs.rds import RdsSample
from simulation.population.arrays import Numbers, Texts, Truths

A_BOOK = 100  # coupons are printed in books


def rds_tables(sample: RdsSample, designs: Designs, key: bytes, first_day: date) -> Mapping[Contract, pa.Table]:
    """The tables of a sample; ``key`` is the secret from which the survey's coupon codes are made."""
    codes = [
        _codes(key, designs.sites[site].letter, len(chains.giver))
        for site, chains in zip(sample.sites, sample.chains, strict=True)
    ]
    return {
        RDS_RECRUITS: ordered(RDS_RECRUITS, _recruits(sample, codes, first_day)),
        RDS_COUPONS: ordered(RDS_COUPONS, pa.concat_tables(_coupons(sample, codes, first_day))),
        RDS_INCENTIVES: ordered(RDS_INCENTIVES, incentives(sample, codes, designs.rds, first_day)),
    }


def _codes(key: bytes, letter: str, issued: int) -> Texts:
    """Codes of whole books of coupons, in the order in which they are handed out; one tablet prints at each site."""
    printed = -(-(issued + 1) // A_BOOK) * A_BOOK
    return np.array([coupon(key, letter, 0, number) for number in range(printed)])


def _recruits(sample: RdsSample, codes: list[Texts], first_day: date) -> pa.Table:
    chains = sample.chains
    recruiter = np.concatenate([_shifted(c.recruiter, first) for c, first in zip(chains, sample.first, strict=True)])
    seed = np.concatenate([c.seed + first for c, first in zip(chains, sample.first, strict=True)])
    coupon_in = np.concatenate([_text(code, c.coupon) for c, code in zip(chains, codes, strict=True)])
    back = sample.returned != NOBODY
    refusals = np.concatenate([c.refusals for c in chains])
    minute = np.concatenate([c.minute for c in chains])
    return pa.table(
        {
            "person_id": sample.person_id.tolist(),
            "site": sample.site.tolist(),
            "recruiter_id": np.where(recruiter == NOBODY, SEED, sample.person_id[recruiter]).tolist(),
            "seed_id": sample.person_id[seed].tolist(),
            "wave": np.concatenate([c.wave for c in chains]),
            "coupon_in": codes_of(coupon_in, recruiter != NOBODY),
            "coupons_out": [text for c, code in zip(chains, codes, strict=True) for text in _given(c, code)],
            "interviewed_at": moments(first_day, minute),
            "interviewer_id": [
                interviewer_id("R", site, int(number))
                for site, number in zip(sample.site, sample.interviewer, strict=True)
            ],
            "relation": codes_of(sample.relation, recruiter != NOBODY),
            **{name: pa.array(values, pa.int64(), mask=values < 0) for name, values in sample.sizes.items()},
            "returned_at": moments(first_day, sample.returned, back),
            "refusals": pa.array(refusals, pa.int64(), mask=~back),
            "would_be_listed": sample.would_be_listed.tolist(),
            "was_listed": (
                pa.nulls(len(sample), pa.string()) if sample.was_listed is None else sample.was_listed.tolist()
            ),
        }
    )


def _coupons(sample: RdsSample, codes: list[Texts], first_day: date) -> list[pa.Table]:
    tables = []
    for site, chains, first, code in zip(sample.sites, sample.chains, sample.first, codes, strict=True):
        n, spare = len(chains.giver), len(code) - len(chains.giver)
        used = np.concatenate([chains.user, np.full(spare, NOBODY)])
        giver = np.concatenate([chains.giver, np.full(spare, NOBODY)])
        presented = np.concatenate([chains.presented, np.full(spare, NOBODY)])
        issued = np.arange(len(code)) < n
        ids = sample.person_id[first : first + len(chains.person)]
        tables.append(
            pa.table(
                {
                    "coupon": code.tolist(),
                    "site": [site] * len(code),
                    "state": [*chains.state.tolist(), *["printed"] * spare],
                    "void_reason": codes_of(np.array([*chains.reason, *[""] * spare]), _voided(chains, spare)),
                    "issued_to": codes_of(ids[giver], issued),
                    "issued_at": moments(first_day, chains.minute[giver], issued),
                    "expires_at": moments(first_day, np.concatenate([chains.expires, np.zeros(spare)]), issued),
                    "presented_at": moments(first_day, presented, presented != NOBODY),
                    "used_by": codes_of(ids[used], used != NOBODY),
                }
            )
        )
    return tables


def _voided(chains: Chains, spare: int) -> Truths:
    return np.concatenate([chains.reason != "", np.zeros(spare, dtype=bool)])


def _given(chains: Chains, code: Texts) -> list[str]:
    """The coupons of each participant, joined by one space; coupons are numbered in the order of their givers."""
    n = np.bincount(chains.giver, minlength=len(chains.person))
    ends = np.cumsum(n)
    return [" ".join(code[end - many : end]) for end, many in zip(ends, n, strict=True)]


def _text(code: Texts, row: Numbers) -> Texts:
    return np.where(row == NOBODY, "", code[row])


def _shifted(row: Numbers, first: int) -> Numbers:
    return np.where(row == NOBODY, NOBODY, row + first)
