"""No module of the tablet hands out what nobody takes."""

import re
from collections.abc import Iterator
from pathlib import Path

from survey_api.tablet.serving import CLIENT

DECLARED = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
LISTED = re.compile(r"^export \{([^}]*)\}", re.MULTILINE)
TAKEN = re.compile(r'^(?:import|export) \{([^}]*)\} from "([^"]+)"', re.MULTILINE)
WHOLE = re.compile(r'^import \* as (\w+) from "([^"]+)"', re.MULTILINE)
LATER = re.compile(r'import\("([^"]+)"\)')
FOR_TESTS = {("keeping/database.js", "STEPS")}  # a later version of the database adds to them


def modules() -> dict[Path, str]:
    return {
        path.resolve(): path.read_text(encoding="utf-8")
        for path in CLIENT.rglob("*.js")
        if "vendor" not in path.relative_to(CLIENT).parts
    }


def names(listed: str, which: int) -> list[str]:
    return [one.strip().split(" as ")[which] for one in listed.split(",") if one.strip()]


def handed_out(text: str) -> Iterator[str]:
    yield from DECLARED.findall(text)
    for listed in LISTED.findall(text):
        yield from names(listed, -1)


def taken(path: Path, text: str) -> Iterator[tuple[Path, str]]:
    """What a module takes by name; of one that is loaded later or whole, any word may be a name of it."""
    for listed, source in TAKEN.findall(text):
        yield from (((path.parent / source).resolve(), name) for name in names(listed, 0))
    for whole, source in WHOLE.findall(text):
        yield from (((path.parent / source).resolve(), name) for name in re.findall(rf"\b{whole}\.(\w+)", text))
    for source in LATER.findall(text):
        yield from (((path.parent / source).resolve(), name) for name in re.findall(r"\w+", text))


def test_whatever_a_module_hands_out_another_one_takes() -> None:
    known = modules()
    used = {one for path, text in known.items() for one in taken(path, text)}
    unused = {
        (path.relative_to(CLIENT.resolve()).as_posix(), name)
        for path, text in known.items()
        for name in handed_out(text)
        if (path, name) not in used
    }
    assert unused == FOR_TESTS
