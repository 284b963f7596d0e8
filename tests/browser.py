"""Where the browser of the browser tests is."""

import shutil

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")
NO_SANDBOX = ["--no-sandbox"]
