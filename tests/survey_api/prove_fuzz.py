"""The proof that our own readers fail in one way alone: inputs that a fuzzer grows, guided by the code they reach.

    python -m tests.survey_api.prove_fuzz [SECONDS [SEED]]       every reader, so many seconds each
    python -m tests.survey_api.prove_fuzz READER ARGUMENTS...    one reader, with arguments of the fuzzer

The readers of markup, of records, of envelopes, of a command's message and of expressions may refuse, each with its own
error; anything else ends the proof and is printed, and so does an input that takes longer than 5 seconds. Grown from
the examples in ``corpus``. Needs atheris. 90 s.
"""

import re
import subprocess
import sys
from tempfile import TemporaryDirectory

import atheris

SECONDS = 15
SEED = 20261124
LONGEST = 4_096  # bytes of an input
SLOWEST = 5  # seconds that one input may take
NAMES = ("markup", "record", "parts", "message", "expression")
GUIDED_BY = ["questionnaires", "survey_api.control", "survey_api.routes", "python_multipart"]


def read(name: str, arguments: list[str]) -> None:
    """Grow inputs for one reader; the fuzzer ends the process."""
    with atheris.instrument_imports(include=GUIDED_BY):
        from tests.survey_api.readers import READERS
    atheris.Setup([sys.argv[0], *arguments], READERS[name])
    atheris.Fuzz()


def fuzz(name: str, seconds: int, seed: int) -> tuple[str, bool]:
    """Grow inputs for one reader, in a process of its own: what was done, and whether the reader failed."""
    limits = [f"-max_len={LONGEST}", f"-timeout={SLOWEST}", "-rss_limit_mb=1024"]
    with TemporaryDirectory() as grown:
        how = [f"-max_total_time={seconds}", f"-seed={seed}", *limits, f"-artifact_prefix={grown}/", grown]
        words = [sys.executable, "-m", "tests.survey_api.prove_fuzz", name, *how, f"tests/survey_api/corpus/{name}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    told = re.findall(r"^#(\d+).*?cov: (\d+)", done.stderr, re.MULTILINE)
    runs, reached = told[-1] if told else ("0", "0")
    outcome = f"{name}: {int(runs):,} inputs, {reached} places of the code reached"
    if done.returncode or not told:
        return f"{outcome}; FAILED\n{done.stderr[-3_000:]}", True
    return f"{outcome}; none made it fail", False


def main(arguments: list[str]) -> int:
    """Prove it; 1 where a reader failed in another way."""
    if arguments and arguments[0] in NAMES:
        read(arguments[0], arguments[1:])
    seconds = int(arguments[0]) if arguments else SECONDS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    sys.stdout.write(f"Readers fuzzed for {seconds} s each, seed {seed}\n")
    failed = 0
    for name in NAMES:
        outcome, failed_here = fuzz(name, seconds, seed)
        sys.stdout.write(f"  {outcome}\n")
        sys.stdout.flush()
        failed += failed_here
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
