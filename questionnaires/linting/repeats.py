"""How often a repeat is asked: a whole number, or a question that gives one."""

from collections.abc import Iterator

from questionnaires.linting.findings import Finding, Rule, error
from questionnaires.linting.reading import bare_name, constant, reference
from questionnaires.linting.subject import Subject

_NO_NUMBER = frozenset({"text", "note", "date", "dateTime", "datetime", "time", "image", "audio", "video", "file"})
_NO_NUMBER |= {"geopoint", "geotrace", "geoshape", "select_multiple", "barcode", "acknowledge"}


def _counts(subject: Subject) -> Iterator[Finding]:
    for written in subject.written:
        if written.column != "repeat_count":
            continue
        if not written.entry.type.startswith("begin repeat"):
            yield error("lint.count_outside_repeat", written.place)
        if written.tree is None:
            continue
        value = constant(written.tree)
        if isinstance(value, str) or bare_name(written.tree) not in ("", *subject.named):
            yield error("lint.repeat_count_text", written.place, found=written.source)
        elif value is not None and (value < 0 or value != int(value)):
            yield error("lint.repeat_count_not_whole", written.place, found=written.source)
        elif (asked := subject.one(reference(written.tree))) and _is_text(subject, asked.name):
            yield error("lint.repeat_count_of_text", written.place, name=asked.name, type=asked.type)


def _is_text(subject: Subject, name: str) -> bool:
    asked = subject.named[name][0]
    if asked.cells.get("bind::type") in ("int", "decimal"):
        return False
    if asked.type == "select_one":
        codes = subject.codes(asked) or frozenset()
        return any(not code.lstrip("-").isdigit() for code in codes)
    return asked.type in _NO_NUMBER


RULES = (
    Rule(
        (
            *("lint.repeat_count_text", "lint.repeat_count_not_whole", "lint.repeat_count_of_text"),
            "lint.count_outside_repeat",
        ),
        _counts,
    ),
)
