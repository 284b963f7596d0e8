"""The orders about coding: give texts to coders, keep the codes that they gave."""

from sqlalchemy import Connection

from questionnaires.problems import Problem
from survey_api.collection.coding.problems import CodesRefused, NotACoder
from survey_api.collection.coding.standing import by_text
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.people import Role
from survey_api.store import codings, people
from survey_api.store.codings import ADJUDICATED, Coding, Task

MAY_CODE = frozenset({Role.CODER.value, Role.CUSTODIAN.value})
MOST_TOLD = 20


def give_texts(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Note which texts leave the store, for whom; texts that somebody was given meanwhile stay theirs.

    Raises NotACoder.
    """
    for coder in arguments["coders"]:
        require_coder(connection, coder)
    held = codings.tasks(connection)
    known = {task.text_id for task in held}
    fresh = [task for task in (Task(**told) for told in arguments["tasks"]) if task.text_id not in known]
    codings.give(connection, fresh, occasion.at)
    for coder in arguments["coders"]:
        texts = sum(task.coder == coder for task in (*held, *fresh))
        occasion.log(connection, "microdata.read", "texts to code", coder=coder, records=texts)
    return {"given": len(fresh)}


def keep_codes(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Keep the codes that a coder gave, or that settle where two differ. Raises NotACoder, CodesRefused."""
    coder, adjudicating = arguments["coder"], arguments["adjudicating"]
    require_coder(connection, coder)
    tasks = codings.tasks(connection)
    cases = {task.text_id: (task.case_id, task.variable) for task in tasks}
    own = {task.text_id: task.role for task in tasks if task.coder == coder}
    differing: set[str] = set()
    if adjudicating:
        standing = by_text(codings.read(connection, occasion.vault()))
        differing = {name for name, coded in standing.items() if coded.differs}
    given, problems, unknown = [], [], 0
    for row in arguments["codes"]:
        name = row["text_id"]
        if name not in cases:  # its case was withdrawn since
            unknown += 1
            continue
        if name not in (differing if adjudicating else own):
            problems.append(Problem("coding.not_given", {"line": row["line"], "text": name[:40], "coder": coder}))
            continue
        case_id, variable = cases[name]
        if variable != row["variable"]:
            problems.append(Problem("coding.other_variable", {"line": row["line"], "variable": row["variable"][:40]}))
            continue
        role = ADJUDICATED if adjudicating else own[name]
        about = (name, case_id, variable, role, coder, arguments["list_versions"][variable], occasion.at)
        given.append(Coding(*about, row["code"], row["suggested"]))
    if problems:
        raise CodesRefused(problems[:MOST_TOLD])
    kept = codings.keep(connection, occasion.vault(), given)
    occasion.log(connection, "codes.kept", f"staff:{coder}", codes=kept, adjudicating=adjudicating)
    return {"kept": kept, "unknown": unknown}


def require_coder(connection: Connection, login: str) -> None:
    """Raises NotACoder where nobody with that login codes."""
    person = people.find_staff(connection, login)
    if person is None or person["role"] not in MAY_CODE:
        raise NotACoder(login=login[:80], roles=", ".join(sorted(MAY_CODE)))
