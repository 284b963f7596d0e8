"""A module run as a program for as long as whoever started it lives: it watches its standard input, a pipe, close.

    python -m simulation.attended MODULE WORD...

A service started for a demonstration must not outlive it, not even when the demonstration is killed outright: the
system then closes its end of the pipe. The watching thread sleeps in a read until that moment.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE = 30.0  # seconds in which the program may end by itself


def _end_with_starter() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
