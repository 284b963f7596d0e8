"""The settings that ODK Collect reads from a QR code: compressed JSON, as its documentation describes it."""

import base64
import json
import zlib

from presentation.text import Language

LANGUAGES = {"fr": "fr", "ar": "ar", "en": "en"}


def collect_settings(server: str, device_id: str, token: str, language: Language) -> str:
    """What the QR code of a device says. Settings that are absent go back to Collect's defaults when it is scanned."""
    settings = {
        "general": {
            "protocol": "odk_default",
            "server_url": f"{server}/collect",
            "username": device_id,
            "password": token,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
            "app_language": LANGUAGES[language],
        },
        "admin": {"change_server": False, "change_app_theme": False, "delete_saved": False},
        "project": {"name": f"AMEM · {device_id}", "icon": "A", "color": "#0b5d7a"},
    }
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False, sort_keys=True).encode())
    return base64.b64encode(packed).decode()
