"""The sheet of paper with the keys of a team: each as it is typed and as a picture to scan."""

from markupsafe import Markup

from presentation.messages import say, text
from presentation.text import Language, direction
from survey_api.pages.codes import drawn
from survey_api.registering import TeamKeysOnPaper

_PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><title>{title}</title>
<style>
  body {{ font: 13pt/1.5 "IBM Plex Sans", "IBM Plex Sans Arabic", sans-serif; margin: 2cm }}
  section {{ break-inside: avoid; border-block-start: 2px solid #000; padding-block: 1cm }}
  svg {{ inline-size: 6cm; block-size: 6cm; display: block; margin-block-start: .5cm }}
  bdi {{ display: block; font: 14pt/1.8 monospace; overflow-wrap: anywhere; text-align: start }}
</style></head>
<body><h1>{title}</h1><p>{once}</p>
<section><p>{hint}</p>{hint_picture}</section>
<section><p>{recovery}</p>{recovery_picture}</section>
</body></html>
""")


def team_sheet(keys: TeamKeysOnPaper, language: Language) -> str:
    """The sheet as one page that needs nothing else."""
    hint, recovery = (Markup('<bdi dir="ltr">{}</bdi>').format(code) for code in (keys.hint_key, keys.recovery_code))
    return str(
        _PAGE.format(
            language=language,
            direction=direction(language),
            title=say("tablet_service.team_keys_title", language, {"team": keys.team}),
            once=say("tablet_service.team_keys", language, {"team": keys.team}),
            hint=_sentence("tablet_service.team_keys_hint", language, hint),
            recovery=_sentence("tablet_service.team_keys_recovery", language, recovery),
            hint_picture=drawn(keys.hint_key),
            recovery_picture=drawn(keys.recovery_code.replace(" ", "")),
        )
    )


def _sentence(name: str, language: Language, code: Markup) -> Markup:
    """A sentence of the catalogue, which has no markup of its own, around a code that has."""
    return Markup(text(name).in_(language)).format(typed=code)  # noqa: S704
