"""Any form a person may hand over, compiled: an XForm, a folder of CSV sheets, a workbook or a Markdown table."""

from pathlib import Path

from questionnaires.form import Form
from questionnaires.media import beside
from questionnaires.problems import ProblemError
from questionnaires.xform import compile_form


class NotAForm(ProblemError):
    """There is nothing there, or it is of no kind that holds a form."""

    code = "records.not_a_form"


WORKBOOKS = (".xlsx", ".xls", ".md")


def open_form(source: Path, media: Path | None = None) -> Form:
    """The compiled form of a file or folder; lookup files are those in ``media``, else those beside it.

    Raises NotAForm, UnusableForm, CannotConvert, UnreadableSheets.
    """
    if not source.exists():
        raise NotAForm(path=source.name)
    folder = media or (source if source.is_dir() else source.parent)
    return compile_form(xform_of(source), beside(folder))


def xform_of(source: Path) -> bytes:
    """The XForm of a form of any kind. Raises as ``open_form`` does."""
    if source.is_dir() or source.suffix.lower() in WORKBOOKS:
        from questionnaires.xlsform import build_from_workbook

        return build_from_workbook(source)
    if source.suffix.lower() == ".xml":
        return source.read_bytes()
    raise NotAForm(path=source.name)
