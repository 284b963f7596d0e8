"""No parameter of the simulated country is written down and never read."""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import simulation
from simulation.answers.simple import content
from simulation.designs.parameters import designs
from simulation.designs.supplement import reach, supplement, supplement_tables
from simulation.field import protocol
from simulation.field.draw import draw
from simulation.misbehaviour.questions import questions
from simulation.operations.sendings import send
from simulation.population import country, scenario
from simulation.population.world import create
from simulation.streams import Streams
from tests.simulation.builders import code_lists, forms
from tests.simulation.operations.builders import days, planned, records

FOLDER = Path(simulation.__file__).parent


class Reading(Mapping[str, Any]):
    """A table of a file that remembers what was read in it, and in the tables within it."""

    def __init__(self, table: Mapping[str, Any], name: str, read: set[str]) -> None:
        self.table, self.name, self.read = table, name, read

    def __getitem__(self, key: str) -> Any:
        value = self.table[key]
        self.read.add(f"{self.name}.{key}")
        return Reading(value, f"{self.name}.{key}", self.read) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


def named(table: Mapping[str, Any], name: str) -> Iterator[str]:
    """Every key of a table and of the tables within it."""
    for key, value in table.items():
        yield f"{name}.{key}"
        if isinstance(value, dict):
            yield from named(value, f"{name}.{key}")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Fields of the parameters that are read from now on, as ``Response.urban``."""
    found: set[str] = set()

    def watch(kind: type) -> None:
        names = {field.name for field in dataclasses.fields(kind)}

        def told(self: object, name: str) -> Any:
            if name in names:
                found.add(f"{kind.__name__}.{name}")
            return object.__getattribute__(self, name)

        monkeypatch.setattr(kind, "__getattribute__", told)

    for kind in _kinds():
        watch(kind)
    return found


def _kinds() -> Iterator[type]:
    yield scenario.Response
    yield scenario.Networks
    for module in (country, protocol):
        for value in vars(module).values():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__:
                yield value
    for part in vars(designs()).values():
        values = part.values() if isinstance(part, Mapping) else (part,)
        yield from {type(value) for value in values}


def test_every_field_of_the_parameters_is_read_by_who_uses_them(read: set[str]) -> None:
    streams, usual = Streams(3), scenario.scenario("default")
    looked_at: set[str] = set()
    place = country.country("small")
    watched = dataclasses.replace(place, work=Reading(place.work, "work", looked_at))
    world = create(streams, watched, code_lists())
    draw(world, usual, streams)
    through = reach(world, streams)
    found = supplement(world, through, scenario.scenario("rds"), streams, listed=world.eligible)
    supplement_tables(world, through, found, streams)
    work = days(6)
    tablets = planned.__wrapped__(work, usual.networks)
    send(records(tablets, work), tablets)
    every = {f"{kind.__name__}.{field.name}" for kind in _kinds() for field in dataclasses.fields(kind)}
    assert every - read == set()
    assert set(named(place.work, "work")) - looked_at == set()


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_table_of_a_file_is_read_by_its_module(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: set[str] = set()
    there = path.read_text(encoding="utf-8")
    file = tomllib.loads(there)

    def loads(text: str) -> Any:
        found = parse(text)
        return _Watched(found, looked_at) if text == there else found

    parse = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", loads)
    for load in (
        lambda: country.country.__wrapped__("small"),
        lambda: country.country.__wrapped__("tunisia"),
        scenario._scenarios.__wrapped__,
        protocol.field_protocol.__wrapped__,
        designs.__wrapped__,
        questions.__wrapped__,
    ):
        load()
    if path.stem != "answers":
        assert set(file) - looked_at == set()


class _Watched(dict[str, Any]):
    """The outermost table of a file: whoever unpacks it whole has read it whole."""

    def __init__(self, table: Mapping[str, Any], looked_at: set[str]) -> None:
        super().__init__(table)
        self.looked_at = looked_at

    def __getitem__(self, key: str) -> Any:
        self.looked_at.add(key)
        return super().__getitem__(key)

    def items(self) -> Any:
        self.looked_at.update(self)
        return super().items()


def test_a_key_that_no_scenario_has_is_refused() -> None:
    usual = tomllib.loads((FOLDER / "population" / "scenarios.toml").read_text(encoding="utf-8"))["default"]
    with pytest.raises(TypeError, match="partial"):
        scenario._scenario("mar", usual, {"response": {"partial": 0.12}})
    with pytest.raises(TypeError, match="partial"):
        scenario._scenario("mar", usual, {"partial": 0.12})


def test_every_answer_of_the_file_is_to_a_question_of_the_interview_or_named_where_it_is_used() -> None:
    asked = {node.name for node in forms().individual.questions}
    modules = "\n".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "answers").glob("*.py")))
    file = content()
    assert set(file) == {"pick", "by", "part", "several", "number", "amount", "silent", "currency", "costs"}
    direct = [file[part] for part in ("pick", "several", "number", "amount", "silent")] + list(file["by"].values())
    assert {name for table in direct for name in table if name not in asked} == set()
    within = [file["part"]["pick"], file["part"]["several"], *file["part"]["by"].values()]
    assert {name for table in within for name in table if f'"{name}"' not in modules} == set()
