"""Servers beside the process that measures: started, found by the line they say, looked at, ended."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One running server: where it answers, and its process."""

    address: str
    process: int

    def cpu(self) -> float:
        """Seconds of processor that it and the processes it started have used so far."""
        return sum(map(_cpu, (self.process, *_children(self.process))))


@contextmanager
def served(words: Sequence[str]) -> Iterator[Server]:
    """A Python module as server while the block runs; its address is in the first line it says."""
    process = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, f"{words[0]} did not say where it answers: {line!r}"
        yield Server(found[0], process.pid)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


def _children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for children in threads for child in children.read_text().split()]
