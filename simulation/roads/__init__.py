"""The roads of ``amem simulate``: into files, to a running service, light draws."""
