"""What the person does and where, from the codes that the office gave to the answers in words."""

from analysis.catalogue import answered
from analysis.derived import Column, derived
from analysis.tunisia.labour_force import employed


@derived(among=employed, reference="ISCO-08, major groups")
def occupation_group(mjj_isco: Column) -> Column:
    """Occupation in the main job: the first figure of its code."""
    return answered(mjj_isco).str.slice(0, 1)


@derived(among=employed, reference="ISIC Rev.4, divisions")
def activity_division(mjj_isic: Column) -> Column:
    """Activity of the place of work in the main job: the first two figures of its code."""
    return answered(mjj_isic).str.slice(0, 2)
