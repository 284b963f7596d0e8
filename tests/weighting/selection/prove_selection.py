"""Draws by the ten thousand against their probabilities, unit by unit and pair by pair; election counties beside R.

Run: python -m tests.weighting.selection.prove_selection [draws]
"""

import csv
import subprocess
import sys

import numpy as np

from weighting.selection.design import Sampford, Systematic
from weighting.selection.nested import Levels, drawn, joint, levels
from weighting.selection.probabilities import Probabilities
from weighting.selection.sampford import joint_sampford
from weighting.selection.systematic import joint_systematic

SEED = 20261124
DRAWS = 20_000
LARGEST_Z = 5.0
SIZES = np.array([40, 55, 60, 85, 90, 31, 77, 120, 66, 28, 101, 47, 260, 12], dtype=float)
ELECTION = """
suppressPackageStartupMessages(library(survey)); data(election)
cat(sprintf("p,%.17g\\n", election$p), sep = "")
cat(sprintf("taken,%d\\n", election_insample), sep = "")
cat(sprintf("joint,%.17g\\n", as.vector(election_jointprob)), sep = "")
"""


def main() -> None:
    """Prove and print; ends with 1 where a figure is further off than chance allows."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    say(f"seed {SEED}, {draws} draws, largest z allowed {LARGEST_Z}")
    worst = max(_frequencies(Systematic(), draws), _frequencies(Sampford(), draws))
    _election()
    sys.exit(int(worst > LARGEST_Z))


def say(line: str) -> None:
    """One line of the proof."""
    sys.stdout.write(line + "\n")


def _frequencies(method: Systematic | Sampford, draws: int) -> float:
    """The largest deviation, in standard errors, of a unit or a pair in any sample of a nested draw."""
    of = levels("A", SIZES, (4, 5, 6))
    if isinstance(method, Sampford):
        of = levels("A", np.delete(SIZES, 12), (4, 5, 6))
    n = len(of.p[0])
    counts = np.zeros((len(of.p), n, n))
    random = np.random.default_rng(SEED)
    for _ in range(draws):
        for level, rows in enumerate(drawn(of, method, random)):
            counts[level][np.ix_(rows, rows)] += 1
    worst = 0.0
    for level in range(len(of.p)):
        exact = _exact(of, level, method)
        spread = np.sqrt(np.maximum(exact * (1 - exact), 1e-12) / draws)
        off = np.abs(counts[level] / draws - exact) / spread
        inside = (exact > 1e-9) & (exact < 1)
        units, pairs = off.diagonal().max(), off[inside & ~np.eye(n, dtype=bool)].max(initial=0.0)
        say(f"{type(method).__name__}, {level} replicates released: units z {units:.2f}, pairs z {pairs:.2f}")
        worst = max(worst, float(units), float(pairs))
    return worst


def _exact(of: Levels, level: int, method: Systematic | Sampford) -> Probabilities:
    """Joint probabilities of a level; of a systematic sample within another only the units' own are known."""
    if isinstance(method, Sampford):
        return joint(of, level, np.arange(len(of.p[0])))
    return joint_systematic(of.p[-1]) if level == len(of.p) - 1 else np.diag(of.p[level])


def _election() -> None:
    """4,600 counties, 40 drawn by another design (Tillé's elimination): near Sampford's pairs, and not the same."""
    told = subprocess.run(["Rscript", "-e", ELECTION], capture_output=True, text=True, check=False)
    if told.returncode:
        say("election: R survey is not here")
        return
    found: dict[str, list[float]] = {"p": [], "taken": [], "joint": []}
    for name, value in csv.reader(told.stdout.splitlines()):
        found[name].append(float(value))
    p, taken = np.array(found["p"]), np.array(found["taken"]) > 0
    theirs = np.array(found["joint"]).reshape(40, 40)
    ours = joint_sampford(p, taken)
    off = ~np.eye(40, dtype=bool)
    hajek = np.outer(p[taken], p[taken]) * (1 - np.outer(1 - p[taken], 1 - p[taken]) / (p * (1 - p)).sum())
    for name, other in (("Tillé's elimination (stored with R survey)", theirs), ("Hájek's approximation", hajek)):
        share = np.abs(other / ours - 1)[off]
        say(f"election, Sampford beside {name}: median difference {np.median(share):.2%}, largest {share.max():.2%}")


if __name__ == "__main__":
    main()
