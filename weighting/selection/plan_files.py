"""A plan as a table and as a chart: households found against the precision of their total."""

import csv
import io
from pathlib import Path

from presentation.messages import say
from presentation.numbers import Measure, terminal_numbers
from presentation.text import Language
from questionnaires.files import write_whole
from weighting.selection.planning import Plan, PlanLine

_PLACES = {"cv": 1, "kish": 2, "screens": 1}
WIDTH, HEIGHT, MARGIN = 640, 400, 60


def columns(plan: Plan) -> tuple[str, ...]:
    """The columns of the table; no money where no costs are given."""
    money = ("cost",) if plan.assumed.costs else ()
    return ("design", "classes", "psus", "listed", "found", "screens", "cv", "kish", "completes", "effective", *money)


def cells(line: PlanLine, plan: Plan, language: Language) -> list[str]:
    """One line of the table, as a person reads it."""
    numbers = terminal_numbers(language)
    figures = _figures(line, plan)
    shown = [numbers.bare(value, Measure("", places=_PLACES.get(name, 0))) for name, value in figures.items()]
    return [named(line, language), " / ".join(str(n) for n in line.by_class.values()), *shown]


def named(line: PlanLine, language: Language) -> str:
    """The name of a design; those the plan adds have a wording."""
    return say(line.name, language) if line.name.startswith("selection.plan_") else line.name


def write_plan(path: Path, plan: Plan, language: Language) -> None:
    """Write a plan: a chart where the file's name ends in .svg, else CSV with every figure unrounded."""
    text = chart(plan, language) if path.suffix == ".svg" else _csv(plan, language)
    write_whole(path, text.encode())


def chart(plan: Plan, language: Language) -> str:
    """An SVG: to the right more households found, further down a more precise total."""
    from markupsafe import escape

    most, worst = max(line.found for line in plan.lines), max(line.cv for line in plan.lines)
    marks = []
    for line in plan.lines:
        x = MARGIN + (WIDTH - 2 * MARGIN) * line.found / most
        y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * line.cv / worst
        anchor = "end" if x > WIDTH / 2 else "start"
        label = f"{named(line, language)} ({100 * line.cv:.1f} %)"
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#1b5e8a"/>')
        marks.append(f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="{anchor}">{escape(label)}</text>')
    title = escape(say("selection.plan_title", language, {"design": plan.design}))
    across, down = (escape(say(f"selection.column_{name}", language)) for name in ("found", "cv"))
    axes = f"M{MARGIN} {MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        f'<path d="{axes}" fill="none" stroke="#555"/>'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 20}" text-anchor="middle">{across}</text>'
        f'<text x="{MARGIN}" y="{MARGIN - 20}">{down}</text>'
        f"{''.join(marks)}</svg>\n"
    )


def _csv(plan: Plan, language: Language) -> str:
    sink = io.StringIO()
    lines = csv.writer(sink, lineterminator="\n")
    lines.writerow(columns(plan))
    for line in plan.lines:
        classes = " ".join(f"{name}={n}" for name, n in line.by_class.items())
        lines.writerow([named(line, language), classes, *_figures(line, plan).values()])
    return sink.getvalue()


def _figures(line: PlanLine, plan: Plan) -> dict[str, float]:
    found = {
        "psus": line.psus,
        "listed": line.listed,
        "found": line.found,
        "screens": line.screens,
        "cv": 100 * line.cv,
        "kish": line.kish,
        "completes": line.completes,
        "effective": line.effective,
    }
    return found | ({"cost": line.cost} if plan.assumed.costs and line.cost is not None else {})
