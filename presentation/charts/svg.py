"""The few words of SVG that charts are written with: elements, text with its anchor, the accessible root."""

from collections.abc import Iterable

from markupsafe import Markup

from presentation.bidi import Direction, in_plain_text
from presentation.charts.theme import INK

Attribute = str | float


def element(tag: str, content: str = "", /, **attributes: Attribute) -> Markup:
    """One element; ``text_anchor`` becomes ``text-anchor``, ``class_`` becomes ``class``, numbers are kept short."""
    written = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), short(value))
        for name, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, written, content)


def short(value: Attribute) -> str:
    """A coordinate with at most two decimals."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def words(content: str, x: float, y: float, anchor: str, direction: Direction, **attributes: Attribute) -> Markup:
    """A line of text, isolated in its own writing direction."""
    given: dict[str, Attribute] = {"fill": INK, "text_anchor": anchor, "x": x, "y": y, **attributes}
    return element("text", in_plain_text(content, direction), **given)


def root(
    key: str, title: str, description: str, width: float, height: float, font: float, content: Iterable[str]
) -> Markup:
    """The drawing with its name and description; left to right inside, whatever the page is."""
    names = element("title", title, id=f"{key}-title") + element("desc", description, id=f"{key}-desc")
    return element(
        "svg",
        names + Markup("").join(content),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {short(width)} {short(height)}",
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        direction="ltr",
        font_size=font,
    )
