"""Functions on numbers, truths and sets of values."""

import math
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from questionnaires.expressions.scope import Interview
from questionnaires.expressions.values import NAN, Value, to_number

_LEAST_ABOVE_ZERO = 5e-324


def true() -> bool:
    """Yes."""
    return True


def false() -> bool:
    """No."""
    return False


def negate(value: bool) -> bool:
    """The contrary."""
    return not value


def truth_from_text(text: str) -> bool:
    """``1`` and ``true`` are true, all else is not."""
    return text.lower() in ("1", "true")


def whole(number: float) -> float:
    """Without its fraction, towards zero."""
    return float(math.trunc(number)) if math.isfinite(number) else number


def rounded(number: float, places: float = 0.0) -> float:
    """To the nearest; a half goes up when no places are asked for, away from zero otherwise."""
    if not math.isfinite(number) or not math.isfinite(places):
        return number
    if places == 0:
        return float(math.floor(number + 0.5)) if abs(number) < 2**52 else number
    try:
        unit = Decimal(1).scaleb(-int(places))
        return float(Decimal(repr(number)).quantize(unit, ROUND_HALF_UP))
    except InvalidOperation:
        return number


def power(base: float, exponent: float) -> float:
    """A number raised to another; not a number where there is none (IEEE 754 as Java keeps it)."""
    if exponent != exponent or (abs(base) == 1 and math.isinf(exponent)):
        return NAN
    if base == 0 and exponent < 0:
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf
    try:
        return math.pow(base, exponent)
    except ValueError:
        return NAN
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def divide(a: float, b: float) -> float:
    """IEEE 754 division: by zero gives an infinity or no number."""
    if b:
        return a / b
    return NAN if a != a or a == 0 else math.copysign(math.inf, a) * math.copysign(1.0, b)


def remainder(a: float, b: float) -> float:
    """What remains of ``a div b``, with the sign of ``a``."""
    return math.fmod(a, b) if b and math.isfinite(a) else NAN


def square_root(number: float) -> float:
    """The square root."""
    return math.sqrt(number) if number >= 0 else NAN


def exponential(number: float) -> float:
    """e raised to a number."""
    return power(math.e, number)


def logarithm(number: float) -> float:
    """The natural logarithm."""
    return math.log(number) if number > 0 else -math.inf if number == 0 else NAN


def decimal_logarithm(number: float) -> float:
    """The logarithm to base 10."""
    return math.log10(number) if number > 0 else -math.inf if number == 0 else NAN


def decimal_exponential(number: float) -> float:
    """10 raised to a number."""
    return power(10.0, number)


def sine(angle: float) -> float:
    """Of an angle in radians."""
    return math.sin(angle) if math.isfinite(angle) else NAN


def cosine(angle: float) -> float:
    """Of an angle in radians."""
    return math.cos(angle) if math.isfinite(angle) else NAN


def tangent(angle: float) -> float:
    """Of an angle in radians."""
    return math.tan(angle) if math.isfinite(angle) else NAN


def arc_sine(number: float) -> float:
    """The angle in radians; not a number outside -1 to 1."""
    return math.asin(number) if -1 <= number <= 1 else NAN


def arc_cosine(number: float) -> float:
    """The angle in radians; not a number outside -1 to 1."""
    return math.acos(number) if -1 <= number <= 1 else NAN


def pi() -> float:
    """The number."""
    return math.pi


def random(interview: Interview) -> float:
    """Between 0 and 1, from the interview's dice."""
    return interview.random()


def total(values: list[Value]) -> float:
    """The sum; what is no number is passed over."""
    return float(sum(_numbers((values,))))


def least(*groups: list[Value]) -> float:
    """The smallest; values that are no numbers are passed over."""
    return min(_numbers(groups), default=NAN)


def greatest(*groups: list[Value]) -> float:
    """The largest, values that are no numbers passed over; as in JavaRosa never below the least number above zero."""
    numbers = _numbers(groups)
    return max(*numbers, _LEAST_ABOVE_ZERO) if numbers else NAN


def _numbers(groups: tuple[list[Value], ...]) -> list[float]:
    numbers = (to_number(value) for values in groups for value in values)
    return [number for number in numbers if number == number]


def count(values: list[Value]) -> float:
    """How many there are."""
    return float(len(values))


def count_non_empty(values: list[Value]) -> float:
    """How many are answered."""
    return float(sum(value != "" for value in values))
