"""The languages that people interview in, by their codes in the questionnaires."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, select

from survey_api.store.fact_tables import StaffLanguage
from survey_api.store.rows import add_rows
from survey_api.store.tables import Staff, rows_of

_LANGUAGES = rows_of(StaffLanguage)
_STAFF = rows_of(Staff)


def say(connection: Connection, login: str, languages: Collection[str]) -> None:
    """These are the languages of a person from now on."""
    connection.execute(delete(_LANGUAGES).where(_LANGUAGES.c.login == login))
    add_rows(connection, _LANGUAGES, [{"login": login, "language": language} for language in sorted(set(languages))])


def speaking(connection: Connection, language: str) -> Mapping[str, str]:
    """Who interviews in a language and may still sign in, with their team; by name."""
    found = connection.execute(
        select(_STAFF.c.login, _STAFF.c.team)
        .join(_LANGUAGES, _LANGUAGES.c.login == _STAFF.c.login)
        .where(_LANGUAGES.c.language == language, _STAFF.c.disabled_at.is_(None))
        .order_by(_STAFF.c.login)
    )
    return {row.login: row.team for row in found}
