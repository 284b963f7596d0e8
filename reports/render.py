"""Pages become HTML: one template engine, strict about what is undefined, with no arithmetic in its templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from presentation.text import LANGUAGES, Language, direction
from questionnaires.files import Manifest
from reports.annexes import Background, fieldwork_page, methodology_page
from reports.chapters import chapter_page, summary_page
from reports.content import ReportContent
from reports.edition import Edition
from reports.figures import Figures
from reports.views import Page

NAMES: Mapping[Language, str] = {"fr": "Français", "ar": "العربية", "en": "English"}
HOME: Language = "fr"


@dataclass(frozen=True)
class RenderedEdition:
    """The pages of one language: path in the site, to HTML; and their values, for the data files."""

    edition: Edition
    pages: tuple[Page, ...]
    html: Mapping[str, str]


def render(
    content: ReportContent, figures: Figures, manifest: Manifest, background: Background
) -> Iterator[RenderedEdition]:
    """The publication in each language. Raises NoSuchCell and NoSuchWord."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for language in LANGUAGES:
        edition = Edition(content, figures, manifest, language)
        pages = (
            summary_page(edition),
            *(chapter_page(section, number, edition) for number, section in enumerate(content.chapters, 1)),
            methodology_page(background, edition),
            fieldwork_page(background, edition),
        )
        yield RenderedEdition(
            edition, pages, {folder(language) + page.file: _html(page, pages, edition, environment) for page in pages}
        )


def folder(language: Language) -> str:
    """Where the pages of a language lie in the site."""
    return "" if language == HOME else f"{language}/"


def _html(page: Page, pages: Sequence[Page], edition: Edition, environment: Environment) -> str:
    content, simulated = edition.content, edition.manifest.simulated
    title = edition.tell(content.title)
    full_title = title if page.file == "index.html" else f"{page.title} – {title}"
    return environment.get_template(page.template).render(
        page=page,
        pages=pages,
        say=edition.say,
        language=edition.language,
        direction=direction(edition.language),
        languages=[_other(language, page, edition) for language in LANGUAGES],
        root="" if edition.language == HOME else "../",
        simulated=simulated,
        provisional=edition.manifest.provisional,
        frozen=edition.frozen,
        title=title,
        page_title=_marked(full_title, edition),
        source=edition.source,
        **page.parts,
    )


def _marked(title: str, edition: Edition) -> str:
    """The title of a page as tabs and bookmarks show it, with what a reader must know of its figures."""
    if edition.manifest.provisional:
        title = edition.say("report.provisional_title", title=title)
    return edition.say("report.simulated_title", title=title) if edition.manifest.simulated else title


def _other(language: Language, page: Page, edition: Edition) -> Mapping[str, str]:
    up = "" if edition.language == HOME else "../"
    return {"code": language, "name": NAMES[language], "href": f"{up}{folder(language)}{page.file}"}
