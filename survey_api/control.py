"""The control socket: a running service carries out the orders of commands, because it alone may write."""

import json
import logging
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from questionnaires.problems import Problem, ProblemError

LONGEST_PATH = 100  # what every system accepts as the address of a local socket
LARGEST_MESSAGE = 256 * 1024 * 1024
PATIENCE = 10.0  # seconds that a command may pause while it speaks
LOG = logging.getLogger("survey_api.control")


class OrderFailed(ProblemError):
    """The service refused the order; the problems are those it named."""


class ControlBroken(ProblemError):
    """The service closed the connection without an answer."""

    code = "service.control_broken"


class TakesOrders(Protocol):
    """The part of the service that the socket speaks to."""

    def order(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order."""


@contextmanager
def listening(path: Path, service: TakesOrders) -> Iterator[None]:
    """Take orders on a socket that only the owner of the home can reach."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door, _short(path) as address:
        door.bind(address)
        path.chmod(0o600)
        door.listen()
        thread = threading.Thread(target=_listen, args=(door, service), name="control", daemon=True)
        thread.start()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def ask(path: Path, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Have a running service carry out an order. Raises OrderFailed, ControlBroken, OSError where nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        with _short(path) as address:
            line.connect(address)
        line.sendall(json.dumps({"order": name, "arguments": arguments}).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = answers.readline(LARGEST_MESSAGE)
    if not answer.endswith(b"\n"):
        raise ControlBroken()
    reply = json.loads(answer)
    if "problems" in reply:
        raise OrderFailed([Problem(problem["code"], problem["values"]) for problem in reply["problems"]])
    result: dict[str, Any] = reply["result"]
    return result


def _listen(door: socket.socket, service: TakesOrders) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        with line:
            try:
                line.settimeout(PATIENCE)
                with line.makefile("rb") as asked:
                    message = asked.readline(LARGEST_MESSAGE)
                line.sendall(json.dumps(_answer(message, service)).encode() + b"\n")
            except OSError:  # the command went away or fell silent; the next one is waiting
                continue


def _answer(message: bytes, service: TakesOrders) -> dict[str, Any]:
    try:
        asked = json.loads(message)
        return {"result": service.order(asked["order"], asked["arguments"])}
    except ProblemError as error:
        return {"problems": [{"code": problem.code, "values": dict(problem.values)} for problem in error.problems]}
    except (ValueError, KeyError, TypeError):
        return {"problems": [{"code": "service.bad_order", "values": {}}]}
    except Exception:  # whatever it is, the orders that follow must still be taken
        LOG.exception("an order failed")
        return {"problems": [{"code": "service.bad_order", "values": {}}]}


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """An address of the socket that fits into what the system allows, however deep the home lies."""
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
