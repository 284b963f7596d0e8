"""Keeping what was received: backups, restoring, verifying."""
