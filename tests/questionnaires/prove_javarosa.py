"""The long proof: at least 200 valid and 200 broken interviews of each form, in JavaRosa and here.

Relevance, problems and choice lists must not differ; nor may values, but for those that depend on the moment.

    python -m tests.questionnaires.prove_javarosa [INTERVIEWS [FORM ...]]

Without FORM: our own three and the public ones in ``tests/data/forms``. A minute or two on two cores.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from questionnaires.media import beside
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
        Path("tests/data/forms/odd/every_kind.md"),
    ]
    with TemporaryDirectory() as folder:
        oracle = compiled_oracle(Path(folder))
        return int(sum([_proved(source, each, oracle) for source in sources]) > 0)


def _proved(source: Path, each: int, oracle: Path) -> int:
    xform = xform_of(source)
    media = source if source.is_dir() else source.parent
    form = compile_form(xform, beside(media))
    records = [filled(form, seed) for seed in range(each)]
    records += [broken(xml, seed) for seed, xml in enumerate(records)]
    moving = {f"{node.path}[1]" for node in form.nodes if node.calculate is not None and node.calculate.volatile}
    differing: Counter[str] = Counter()
    examples: dict[str, object] = {}
    compared: Counter[str] = Counter()
    for at in range(0, len(records), AT_ONCE):
        batch = records[at : at + AT_ONCE]
        with TemporaryDirectory() as folder:
            if not source.is_dir():
                for table in media.glob("*.csv"):
                    shutil.copy(table, folder)
            told = javarosa(oracle, Path(folder), xform, batch)
        for theirs, xml in zip(told, batch, strict=True):
            our = ours(form, xml)
            compared.update({kind: len(our[kind]) for kind in ("nodes", "problems", "choices")})
            for difference in (each for each in differences(theirs, our) if each[1] not in moving):
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
