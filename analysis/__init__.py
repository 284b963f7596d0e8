"""Derived variables, indicators and their estimates with design-based precision."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.front import estimate as estimate
    from analysis.statistics import Distribution as Distribution
    from analysis.statistics import Mean as Mean
    from analysis.statistics import Quantile as Quantile
    from analysis.statistics import Ratio as Ratio
    from analysis.statistics import Share as Share
    from analysis.statistics import Total as Total
    from analysis.variance import Linearised as Linearised
    from analysis.variance import Replicates as Replicates

_HOMES = {
    "estimate": "analysis.front",
    "Distribution": "analysis.statistics",
    "Mean": "analysis.statistics",
    "Quantile": "analysis.statistics",
    "Ratio": "analysis.statistics",
    "Share": "analysis.statistics",
    "Total": "analysis.statistics",
    "Linearised": "analysis.variance",
    "Replicates": "analysis.variance",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:  # whatever the module holds under this name
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
