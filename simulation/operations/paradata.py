"""Paradata: how long each section took, pauses, edits and jumps, and how far from the dwelling; no place at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from questionnaires.contracts import PARADATA, SECTION_TIMES, Contract
from questionnaires.files import ARROW_TYPES, ordered
from simulation.filling.asked import Asked
from simulation.filling.submissions import Submission
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.streams import Streams

BANDS = np.array(["<50", "50-200", "200-1000", ">1000"])
BAND_LIMITS = (50.0, 200.0, 1000.0)  # metres
SLOWER: Mapping[str, float] = MappingProxyType({"fr": 1.0, "ar": 1.05, "aeb": 1.0, "en": 1.03})  # assumed
THROUGH_AN_INTERPRETER = 1.2  # any other language; assumed


@dataclass(frozen=True)
class ParadataRules:
    """How interviews are held; values without a word are the specification's."""

    item_seconds: float = 4.0  # of any question, beside its wording (assumed)
    characters_a_second: float = 14.0  # read out (assumed)
    section_spread: float = 0.25  # of the logarithm of a section's time (assumed)
    pauses: float = 0.6  # mean number, Poisson
    pause_seconds: float = 120.0  # median (assumed), log-normal with
    pause_spread: float = 0.7  # (assumed)
    most_paused: float = 0.4  # of an interview (assumed)
    edits: float = 0.02  # of the answers
    jumps: float = 0.01  # of the questions
    accuracy: tuple[float, float] = (2.3, 0.6)  # of the logarithm of metres: mean, standard deviation
    unknown_place: float = 0.04
    far: float = 0.01  # further away than the second band
    far_metres: tuple[float, float] = (6.5, 0.9)  # beyond it, of the logarithm (assumed)


RULES = ParadataRules()


@dataclass(frozen=True)
class Held:
    """Interviews as arrays: one row each, sections in columns."""

    submissions: tuple[Submission, ...]
    asked: tuple[Asked, ...]
    questions: Numbers  # answered, by section
    expected: Amounts  # seconds, by section, of an interviewer of middle pace
    seconds: Amounts  # from the first to the last moment by the tablet's clock


def paradata(
    submissions: Sequence[Submission],
    sections: Mapping[str, Sequence[str]],
    app: Mapping[str, str],
    streams: Streams,
    elsewhere: Collection[str] = (),
    rules: ParadataRules = RULES,
) -> Mapping[Contract, pa.Table]:
    """PARADATA and SECTION_TIMES of the interviews among submissions; corrections have none.

    ``sections`` and ``app`` are those of each version of the questionnaire; ``elsewhere`` names records that were
    filled in far from where they should have been.
    """
    held = _held(submissions, max(map(len, sections.values()), default=0), rules)
    random = streams.of("operations/paradata")
    pauses, paused = _pauses(held, rules, random)
    active = _active(held, held.seconds - paused.sum(axis=1), rules, random)
    edits, jumps = (random.binomial(held.questions, share) for share in (rules.edits, rules.jumps))
    begun = np.cumsum(active + paused, axis=1) - active  # a pause comes before its section
    milliseconds = np.array([round(one.started.timestamp() * 1000) for one in held.asked], dtype=np.int64)
    totals = {"n_pauses": pauses, "n_edits": edits, "n_jumps": jumps}
    record = _facts(held, app) | {
        "started_at": milliseconds,
        "ended_at": np.array([round(one.sent_order * 1000) for one in held.submissions], dtype=np.int64),
        "active_seconds": active.sum(axis=1).round(1),
        "n_questions": held.questions.sum(axis=1),
        **{name: counts.sum(axis=1) for name, counts in totals.items()},
        **_place(held, elsewhere, rules, random),
    }
    row, column = np.nonzero(held.questions)
    names = [sections[held.submissions[int(n)].version][int(place)] for n, place in zip(row, column, strict=True)]
    section = {
        "record_id": record["record_id"][row],
        "section": np.array(names, dtype=object),
        "started_at": milliseconds[row] + (begun[row, column] * 1000).astype(np.int64),
        "active_seconds": active[row, column].round(1),
        "n_questions": held.questions[row, column],
        **{name: counts[row, column] for name, counts in totals.items()},
    }
    return {PARADATA: _table(PARADATA, record), SECTION_TIMES: _table(SECTION_TIMES, section)}


