"""The columns an XLSForm may have, their other spellings, and those that are missing, mistyped or would be ignored."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from questionnaires.problems import Problem

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "survey": ("type", "name", "label"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_id", "version", "form_title"),
}
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MEDIA = ("image", "big-image", "audio", "video")
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "survey": (
        *("hint", "guidance_hint", "required", "required_message", "relevant", "constraint", "constraint_message"),
        *("calculation", "default", "choice_filter", "repeat_count", "appearance", "read_only", "parameters"),
        *("trigger", *MEDIA, "autoplay", "rows", "save_to", "intent", "disabled", "note", "bind", "body", "instance"),
        *("control", "media", "instance_only"),
    ),
    "choices": (*MEDIA, "media", "geometry"),
    "settings": (
        *("default_language", "style", "allow_choice_duplicates", "instance_name", "namespaces", "name"),
        *("public_key", "submission_url", "auto_send", "auto_delete", "client_editable", "instance_xmlns"),
        *("clean_text_values", "attribute", "omit_instanceid", "prefix", "delimiter", "sms_keyword", "sms_separator"),
    ),
}
_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "relevance": "relevant",
        "calculate": "calculation",
        "readonly": "read_only",
        "caption": "label",
        "command": "type",
        "count": "repeat_count",
        "jr:count": "repeat_count",
        "tag": "name",
        "value": "name",
        "constraining_message": "constraint_message",
        "requiredmsg": "required_message",
    },
    "choices": {"value": "name", "caption": "label"},
    "settings": {
        "id_string": "form_id",
        "title": "form_title",
        "set_form_id": "form_id",
        "set_form_title": "form_title",
    },
}
_QUOTED = re.compile(r"\$\{[^}]*\}|'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"[^\W\d][\w.-]*\b(?!\s*\()")
_ALIKE = 0.7  # below, two names of columns are two names


def base(column: str) -> str:
    """``label`` of ``label::Français (fr)``."""
    return column.partition("::")[0]


def canonical(column: str, sheet: str) -> str:
    """The standard spelling of a column: ``List Name`` is ``list_name``, ``label:English`` is ``label::English``."""
    column = column.replace("\N{NO-BREAK SPACE}", " ")
    if sheet not in REQUIRED:
        return column
    name, mark, rest = column.partition("::")
    if not mark and column not in _SPELLINGS[sheet]:
        before, _, after = column.partition(":")
        if after and _standard(before, sheet) in (*TRANSLATED, "media", "bind", "body", "instance"):
            name, mark, rest = before, "::", after
    found = _standard(name, sheet)
    if found == "media" and rest:
        found, mark, rest = rest.partition("::")
    if found in known(sheet):
        return f"{found}{mark}{rest.strip()}"
    return column


def known(sheet: str) -> tuple[str, ...]:
    """Every column that means something in a sheet."""
    return (*REQUIRED[sheet], *OPTIONAL[sheet])


def wrong_columns(
    sheet: str, columns: Sequence[str], rows: Collection[Mapping[str, str]], filters: Collection[str]
) -> Iterator[Problem]:
    """The columns of a sheet that are given twice, missing, mistyped, or read by nobody; ``filters`` read some."""
    for column in sorted({column for column in columns if column and columns.count(column) > 1}):
        yield Problem("forms.column_twice", {"sheet": sheet, "column": column})
    missing = [column for column in REQUIRED[sheet] if column not in map(base, columns)]
    for column in columns:
        if _is_known(column, sheet, rows, filters):
            continue
        if meant := nearest(base(column), missing):
            missing.remove(meant)
            yield Problem("forms.column_mistyped", {"sheet": sheet, "column": meant, "found": column})
        elif like := nearest(base(column), (*known(sheet), *_names_read(filters))):
            yield Problem("forms.column_like", {"sheet": sheet, "column": column, "found": like})
        else:
            yield Problem("forms.column_unknown", {"sheet": sheet, "column": column or "-"})
    if sheet == "choices" and not columns:
        return  # a form without lists
    for column in missing:
        yield Problem("forms.column_missing", {"sheet": sheet, "column": column})


def wrong_settings(columns: Sequence[str], form: Mapping[str, str]) -> Iterator[Problem]:
    """The settings that a form must have and that are left empty."""
    if columns and not form:
        yield Problem("forms.settings_empty", {})
        return
    for column in REQUIRED["settings"]:
        if column in columns and not form[column]:
            yield Problem("forms.setting_missing", {"column": column})


def nearest(word: str, words: Collection[str]) -> str:
    """The word that was probably meant; "" when none is like it."""
    found = get_close_matches(word.lower(), words, n=1, cutoff=_ALIKE)
    return found[0] if found else ""


def _names_read(filters: Collection[str]) -> set[str]:
    """The names that filters may take from the list: those outside ``${}`` and quotes that are called by nobody."""
    return {name for text in filters for name in _NAME.findall(_QUOTED.sub(" ", text))}


def _standard(name: str, sheet: str) -> str:
    written = name.strip()
    if written in known(sheet):
        return written
    plain = "_".join(written.lower().split())
    return _SPELLINGS[sheet].get(plain, plain)


def _is_known(column: str, sheet: str, rows: Collection[Mapping[str, str]], filters: Collection[str]) -> bool:
    if not column:
        return not any(row[""] for row in rows)
    return base(column) in known(sheet) or any(column in text for text in filters)
