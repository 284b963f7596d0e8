"""Where people come from in life: education, papers, languages, family, and how they came."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.chance import chances, chosen, chosen_by, happens, logistic, of, shared
from simulation.population.country import Country
from simulation.population.people import CHILD, HEAD, SPOUSE, People
from simulation.streams import Streams

WORKING_AGE = 15
ADULT_AGE = 18
LEVELS = ("X", "0", "1", "2", "3", "4", "5", "6", "7", "8")  # ISCED, X none
UPPER_SECONDARY = 4  # place in LEVELS
COMPLETED_AT = {"8": 27, "7": 23, "6": 21, "5": 20, "4": 18, "3": 17}  # earliest age; longest first; assumed
STUDENTS_BELOW = 29
FOLLOW_THE_HEAD = 0.85  # of spouses and children, in their status of residence; assumed
STUDIES_LAST = 72  # months
LATE_IN_LIFE = 58  # age on arrival
SINGLE, MARRIED, PARTNER, DIVORCED, WIDOWED = "1", "2", "3", "4", "5"
FOR_WORK, JOB_FOUND, STUDIES, FAMILY = ("1", "2", "3"), "1", "4", "5"  # reasons of coming
LEAST_PREFERENCE = 1e-6  # for a language that few interviews are held in, when no other is spoken
OF_THE_FIELD = ("fr", "ar", "aeb", "en")  # languages that interviewers speak


@dataclass(frozen=True)
class Background:
    """Arrays with one value a person. Codes are those of the questionnaire."""

    level: Texts  # ISCED
    student: Truths
    irregular: Truths
    languages: Texts  # spoken well enough to work, "fr bm"
    language: Texts  # of the interview
    barrier: Truths  # speaks none of French, Arabic and English well
    marital: Texts
    children: Numbers  # living
    reason: Texts  # of coming
    for_work: Truths  # came to work or to look for work
    arranged: Truths  # had a job or an offer before coming
    recruiter: Truths  # paid an agency, a broker or a smuggler for the job
    fees: Amounts  # all that was paid to come and to get the first job, dinars
    borrowed: Truths  # to pay it


def draw_background(country: Country, people: People, streams: Streams) -> Background:
    """The background of everybody."""
    level = _levels(country, people, streams.of("education"))
    student = _students(country, people, level, streams.of("students"))
    languages, language, barrier = _languages(country, people, streams.of("languages"))
    marital, children = _family(people, streams.of("families"))
    reason = _reasons(country, people, student, streams.of("reasons"))
    for_work = np.isin(reason, FOR_WORK) | happens(0.25, len(people), streams.of("intention to work"))
    arranged = happens(np.where(reason == JOB_FOUND, 0.95, 0.07), len(people), streams.of("arranged jobs"))
    recruiter, fees, borrowed = _recruitment(country, people, for_work, arranged, streams.of("recruitment"))
    return Background(
        level=level,
        student=student,
        irregular=_as_the_head(people, _irregular(country, people, student, streams.of("papers")), streams),
        languages=languages,
        language=language,
        barrier=barrier,
        marital=marital,
        children=children,
        reason=reason,
        for_work=for_work,
        arranged=arranged,
        recruiter=recruiter,
        fees=fees,
        borrowed=borrowed,
    )


def rank(level: Texts) -> Numbers:
    """Place of a level of education in ``LEVELS``."""
    place = np.searchsorted([ord(code) for code in LEVELS[1:]], _first_letter(level)) + 1
    return np.where(level == "X", 0, place)


def education(level: Texts) -> Numbers:
    """Education in four steps: at most primary, lower secondary, upper or post-secondary, tertiary."""
    return np.array([0, 0, 0, 1, 2, 2, 3, 3, 3, 3])[rank(level)]


def _first_letter(level: Texts) -> Numbers:
    return np.asarray(level.astype("U1").view(np.uint32), dtype=np.int64)


def _levels(country: Country, people: People, random: np.random.Generator) -> Texts:
    level = np.select([people.age < 6, people.age < 12, people.age < WORKING_AGE], ["X", "0", "1"], default="2").astype(
        "U1"
    )
    turn = random.random(len(people))
    for code, origin in country.origins.items():
        here = np.flatnonzero((people.age >= ADULT_AGE) & (people.origin == code))
        level[here] = _levels_by_age(origin.levels, people.age[here], turn[here])
    return level


def _levels_by_age(shares: Mapping[str, float], age: Numbers, turn: Amounts) -> Texts:
    """As many of each level as its share says; the longest studies first, each to those old enough to have ended them.

    Whoever is old enough takes a level by turn; where a small group has too few of them, its oldest do.
    """
    level = np.empty(len(age), dtype="U1")
    counts = dict(zip(shares, shared(len(age), list(shares.values())).tolist(), strict=True))
    free = np.arange(len(age))
    for code in sorted(shares, key=lambda code: -COMPLETED_AT.get(code, 0)):
        too_young = np.maximum(COMPLETED_AT.get(code, 0) - age[free], 0)
        order = free[np.lexsort((turn[free], too_young))]
        level[order[: counts[code]]] = code
        free = order[counts[code] :]
    return level


def _students(country: Country, people: People, level: Texts, random: np.random.Generator) -> Truths:
    young = (people.age >= ADULT_AGE) & (people.age < STUDENTS_BELOW) & (rank(level) >= UPPER_SECONDARY)
    at_school = (people.age >= WORKING_AGE) & (people.age < ADULT_AGE)
    return happens(country.work["student"] * young + 0.7 * at_school, len(people), random)


def _irregular(country: Country, people: People, student: Truths, random: np.random.Generator) -> Truths:
    irregular = np.zeros(len(people), dtype=bool)
    for code, origin in country.origins.items():
        here = np.flatnonzero(people.origin == code)
        score = country.work["irregular_student"] * student[here]
        irregular[here] = happens(chances(origin.irregular, score), len(here), random)
    return irregular


def _as_the_head(people: People, irregular: Truths, streams: Streams) -> Truths:
    """Most spouses and children have the status of the head; people without a family make up for it in each origin."""
    random = streams.of("papers of families")
    follows = happens(FOLLOW_THE_HEAD, len(people), random)
    head = np.flatnonzero(people.line_no == 1)[people.household]
    family = np.isin(people.relation, (SPOUSE, CHILD))
    found = np.where(family & follows, irregular[head], irregular)
    with_family = np.bincount(people.household[family], minlength=len(people))[people.household] > 0
    turn = random.permutation(len(people))
    for code in np.unique(people.origin):
        here = people.origin == code
        surplus = int(found[here].sum()) - int(irregular[here].sum())
        free = turn[(here & ~with_family & (found == (surplus > 0)))[turn]][: abs(surplus)]
        found[free] = surplus < 0
    return found


def _languages(country: Country, people: People, random: np.random.Generator) -> tuple[Texts, Texts, Truths]:
    codes = list(dict.fromkeys(code for spoken in country.languages.values() for code in spoken))
    speaks = _spoken(country, people, codes, random)
    pattern = speaks @ (1 << np.arange(len(codes)))
    texts = np.array(
        [" ".join(code for place, code in enumerate(codes) if bits >> place & 1) for bits in range(1 << len(codes))]
    )
    preference = np.column_stack(
        [
            of(people.origin, {name: origin.interview.get(code, 0.0) for name, origin in country.origins.items()})
            for code in codes
        ]
    )
    wish = np.cumsum(speaks * (preference + LEAST_PREFERENCE), axis=1)
    picked = (wish <= (random.random(len(people)) * wish[:, -1])[:, None]).sum(axis=1)
    barrier = np.asarray(~speaks[:, [codes.index(code) for code in OF_THE_FIELD]].any(axis=1))
    return texts[pattern], np.array(codes)[picked], barrier


def _spoken(country: Country, people: People, codes: list[str], random: np.random.Generator) -> Truths:
    """Who speaks which language. Everybody speaks one: who speaks no other speaks the first of their country."""
    speaks = np.zeros((len(people), len(codes)), dtype=bool)
    for citizenship, spoken in country.languages.items():
        here = np.flatnonzero(people.citizenship == citizenship)
        first = max(spoken, key=lambda code: spoken[code])
        for code in (*(code for code in spoken if code != first), first):
            chance = np.full(len(here), spoken[code])
            if code == first and len(here):
                silent = ~speaks[here].any(axis=1)
                left = (spoken[code] - silent.mean()) / max(1 - silent.mean(), 1 / len(here))
                chance = np.where(silent, 1.0, np.clip(left, 0, 1))
            speaks[here, codes.index(code)] = happens(chance, len(here), random)
    return speaks


def _family(people: People, random: np.random.Generator) -> tuple[Texts, Numbers]:
    """Marital status and living children; those of the household are among them."""
    n, age = len(people), people.age
    first = np.cumsum(np.bincount(people.household)) - np.bincount(people.household)
    spouse, child = people.relation == SPOUSE, people.relation == CHILD
    pair = np.zeros(len(first), dtype=bool)
    pair[people.household[spouse]] = True
    in_couple = spouse | ((people.relation == HEAD) & pair[people.household])
    married = np.clip(0.04 + 0.022 * (age - 20), 0.02, 0.62) * ~child
    older = np.clip((age - 25) / 40, 0, 1)
    drawn = random.random(n)
    alone = np.select(
        [drawn < married, drawn < married + 0.05, drawn < married + 0.05 + 0.08 * older, drawn > 1 - 0.12 * older**2],
        [MARRIED, PARTNER, DIVORCED, WIDOWED],
        default=SINGLE,
    )
    of_couple = random.random(n)[first[people.household]]  # both are married, or neither
    marital = np.where(in_couple, np.where(of_couple < 0.88, MARRIED, PARTNER), alone)
    marital = np.where(age < ADULT_AGE, SINGLE, marital)
    with_head = np.bincount(people.household[child], minlength=len(first))[people.household]
    present = with_head * ((people.relation == HEAD) | in_couple)
    fertile = np.clip((age - 20) / 22, 0, 1) * np.where(marital == SINGLE, 0.25, 2.3)
    children: Numbers = np.maximum(random.poisson(fertile) * (age >= ADULT_AGE), present)
    return marital, children


def _reasons(country: Country, people: People, student: Truths, random: np.random.Generator) -> Texts:
    reason = np.full(len(people), FAMILY, dtype="U2")
    grown = (people.age >= ADULT_AGE) & (people.relation != CHILD)
    studies = grown & student & (people.months < STUDIES_LAST)
    reason[studies] = STUDIES
    late = grown & ~studies & (people.age - people.months // 12 >= LATE_IN_LIFE)
    reason[late] = chosen(country.reasons_late, int(late.sum()), random)
    others = grown & ~studies & ~late
    shares = {code: origin.reasons for code, origin in country.origins.items()}
    reason[others] = chosen_by(people.origin[others], shares, random)
    return reason


def _recruitment(
    country: Country, people: People, for_work: Truths, arranged: Truths, random: np.random.Generator
) -> tuple[Truths, Amounts, Truths]:
    n, rule, work = len(people), country.work["recruiter"], country.work
    score = rule["intercept"] + rule["for_work"] * for_work + rule["africa"] * (people.origin == "AFR")
    recruiter = happens(logistic(score + rule["arranged"] * arranged), n, random)
    middle = np.log(of(people.origin, work["fees"])) + work["fees_recruiter"] * recruiter
    fees = np.maximum((np.exp(middle + work["fees_spread"] * random.standard_normal(n)) / 10).round() * 10, 10.0)
    rule = work["borrowed"]
    score = rule["intercept"] + rule["recruiter"] * recruiter + rule["fees"] * np.log(fees / 1500)
    return recruiter, fees, happens(logistic(score), n, random)
