"""The time zone of the field."""

from datetime import timedelta, timezone

TUNIS = timezone(timedelta(hours=1))  # no summer time since 2009
