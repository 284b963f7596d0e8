"""What is refused to tablets, and to those who prepare them."""

from questionnaires.problems import ProblemError


class CodeUnknown(ProblemError):
    """No device is registered with this code, or not any more."""

    code = "tablet_service.code_unknown"


class NoSuchTablet(ProblemError):
    """No device of this name is registered."""

    code = "service.no_such_device"


class DeviceRevoked(ProblemError):
    """The device was revoked: no code is given for it."""

    code = "tablet_service.no_code_for_revoked"


class NoSuchKey(ProblemError):
    """No receiving key of this name stands."""

    code = "tablet_service.no_such_key"


class KeyInUse(ProblemError):
    """The receiving key is the one that tablets seal to."""

    code = "tablet_service.key_in_use"
