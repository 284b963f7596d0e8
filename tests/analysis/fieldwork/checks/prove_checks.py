"""The proof of the checks: what they find of simulated misbehaviour, and how often they cry wolf.

    python -m tests.analysis.fieldwork.checks.prove_checks [SEED ...]

For each seed the small country and the whole one, with every kind of misbehaviour at its usual prevalence; then the
whole country with nobody misbehaving. Lines marked * must keep to the mark beside them. Some 40 s a seed.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator

from analysis.fieldwork.checks.rule import Severity
from tests.analysis.fieldwork.checks.exports import exported
from tests.analysis.fieldwork.checks.judging import GUILTY, Evenings, Judged, without

SEEDS = (5, 2026)
Line = tuple[str, float, str, bool]


def main(arguments: list[str]) -> int:
    """Prove; 1 when a line does not keep to its mark."""
    return max(_proved(seed) for seed in map(int, arguments or map(str, SEEDS)))


def _proved(seed: int) -> int:
    broken = _shown(f"seed {seed}: small country, every evening", _found(Judged(exported(seed, "small")), 1))
    whole = exported(seed, "tunisia")
    broken += _shown(f"seed {seed}: whole country, every other week", _found(Judged(whole), 14))
    bare = without(whole, "paradata", "section_times", "syncs")
    broken += _shown(f"seed {seed}: whole country, without paradata", _firsts(Judged(bare)))
    return int(broken + _shown(f"seed {seed}: nobody misbehaves", _honest(seed)) > 0)


def _shown(title: str, lines: Iterator[Line]) -> int:
    started = time.monotonic()
    found = list(lines)
    sys.stdout.write(f"{title} ({time.monotonic() - started:.1f} s)\n")
    for name, value, mark, kept in found:
        sys.stdout.write(
            f"  {name:<62} {value:>9.3f}{'' if not mark else '  * ' + mark}{'' if kept else '   NOT KEPT'}\n"
        )
    return sum(not kept for *_, kept in found)


def _found(judged: Judged, every: int) -> Iterator[Line]:
    yield from _firsts(judged)
    for kind in "ABCDEFH":
        yield f"{kind}: place of the first alert", judged.rank(kind), "", True
    severity = Counter((one.rule.severity, judged.right(one)) for one in judged.found.flags)
    for one in Severity:
        right, wrong = severity[one, True], severity[one, False]
        yield f"alerts, {one}: right", right, "", True
        yield f"alerts, {one}: false", wrong, "", True
    alarms = Evenings(judged, every).false_alarms()
    yield "false alarms (red, amber) by supervisor and evening", alarms, "<= 1", alarms <= 1


def _firsts(judged: Judged) -> Iterator[Line]:
    for kinds in ("A", "D", "AD"):
        found = judged.auc(kinds)
        yield f"{kinds}: near-duplicates, AUC", found, ">= 0.98", found >= 0.98
    precision, rank = judged.precision(20), judged.rank("G")
    yield "precision of the first 20 alerts", precision, ">= 0.6", precision >= 0.6
    yield "G: place of the first alert about the honest outlier", rank, "> 10", rank > 10


def _honest(seed: int) -> Iterator[Line]:
    judged = Judged(exported(seed, "tunisia", kinds=""))
    alerts = Counter(one.rule.severity for one in judged.found.flags if not judged.right(one))
    assert not any(judged.of(one) in GUILTY for one in judged.found.flags)
    interviews = len(judged.material.interviews)
    yield "interviews", interviews, "", True
    yield "red alerts for 1,000 interviews", 1000 * alerts[Severity.RED] / interviews, "", True
    yield "amber alerts for 1,000 interviews", 1000 * alerts[Severity.AMBER] / interviews, "", True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
