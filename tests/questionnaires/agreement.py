"""Our engine beside JavaRosa, the engine inside ODK Collect: the same surface from both, and where they differ."""

import json
import re
import subprocess
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape
from zoneinfo import ZoneInfo

from questionnaires.answers import write
from questionnaires.checking import examine
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.records import read_record
from questionnaires.surface import offered

JAR = str(files("pyxform").joinpath("validators/odk_validate/bin/ODK_Validate.jar"))
SOURCE = Path(__file__).parent / "java" / "Oracle.java"
COMPARED = ("checks.required", "checks.constraint")  # JavaRosa tells no others of a finished record

Difference = tuple[object, ...]  # relevance, value, choices or problems; where; theirs; ours


def compiled_oracle(folder: Path) -> Path:
    """The Java program that asks JavaRosa, compiled."""
    subprocess.run(["javac", "-cp", JAR, "-d", str(folder), str(SOURCE)], check=True)
    return folder


def javarosa(
    oracle: Path, folder: Path, form: bytes, records: list[bytes], zone: str = "Africa/Tunis"
) -> list[dict[str, Any]]:
    """What JavaRosa makes of records. Lookup files of the form lie in the folder."""
    xform = folder / "form.xml"
    xform.write_bytes(form)
    paths = [folder / f"{at}.xml" for at in range(len(records))]
    for path, xml in zip(paths, records, strict=True):
        path.write_bytes(xml)
    told = subprocess.run(
        ["java", "-Xmx1g", f"-Duser.timezone={zone}", "-cp", f"{JAR}:{oracle}", "Oracle", str(xform)],
        input="\n".join(map(str, paths)).encode(),
        capture_output=True,
        check=False,
    )
    if told.returncode:
        raise AssertionError(told.stderr.decode()[-2000:])
    return [json.loads(line) for line in told.stdout.decode().splitlines()]


def ours(form: Form, xml: bytes) -> dict[str, Any]:
    """The same surface from our engine."""
    examined = examine(form, read_record(xml), datetime.now(ZoneInfo("Africa/Tunis")))  # JavaRosa knows no other clock
    nodes: dict[str, Any] = {}
    choices: dict[str, Any] = {}
    _gather(form.root, examined.root, form.root.path, nodes, choices)
    problems = sorted(
        (problem.code.removeprefix("checks."), _where(form, problem.values))
        for problem in examined.problems
        if problem.code in COMPARED
    )
    of_another_type = {
        _where(form, problem.values) for problem in examined.problems if problem.code == "checks.wrong_type"
    }
    return {"nodes": nodes, "choices": choices, "problems": problems, "wrong_type": of_another_type}


def _where(form: Form, values: Any) -> str:
    positions = iter(str(values["position"]).split("."))
    node: Node | None = form.by_path[values["path"]]
    chain: list[Node] = []
    while node is not None:
        chain.append(node)
        node = node.parent
    inner = reversed(chain[:-1])
    steps = [f"{step.name}[{next(positions)}]" if step.is_repeat else f"{step.name}[1]" for step in inner]
    return "/" + "/".join([form.root.name, *steps])


def _gather(owner: Node, scope: Scope, path: str, nodes: dict[str, Any], choices: dict[str, Any]) -> None:
    for child in owner.children.values():
        if child.is_repeat:
            for instance in scope.repeats[child.place]:
                here = f"{path}/{child.name}[{instance.position}]"
                nodes[here] = [instance.relevant[0], ""]
                _gather(child, instance, here, nodes, choices)
            continue
        here = f"{path}/{child.name}[1]"
        nodes[here] = [scope.relevant[child.slot], write(scope.raw[child.slot])]
        if child.is_group:
            _gather(child, scope, here, nodes, choices)
        elif child.choices is not None and scope.relevant[child.slot]:
            choices[here] = offered(child, scope)


def differences(theirs: dict[str, Any], our: dict[str, Any]) -> list[Difference]:
    """Where the two engines differ on one record."""
    if "failure" in theirs:
        return [("failure", theirs["failure"])]
    found: list[Difference] = []
    nodes = {path: told for path, told in theirs["nodes"].items() if path.count("/") > 1}  # all but the root
    for path in sorted({*nodes, *our["nodes"]}):
        (their_asked, their_value), (asked, value) = nodes.get(path, _ABSENT), our["nodes"].get(path, _ABSENT)
        if asked != their_asked:
            found.append(("relevance", path, their_asked, asked))
        elif asked and path not in our["wrong_type"] and not _same(unescape(their_value), value):
            found.append(("value", path, their_value, value))
    for path in sorted({*theirs["choices"], *our["choices"]}):
        if (theirs["choices"].get(path) or []) != (our["choices"].get(path) or []):
            found.append(("choices", path, theirs["choices"].get(path), our["choices"].get(path)))
    if (problems := sorted(map(tuple, theirs["problems"]))) != our["problems"]:
        found.append(("problems", problems, our["problems"]))
    return found


_ABSENT = (False, "")  # what JavaRosa keeps of a repeat without instances is not asked either


def _same(theirs: str, our: str) -> bool:
    if theirs == our:
        return True
    parts, others = re.split(r"[; ]+", theirs), re.split(r"[; ]+", our)  # of a point or a line; else one
    try:
        return list(map(float, parts)) == list(map(float, others))  # Java writes the decimal 8 as 8.0
    except ValueError:
        return False
