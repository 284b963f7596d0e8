"""QR codes as pictures inside a page."""

import io

import segno
from markupsafe import Markup


def drawn(content: str) -> Markup:
    """An SVG picture of a QR code, black on white whatever the page's colours."""
    picture = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, svgns=True, border=4, light="#fff", svgclass="qr", omitsize=True
    )
    return Markup(picture.getvalue().decode())  # noqa: S704 (the library's own drawing; the content is modules)
