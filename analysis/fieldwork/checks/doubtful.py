"""What several independent checks speak of: one alert in place of many, headed by what weighs most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from analysis.fieldwork.checks.flag import MOST_SURPRISE, Flag
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

DOUBTFUL = Rule(
    "doubtful",
    Level.INTERVIEW,
    Severity.RED,
    Owner.QUALITY,
    24,
    source="specification of the field, alert rules: two independent checks on one interview",
    default={"checks": 2},
)
DOUBTFUL_WORK = Rule(
    "doubtful_work",
    Level.INTERVIEWER,
    Severity.RED,
    Owner.QUALITY,
    24,
    source="the same rule for the work of an interviewer (assumed)",
    default={"checks": 2},
)
_JOINED = {Level.INTERVIEW: DOUBTFUL, Level.INTERVIEWER: DOUBTFUL_WORK}


def together(flags: Iterable[Flag], retired: Collection[str] = ()) -> Iterator[Flag]:
    """The flags, those of independent rules about one subject joined into one where two or more rules speak.

    Their surprises add up, as chances of independent things multiply. A retired rule adds nothing to others; where
    joining is retired itself, each flag stands alone.
    """
    by_subject: dict[tuple[Level, str], list[Flag]] = defaultdict(list)
    for one in flags:
        if one.rule.independent and one.rule.code not in retired:
            by_subject[one.rule.level, one.subject].append(one)
        else:
            yield one
    for (level, subject), found in by_subject.items():
        rule = _JOINED[level]
        if rule.code in retired or len({one.rule.code for one in found}) < rule.at("checks"):
            yield from found
            continue
        strongest = sorted(found, key=lambda one: (-one.surprise, one.rule.code))
        compared = next((one for one in strongest if one.other), strongest[0])
        yield Flag(
            rule,
            subject,
            min(sum(one.surprise for one in found), MOST_SURPRISE),
            tuple(reason for one in strongest for reason in one.reasons),
            other=compared.other,
            pairs=compared.pairs,
            evidence={one.rule.code: round(one.surprise, 1) for one in strongest},
        )