def _held(submissions: Sequence[Submission], n_sections: int, rules: ParadataRules) -> Held:
    found = {one.instance_id: one for one in submissions if one.asked is not None and not one.replaces}
    chosen = tuple(found[name] for name in sorted(found))
    asked = tuple(one.asked for one in chosen if one.asked is not None)
    sections = np.zeros((len(chosen), n_sections, 2), dtype=np.int64)
    for row, one in enumerate(asked):
        sections[row, : len(one.sections)] = np.reshape(one.sections, (-1, 2))
    questions, characters = sections[..., 0], sections[..., 1]
    seconds = np.array([one.sent_order - its.started.timestamp() for one, its in zip(chosen, asked, strict=True)])
    slower = np.array([SLOWER.get(one.language, THROUGH_AN_INTERPRETER) for one in asked])
    expected = (rules.item_seconds * questions + characters / rules.characters_a_second) * slower.reshape(-1, 1)
    return Held(chosen, asked, questions, expected, np.maximum(seconds, 1.0))


def _pauses(held: Held, rules: ParadataRules, random: np.random.Generator) -> tuple[Numbers, Amounts]:
    """Number and seconds of the pauses before each section: where questions are asked, as often as there are many."""
    n, n_sections = held.questions.shape
    total = random.poisson(rules.pauses, n)
    share = held.questions / np.maximum(held.questions.sum(axis=1, keepdims=True), 1)
    share[:, 0] += 1 - share.sum(axis=1)  # to the last digit
    pauses = random.multinomial(total, np.clip(share, 0, 1)) if n else np.zeros((0, n_sections), dtype=np.int64)
    length = rules.pause_seconds * np.exp(rules.pause_spread * random.standard_normal((n, n_sections)))
    paused = pauses * length
    most = rules.most_paused * held.seconds
    return pauses, paused * np.minimum(1.0, most / np.maximum(paused.sum(axis=1), 1e-9)).reshape(-1, 1)


def _active(held: Held, seconds: Amounts, rules: ParadataRules, random: np.random.Generator) -> Amounts:
    """The time that was not paused, given to the sections by what each would take; it is the interview's own time."""
    weight = held.expected * np.exp(rules.section_spread * random.standard_normal(held.expected.shape))
    return np.asarray(weight * (seconds / np.maximum(weight.sum(axis=1), 1e-9)).reshape(-1, 1))


def _facts(held: Held, app: Mapping[str, str]) -> dict[str, Texts]:
    facts = [
        (
            one.instance_id,
            one.case_id,
            one.form_id,
            one.version,
            app[one.version],
            one.interviewer,
            one.device,
            asked.language,
        )
        for one, asked in zip(held.submissions, held.asked, strict=True)
    ]
    columns = np.array(facts, dtype=object).reshape(-1, len(_FACTS))
    return {name: columns[:, place] for place, name in enumerate(_FACTS)}


_FACTS = (
    "record_id",
    "case_id",
    "questionnaire",
    "questionnaire_version",
    "app_version",
    "interviewer_id",
    "device_id",
    "language",
)


def _place(
    held: Held, elsewhere: Collection[str], rules: ParadataRules, random: np.random.Generator
) -> dict[str, Texts]:
    """How far the tablet was, as it is kept: a band, inside or not, and how exactly that is known."""
    n = len(held.submissions)
    middle, spread = rules.accuracy
    accuracy = np.exp(random.normal(middle, spread, n))
    near = np.minimum(accuracy * np.sqrt(random.chisquare(2, n)), BAND_LIMITS[1] - 1)
    away = BAND_LIMITS[1] + np.exp(random.normal(*rules.far_metres, n))
    chosen = np.array([one.instance_id in elsewhere for one in held.submissions], dtype=bool)
    far = (random.random(n) < rules.far) | chosen
    distance = np.where(far, away, near)
    known = random.random(n) >= rules.unknown_place
    return {
        "distance_band": _where(known, BANDS[np.searchsorted(BAND_LIMITS, distance, side="right")]),
        "inside_psu": _where(known, ~far),
        "accuracy_metres": _where(known, accuracy.round(1)),
    }


def _where(known: Truths, values: Texts) -> Texts:
    """The values, nothing where they are not known."""
    found = values.astype(object)
    found[~known] = None
    return found


def _table(contract: Contract, columns: Mapping[str, Texts]) -> pa.Table:
    arrays = {}
    for column in contract.columns:
        kind = ARROW_TYPES[column.kind]
        values = columns[column.name]
        arrays[column.name] = (
            pa.array(values, pa.int64()).cast(kind) if pa.types.is_timestamp(kind) else pa.array(values.tolist(), kind)
        )
    return ordered(contract, pa.table(arrays))
