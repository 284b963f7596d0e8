"""What the service refuses, one class a kind; their HTTP status is the affair of ``survey_api.problems`` alone."""

from questionnaires.problems import ProblemError


class UnknownDevice(ProblemError):
    """The device or its token is not known."""

    code = "service.unknown_device"


class RevokedDevice(UnknownDevice):
    """The device was revoked: what it keeps is to be removed from it."""

    code = "tablet_service.device_revoked"


class UnknownForm(ProblemError):
    """No questionnaire of this name was published here."""

    code = "service.unknown_form"


class UnknownVersion(ProblemError):
    """This version of the questionnaire was not published here."""

    code = "service.unknown_version"


class TooLarge(ProblemError):
    """The request is larger than the service takes."""

    code = "service.too_large"


class NotMultipart(ProblemError):
    """The request is not a form with parts."""

    code = "service.not_multipart"


class NoSubmission(ProblemError):
    """The request has no part, or several, with a submission."""

    code = "service.no_submission"


class CompressedRequest(ProblemError):
    """The body is compressed; the service does not unpack what it has not measured."""

    code = "service.compressed"


class BadAttachmentName(ProblemError):
    """An attached file has a name that no form could have given it."""

    code = "service.bad_attachment_name"


class VersionTaken(ProblemError):
    """Another content was published under this version."""

    code = "service.version_taken"


class NotAForm(ProblemError):
    """What was to be published is not a questionnaire the service can check records against."""

    code = "service.not_a_form"


class NothingReleased(ProblemError):
    """The survey has no released questionnaire."""

    code = "service.nothing_released"


class NoSample(ProblemError):
    """No sample is loaded, so there is nothing an export could be about."""

    code = "service.no_sample"


class SampleInUse(ProblemError):
    """Records have arrived for the sample that is loaded, so it may not be replaced."""

    code = "service.sample_in_use"


class DeviceExists(ProblemError):
    """A device of this name is registered already."""

    code = "service.device_exists"


class NoSuchDevice(ProblemError):
    """No device of this name is registered."""

    code = "service.no_such_device"


class BadName(ProblemError):
    """A login or device name has letters that names do not have."""

    code = "service.bad_name"


class StaffExists(ProblemError):
    """A person with this login exists already."""

    code = "service.staff_exists"


class NoSuchCase(ProblemError):
    """No case of this name was drawn, and no record is about it."""

    code = "service.no_such_case"


class NoCustodian(ProblemError):
    """A questionnaire asks what identifies somebody, and nobody is appointed to whom that could be sealed."""

    code = "custody.no_custodian"


class NotAKey(ProblemError):
    """What was given as a custodian's public key is none."""

    code = "custody.not_a_key"


class NoSuchPsu(ProblemError):
    """No primary unit of this name was drawn."""

    code = "hints.no_such_psu"


class NoSuchUnit(ProblemError):
    """No unit of this name is in the sample."""

    code = "hints.no_such_unit"


class NoHint(ProblemError):
    """The team has no hint about this unit."""

    code = "hints.none"


class NotAHint(ProblemError):
    """What was sent is not encrypted by the devices of a team, or is too long."""

    code = "hints.not_one"


class PsuClosed(ProblemError):
    """Nobody goes back to this primary unit: its hints are destroyed and none is taken."""

    code = "hints.psu_closed"


class NotDueYet(ProblemError):
    """What is to be removed may still be needed."""

    code = "retention.not_due_yet"


class NoSuchStaff(ProblemError):
    """Nobody of this name is registered."""

    code = "people.no_such_staff"


class NoSuchRole(ProblemError):
    """There is no such role."""

    code = "service.no_such_role"


class PasswordTooShort(ProblemError):
    """The password is too short to protect anything."""

    code = "service.password_too_short"


class KnownPassword(ProblemError):
    """The password is of the kind that demonstrations print, and this is no demonstration."""

    code = "service.known_password"


class UnknownOrder(ProblemError):
    """The service does not know this command."""

    code = "service.unknown_order"


class SignInRefused(ProblemError):
    """Login or password is wrong."""

    code = "service.sign_in_refused"


class TooManyTries(ProblemError):
    """Too many wrong tries on this account: the next must wait."""

    code = "people.too_many_tries"


class CodeWrong(ProblemError):
    """The one-time code is not the present one, or was used before."""

    code = "people.code_wrong"


class OwnAccount(ProblemError):
    """Nobody revokes their own account: somebody must remain who can."""

    code = "people.own_account"


class SignInFirst(ProblemError):
    """This page is for signed-in staff."""

    code = "service.sign_in_first"


class NotAllowed(ProblemError):
    """The person's role does not open this page."""

    code = "service.not_allowed"


class FormExpired(ProblemError):
    """The page was sent without the token it was served with."""

    code = "service.form_expired"


class NotFound(ProblemError):
    """There is nothing at this address."""

    code = "service.not_found"


class NoSuchRecord(ProblemError):
    """No record of this questionnaire has this name, or it was taken out before."""

    code = "service.no_such_record"
