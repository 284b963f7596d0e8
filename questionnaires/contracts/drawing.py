"""What a sample is drawn from, and what drawing writes beside the sampled PSUs: reserve, releases, probabilities."""

from questionnaires.contracts.sampling import PLACE
from questionnaires.contracts.shape import Column, Contract, Kind

FRAME = Contract(
    "frame",
    PLACE,
    key=("psu_id",),
    open=True,  # counts of an earlier census and other auxiliary columns follow
)

PSU_DRAW = Contract(
    "psu_draw",
    (
        Column("psu_id"),
        Column("replicate", Kind.WHOLE),  # 0 the main sample; 1, 2 ... the replicate of the reserve
        Column("selection_seed"),  # 32 hexadecimal figures: the start of every selection within a dwelling of the PSU
    ),
    key=("psu_id",),
)

PSU_RELEASES = Contract(
    "psu_releases",
    (
        Column("psu_id"),
        Column("released", Kind.WHOLE),  # replicates 1 to this one are released in the stratum; 0 none
        Column("p_psu", Kind.NUMBER),  # inclusion probability of the PSU in that sample; 1 is certainty
    ),
    key=("psu_id", "released"),  # rows only where the PSU is in that sample
)

JOINT_PROBABILITIES = Contract(
    "joint_probabilities",
    (
        Column("stratum"),
        Column("released", Kind.WHOLE),  # replicates released in the stratum
        Column("psu_a"),
        Column("psu_b"),  # after psu_a in the order of names
        Column("p", Kind.NUMBER),  # probability that both are in that sample
    ),
    key=("stratum", "released", "psu_a", "psu_b"),
)

PSU_SEGMENTS = Contract(
    "psu_segments",
    (
        Column("psu_id"),
        Column("segments", Kind.WHOLE),  # parts the PSU is cut into on the map before listing
        Column("segment", Kind.WHOLE),  # the one drawn, counted from 1: only it is listed
        Column("p_segment", Kind.NUMBER),  # multiplies p_dwelling of every unit listed in it
    ),
    key=("psu_id",),
)
