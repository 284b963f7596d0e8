"""The routes of the service: one file a resource, no rules and no SQL."""
