"""The frame of PSUs: strata are the density class of the 2014 count by region, size is the dwellings it knows."""

from dataclasses import dataclass

from simulation.arrays import Numbers, Texts, Truths


@dataclass(frozen=True)
class Frame:
    """PSUs sorted by stratum and governorate, in the order of a systematic draw; arrays of one length."""

    psu_id: Texts
    stratum: Texts  # "<density class>-<region>"
    density: Texts
    governorate: Texts  # ISO 3166-2
    region: Texts
    urban: Truths
    frame_dwellings: Numbers  # measure of size
    dwellings: Numbers  # on the ground now
    count_2014: Numbers  # foreigners' households that the census of 2014 would have counted
    covered: Truths  # by a mobile network
    city: Texts  # label for the social network: governorate and whether urban, "TN-11-U"

    def __len__(self) -> int:
        return len(self.psu_id)
