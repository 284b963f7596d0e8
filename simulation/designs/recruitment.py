"""How chains of coupons grow at one site, event by event: seeds, coupons offered, visits, interviews.

Visits are taken in the order in which people come. Somebody interviewed offers coupons to people known in the area;
whoever refuses is passed over for the next. Coupons end in one state: used, void, or expired when nobody came in time.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulation.designs.chains import DECLINED, DUPLICATE, EXPIRED, INELIGIBLE, NOBODY, USED, VOID, Chains
from simulation.designs.hours import FieldHours
from simulation.designs.misconduct import HONEST, SELLER, STRANGER
from simulation.designs.naming import A_DAY
from simulation.designs.parameters import RdsField, Site
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.network import Network

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


def recruit(ground: Ground, random: np.random.Generator) -> Chains:
    """Chains until the interviews wanted are there, or nobody comes any more and no seed is left."""
    field = _Field(ground, random)
    for _ in range(ground.site.seeds):
        field.plant()
    while field.open and (field.queue or field.plant()):
        field.serve()
    return field.chains()


@dataclass(frozen=True, slots=True)
class _Interview:
    person: int
    recruiter: int
    seed: int
    wave: int
    coupon: int
    minute: float
    refusals: int
    label: str


@dataclass(slots=True)
class _Coupon:
    giver: int
    expires: float
    presented: float = NOBODY
    state: str = EXPIRED  # unless somebody comes with it in time
    reason: str = ""
    user: int = NOBODY


class _Field:
    """The state of a site while its chains grow."""

    def __init__(self, ground: Ground, random: np.random.Generator) -> None:
        self.ground, self.random = ground, random
        self.queue: list[tuple[float, int, int, int]] = []  # when, turn, person, row of the coupon
        self.turns = self.planted = 0
        self.sellers_to_come = ground.sellers
        self.now = self.free = 0.0
        self.taken = np.zeros(len(ground.here), dtype=bool)
        self.strangers = np.flatnonzero(ground.here)
        self.interviews: list[_Interview] = []
        self.coupons: list[_Coupon] = []

    @property
    def open(self) -> bool:
        """Whether interviews are still wanted, and there is time for them."""
        return len(self.interviews) < self.ground.site.rds and self.now < self.ground.field.days * A_DAY

    def plant(self) -> bool:
        """Invite the next seed, if there is one who has not taken part."""
        while self.planted < min(self.ground.field.most_seeds, len(self.ground.seeds)):
            person = int(self.ground.seeds[self.planted])
            self.planted += 1
            if not self.taken[person]:
                self._expect(person, NOBODY, self.now + A_DAY if self.interviews else 0.0)
                return True
        return False

    def serve(self) -> None:
        """Receive who comes next: screen, interview, hand out coupons."""
        self.now, _, person, row = heapq.heappop(self.queue)
        coupon = None if row == NOBODY else self.coupons[row]
        if coupon is not None:
            coupon.presented = self.now
            if self.now > coupon.expires:
                return
        refused = self._screened_out(person)
        if not refused:
            self._interview(person, row)
        elif coupon is not None:
            coupon.state, coupon.reason = VOID, refused
        else:
            self.plant()  # in the place of a seed who does not take part

    def _screened_out(self, person: int) -> str:
        if person == NOBODY or not self.ground.eligible[person]:
            return INELIGIBLE
        if self.taken[person]:
            return DUPLICATE
        return "" if self.random.random() < self.ground.field.consents else DECLINED

    def _interview(self, person: int, coupon: int) -> None:
        row = len(self.interviews)
        recruiter = NOBODY if coupon == NOBODY else self.coupons[coupon].giver
        from_whom = None if recruiter == NOBODY else self.interviews[recruiter]
        if coupon != NOBODY:
            self.coupons[coupon].state, self.coupons[coupon].user = USED, row
        self.taken[person] = True
        at = self.ground.hours.slot(max(self.now, self.free))
        self.free = at + self.ground.hours.each
        label = self._kind(from_whom)
        self.interviews.append(
            _Interview(
                person=person,
                recruiter=recruiter,
                seed=row if from_whom is None else from_whom.seed,
                wave=0 if from_whom is None else from_whom.wave + 1,
                coupon=coupon,
                minute=at,
                refusals=self._hand_out(row, person, at, sells=label == SELLER),
                label=label,
            )
        )

    def _kind(self, from_whom: _Interview | None) -> str:
        if from_whom is None:
            return HONEST
        if from_whom.label == SELLER:
            return STRANGER
        if self.sellers_to_come and self.random.random() < SELLS:
            self.sellers_to_come -= 1
            return SELLER
        return HONEST

    def _hand_out(self, row: int, person: int, at: float, *, sells: bool) -> int:
        """Give the coupons of a participant away; how many people refused one."""
        coupons = self._allowed(row + 1)
        offered = self._strangers(coupons) if sells else self._acquaintances(person)
        willing = np.ones(len(offered)) if sells else self.ground.accepts[offered]
        taking = np.flatnonzero(self.random.random(len(offered)) < willing)[:coupons]
        for number in range(coupons):
            self.coupons.append(_Coupon(row, at + self.ground.site.validity * A_DAY))
            if number < len(taking):
                self._set_out(int(offered[taking[number]]), at, sold=sells)
        asked = int(taking[-1]) + 1 if coupons and len(taking) == coupons else len(offered)
        return asked - len(taking) if coupons else 0

    def _allowed(self, interviews: int) -> int:
        """Coupons of the next participant: fewer towards the end, that chains may end together."""
        reached = interviews / self.ground.site.rds
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

    def _set_out(self, person: int, at: float, *, sold: bool) -> None:
        """A person with the coupon just issued comes some day, or never."""
        if not sold and self.random.random() >= self.ground.comes[person]:
            return
        wait = 1 + self.random.exponential(SOLD_DELAY if sold else self.ground.field.delay)
        outside = self.random.random() < self.ground.field.outsiders
        self._expect(NOBODY if outside else person, len(self.coupons) - 1, at + wait * A_DAY)

    def _expect(self, person: int, coupon: int, at: float) -> None:
        self.turns += 1
        comes = self.ground.hours.visit(at, self.random.random())
        heapq.heappush(self.queue, (comes, self.turns, person, coupon))

    def chains(self) -> Chains:
        """What has become of everything."""
        held, issued = self.interviews, self.coupons
        return Chains(
            person=_whole(one.person for one in held),
            recruiter=_whole(one.recruiter for one in held),
            seed=_whole(one.seed for one in held),
            wave=_whole(one.wave for one in held),
            coupon=_whole(one.coupon for one in held),
            minute=_whole(round(one.minute) for one in held),
            refusals=_whole(one.refusals for one in held),
            label=np.array([one.label for one in held], dtype="U10"),
            giver=_whole(one.giver for one in issued),
            expires=_whole(round(one.expires) for one in issued),
            presented=_whole(round(one.presented) for one in issued),
            state=np.array([one.state for one in issued], dtype="U7"),
            reason=np.array([one.reason for one in issued], dtype="U10"),
            user=_whole(one.user for one in issued),
        )


def _whole(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)
