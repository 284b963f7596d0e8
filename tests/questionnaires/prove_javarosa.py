"""The long proof: at least 200 valid and 200 broken interviews of each form, in JavaRosa and here.

    python -m tests.questionnaires.prove_javarosa [INTERVIEWS [FORM ...]]

Without FORM: our own three and the public ones in ``tests/data/forms``. A minute or two on two cores.
"""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from questionnaires.opening import xform_of
from questionnaires.xform import compile_form
from tests.questionnaires.agreement import compiled_oracle, differences, javarosa, ours
from tests.questionnaires.builders import FORM_IDS, FORMS, broken, filled

EACH = 200
SHOWN = 10  # kinds of difference told in full
AT_ONCE = 50  # records a run of Java, which keeps them all in memory


def main(arguments: list[str]) -> int:
    """Compare, form by form; 1 when anything differs."""
    each = int(arguments[0]) if arguments else EACH
    sources = [Path(argument) for argument in arguments[1:]]
    sources = sources or [
        *(FORMS / form_id / "2026.1" for form_id in FORM_IDS),
        *sorted(Path("tests/data/forms").glob("*.xls*")),
    ]
    with TemporaryDirectory() as folder:
        oracle = compiled_oracle(Path(folder))
        return int(sum([_proved(source, each, oracle) for source in sources]) > 0)


def _proved(source: Path, each: int, oracle: Path) -> int:
    xform = xform_of(source)
    form = compile_form(xform)
    records = [filled(form, seed) for seed in range(each)]
    records += [broken(xml, seed) for seed, xml in enumerate(records)]
    differing: Counter[str] = Counter()
    examples: dict[str, object] = {}
    compared: Counter[str] = Counter()
    for at in range(0, len(records), AT_ONCE):
        batch = records[at : at + AT_ONCE]
        with TemporaryDirectory() as folder:
            told = javarosa(oracle, Path(folder), xform, batch)
        for theirs, xml in zip(told, batch, strict=True):
            our = ours(form, xml)
            compared.update({kind: len(our[kind]) for kind in ("nodes", "problems", "choices")})
            for difference in differences(theirs, our):
                kind = f"{difference[0]} {difference[1] if difference[0] in ('value', 'relevance', 'choices') else ''}"
                differing[kind] += 1
                examples.setdefault(kind, difference)
    counts = ", ".join(f"{number} {kind}" for kind, number in compared.items())
    _say(f"{form.form_id}: {len(records)} records, {counts}: {differing.total()} differences")
    for kind, number in differing.most_common(SHOWN):
        _say(f"  {number} x {examples[kind]}")
    return differing.total()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
