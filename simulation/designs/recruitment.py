"""How chains of coupons grow at one site, event by event: seeds, coupons offered, visits, interviews.

Visits are taken in the order in which people come. Somebody interviewed offers coupons to people known in the area;
whoever refuses is passed over for the next. Coupons end in one state: used, void, or expired when nobody came in time.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Amounts, Numbers, Texts, Truths
from simulation.designs.hours import FieldHours
from simulation.designs.misconduct import HONEST, SELLER, STRANGER
from simulation.designs.naming import A_DAY
from simulation.designs.parameters import RdsField, Site
from simulation.network import Network

NOBODY = -1
USED, VOID, EXPIRED = "used", "void", "expired"
INELIGIBLE, DUPLICATE, DECLINED = "ineligible", "duplicate", "declined"

ELSEWHERE = 0.03  # acquaintances of another area who are offered a coupon all the same; assumed
SELLS = 0.05  # chance that the next participant is the one who sells, while there is one to come; assumed
SOLD_DELAY = 1.0  # mean days until a stranger comes who was paid to; assumed


@dataclass(frozen=True)
class Ground:
    """What recruitment at a site works with; arrays of one value a person of the community."""

    network: Network
    site: Site
    field: RdsField
    here: Truths  # adults of the area
    eligible: Truths  # of them
    accepts: Amounts  # probability of taking a coupon that is offered
    comes: Amounts  # of coming with it
    appeal: Amounts  # how readily a recruiter thinks of the person, 1 for everybody when recruitment is random
    seeds: Numbers  # persons in the order in which they would be taken
    sellers: int
    hours: FieldHours


@dataclass(frozen=True)
class Chains:
    """Interviews in the order of time, and every coupon issued; rows of one another, ``NOBODY`` where there is none."""

    person: Numbers
    recruiter: Numbers  # row of the interview
    seed: Numbers  # row of the interview
    wave: Numbers
    coupon: Numbers  # row of the coupon that the person came with
    minute: Numbers
    refusals: Numbers  # people who did not take a coupon
    label: Texts
    giver: Numbers  # of each coupon: row of the interview
    expires: Numbers
    presented: Numbers
    state: Texts
    reason: Texts
    user: Numbers  # row of the interview


def recruit(ground: Ground, random: np.random.Generator) -> Chains:
    """Chains until the interviews wanted are there, or nobody comes any more and no seed is left."""
    field = _Field(ground, random)
    for _ in range(ground.site.seeds):
        field.plant()
    while field.open and (field.queue or field.plant()):
        field.serve()
    return field.chains()


class _Field:
    """The state of a site while its chains grow."""

    def __init__(self, ground: Ground, random: np.random.Generator) -> None:
        self.ground, self.random = ground, random
        self.queue: list[tuple[float, int, int, int]] = []  # when, order of issue, person, coupon
        self.planted = 0
        self.sellers_to_come = ground.sellers
        self.now = self.free = 0.0
        self.taken = np.zeros(len(ground.here), dtype=bool)
        self.strangers = np.flatnonzero(ground.here)
        self.person: list[int] = []
        self.recruiter: list[int] = []
        self.seed: list[int] = []
        self.wave: list[int] = []
        self.coupon: list[int] = []
        self.minute: list[float] = []
        self.refusals: list[int] = []
        self.label: list[str] = []
        self.giver: list[int] = []
        self.expires: list[float] = []
        self.presented: list[float] = []
        self.state: list[str] = []
        self.reason: list[str] = []
        self.user: list[int] = []

    @property
    def open(self) -> bool:
        """Whether interviews are still wanted, and there is time for them."""
        return len(self.person) < self.ground.site.rds and self.now < self.ground.field.days * A_DAY

    def plant(self) -> bool:
        """Invite the next seed, if there is one who has not taken part."""
        while self.planted < min(self.ground.field.most_seeds, len(self.ground.seeds)):
            person = int(self.ground.seeds[self.planted])
            self.planted += 1
            if not self.taken[person]:
                self._expect(person, NOBODY, self.now + A_DAY if self.person else 0.0)
                return True
        return False

    def serve(self) -> None:
        """Receive who comes next: screen, interview, hand out coupons."""
        self.now, _, person, coupon = heapq.heappop(self.queue)
        if coupon != NOBODY:
            self.presented[coupon] = self.now
            if self.now > self.expires[coupon]:
                return
        refused = self._screened_out(person)
        if not refused:
            self._interview(person, coupon)
        elif coupon != NOBODY:
            self.state[coupon], self.reason[coupon] = VOID, refused
        else:
            self.plant()  # in the place of a seed who does not take part

    def _screened_out(self, person: int) -> str:
        if person == NOBODY or not self.ground.eligible[person]:
            return INELIGIBLE
        if self.taken[person]:
            return DUPLICATE
        return "" if self.random.random() < self.ground.field.consents else DECLINED

    def _interview(self, person: int, coupon: int) -> None:
        row = len(self.person)
        recruiter = NOBODY if coupon == NOBODY else self.giver[coupon]
        self.taken[person] = True
        self.person.append(person)
        self.recruiter.append(recruiter)
        self.seed.append(row if coupon == NOBODY else self.seed[recruiter])
        self.wave.append(0 if coupon == NOBODY else self.wave[recruiter] + 1)
        self.coupon.append(coupon)
        at = self.ground.hours.slot(max(self.now, self.free))
        self.free = at + self.ground.hours.each
        self.minute.append(at)
        if coupon != NOBODY:
            self.state[coupon], self.user[coupon] = USED, row
        self.label.append(self._kind(recruiter))
        self.refusals.append(self._hand_out(row, at))

    def _kind(self, recruiter: int) -> str:
        if recruiter == NOBODY:
            return HONEST
        if self.label[recruiter] == SELLER:
            return STRANGER
        if self.sellers_to_come and self.random.random() < SELLS:
            self.sellers_to_come -= 1
            return SELLER
        return HONEST

    def _hand_out(self, row: int, at: float) -> int:
        """Give the coupons of a participant away; how many people refused one."""
        coupons = self._coupons()
        sells = self.label[row] == SELLER
        offered = self._strangers(coupons) if sells else self._acquaintances(self.person[row])
        willing = np.ones(len(offered)) if sells else self.ground.accepts[offered]
        taking = self.random.random(len(offered)) < willing
        holders = offered[taking][:coupons]
        for number in range(coupons):
            self._issue(row, at)
            if number < len(holders):
                self._set_out(int(holders[number]), at, sells)
        last = int(np.flatnonzero(taking)[coupons - 1]) if 0 < coupons <= int(taking.sum()) else len(offered)
        return int((~taking[:last]).sum()) if coupons else 0

    def _coupons(self) -> int:
        """Coupons of this participant: fewer towards the end, that chains may end together."""
        reached = len(self.person) / self.ground.site.rds
        passed = [coupons for share, coupons in self.ground.field.taper if reached >= share]
        return passed[-1] if passed else self.ground.field.coupons

    def _acquaintances(self, person: int) -> Numbers:
        """Whom a participant would offer coupons, the first thought of first."""
        known = self.ground.network.of(person)
        drawn = self.random.random((2, len(known)))
        reached = self.ground.here[known] | (drawn[0] < ELSEWHERE)
        reached &= ~self.taken[known] | (drawn[1] > self.ground.field.knows)
        known = known[reached]
        turn = self.random.standard_exponential(len(known)) / self.ground.appeal[known]
        return np.asarray(known[np.argsort(turn)], dtype=np.int64)

    def _strangers(self, coupons: int) -> Numbers:
        return np.asarray(self.random.choice(self.strangers, coupons, replace=False))

    def _issue(self, row: int, at: float) -> None:
        self.giver.append(row)
        self.expires.append(at + self.ground.site.validity * A_DAY)
        self.presented.append(NOBODY)
        self.state.append(EXPIRED)  # unless somebody comes with it in time
        self.reason.append("")
        self.user.append(NOBODY)

    def _set_out(self, person: int, at: float, sold: bool) -> None:
        """A person with the coupon just issued comes some day, or never."""
        if not sold and self.random.random() >= self.ground.comes[person]:
            return
        wait = 1 + self.random.exponential(SOLD_DELAY if sold else self.ground.field.delay)
        outside = self.random.random() < self.ground.field.outsiders
        self._expect(NOBODY if outside else person, len(self.giver) - 1, at + wait * A_DAY)

    def _expect(self, person: int, coupon: int, at: float) -> None:
        comes = self.ground.hours.visit(at, self.random.random())
        heapq.heappush(self.queue, (comes, len(self.giver) + len(self.queue), person, coupon))

    def chains(self) -> Chains:
        """What has become of everything."""
        return Chains(
            person=np.array(self.person, dtype=np.int64),
            recruiter=np.array(self.recruiter, dtype=np.int64),
            seed=np.array(self.seed, dtype=np.int64),
            wave=np.array(self.wave, dtype=np.int64),
            coupon=np.array(self.coupon, dtype=np.int64),
            minute=np.rint(self.minute).astype(np.int64),
            refusals=np.array(self.refusals, dtype=np.int64),
            label=np.array(self.label),
            giver=np.array(self.giver, dtype=np.int64),
            expires=np.rint(self.expires).astype(np.int64),
            presented=np.rint(self.presented).astype(np.int64),
            state=np.array(self.state),
            reason=np.array(self.reason),
            user=np.array(self.user, dtype=np.int64),
        )
