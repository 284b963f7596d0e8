"""Filling on several processes: the order, the errors and the end are those of one process."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulation.filling.filling_in import NoAnswerFits
from simulation.filling.filling_pool import FillerDied, fill_all

ROOT = Path(__file__).resolve().parents[2]


def desk() -> int:
    return 100


def added(desk: int, item: int) -> tuple[int, int]:
    return desk + item, item


def closed_desk() -> int:
    raise NoAnswerFits(form="contact", question="desk")


def refusing(desk: int, item: int) -> int:
    if item == 7:
        raise NoAnswerFits(form="contact", question=f"q{item}")
    return desk


def dying(_desk: int, _item: int) -> int:
    os._exit(9)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_filled_keeps_the_order_of_the_items(processes: int) -> None:
    expected = [(100 + n, n) for n in range(30)]
    assert list(fill_all(desk, added, range(30), processes=processes, chunk=4)) == expected


@pytest.mark.parametrize("processes", [1, 2])
def test_what_goes_wrong_in_a_process_arrives_whole(processes: int) -> None:
    with pytest.raises(NoAnswerFits) as refused:
        list(fill_all(desk, refusing, range(20), processes=processes, chunk=2))
    assert refused.value.problems[0].values == {"form": "contact", "question": "q7"}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_desk_that_cannot_be_opened_is_told(processes: int) -> None:
    with pytest.raises(NoAnswerFits):
        list(fill_all(closed_desk, added, range(20), processes=processes))


def test_a_process_that_dies_is_said_in_a_sentence() -> None:
    with pytest.raises(FillerDied):
        list(fill_all(desk, dying, range(4), processes=2))


READER = """
import os
from simulation.filling.filling_pool import fill_all
from tests.simulation.test_filling_pool import desk, writing_its_name

def main():
    for name in fill_all(desk, writing_its_name, range(10_000), processes=2, chunk=1):
        print(name, flush=True)

if __name__ == "__main__":
    main()
"""


def writing_its_name(_desk: int, _item: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def test_a_reader_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text(READER)
    words, place = [sys.executable, str(tmp_path / "reader.py")], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=place) as reader:
        assert reader.stdout
        fillers = {int(reader.stdout.readline()) for _ in range(6)}
        reader.kill()
    for _ in range(200):
        if not any(alive(process) for process in fillers):
            return
        time.sleep(0.05)
    pytest.fail("a process goes on without its reader")


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.is_file() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_reader_who_has_enough_ends_the_processes() -> None:
    filled = fill_all(desk, added, iter(range(10_000)), processes=2, chunk=5)
    assert next(filled) == (100, 0)
    filled.close()  # type: ignore[attr-defined]  # an iterator that is a generator
