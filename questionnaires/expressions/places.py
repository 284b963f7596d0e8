"""Functions on points, lines and areas of the earth, by the formulas of JavaRosa (a sphere of 6378.1 km)."""

import math
from itertools import pairwise

from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.scope import Interview
from questionnaires.expressions.values import Value, text_to_number, to_text

_RADIUS = 6_378_100.0  # metres
_DEGREE = 2 * math.pi * _RADIUS / 360.0
_Point = tuple[float, float]  # latitude, longitude


def area(values: list[Value]) -> float:
    """Square metres within a shape, or within the line that several points make."""
    points = _points(values)
    if len(points) < 3:
        return 0.0
    first_latitude, first_longitude = points[0]
    flat = [
        ((latitude - first_latitude) * _DEGREE, (longitude - first_longitude) * _DEGREE * _cosine(latitude))
        for latitude, longitude in points[1:]
    ]
    return abs(sum((y1 * x2 - x1 * y2) / 2.0 for (y1, x1), (y2, x2) in pairwise(flat)))


def distance(*groups: list[Value]) -> float:
    """Metres along a line, or from point to point."""
    points = _points([value for values in groups for value in values])
    return sum((_between(a, b) for a, b in pairwise(points)), 0.0)


def geofence(point: str, values: list[Value]) -> bool:
    """Does the point lie within the shape?"""
    [(latitude, longitude)] = _line(point) if point else [(0.0, 0.0)]
    inside = False
    for (a_lat, a_long), (b_lat, b_long) in pairwise(_points(values)):
        crosses = (b_lat > latitude) != (a_lat > latitude)
        if crosses and longitude < (a_long - b_long) * (latitude - b_lat) / (a_lat - b_lat) + b_long:
            inside = not inside
    return inside


def intersects(interview: Interview, values: list[Value]) -> bool:
    """Does a line cross itself?"""
    sides = list(pairwise(_points(values)))
    interview.spend(len(sides) * len(sides) // 2)
    closed = len(sides) > 2 and sides[0][0] == sides[-1][1]
    for at, side in enumerate(sides):
        for other in range(at + 2, len(sides)):
            if not (closed and at == 0 and other == len(sides) - 1) and _cross(side, sides[other]):
                return True
    return False


def _points(values: list[Value]) -> list[_Point]:
    return [point for value in values for point in _line(to_text(value))]


def _line(text: str) -> list[_Point]:
    points = [part.split() for part in text.split(";") if part.strip()]
    found = [(text_to_number(point[0]), text_to_number(point[1]) if point[1:] else 0.0) for point in points]
    if any(latitude != latitude or longitude != longitude for latitude, longitude in found):
        raise EvaluationError("not a place")
    return found


def _cosine(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def _sine(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def _between(a: _Point, b: _Point) -> float:
    cosine = _sine(a[0]) * _sine(b[0]) + _cosine(a[0]) * _cosine(b[0]) * _cosine(a[1] - b[1])
    return math.acos(max(-1.0, min(1.0, cosine))) * _RADIUS


def _cross(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> bool:
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: _Point, b: _Point, c: _Point) -> float:
    return math.copysign(1.0, turned) if (turned := _area_of(a, b, c)) else 0.0


def _area_of(a: _Point, b: _Point, c: _Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
