"""A seeded sample of what `make fuzz` tries: every damaged file ends in an extract or an `IngestError`."""

import io
import random
import zipfile
from itertools import islice

import pytest

from bench.fuzz import attempt, trap
from bench.hostile import FAMILIES, Mutant, hostile, word
from bench.mutations import mutants, mutate
from ingest.readers import Children

SEED = 7
COUNT = 20


@pytest.fixture(scope="module")
def children():
    with Children() as children:
        yield children


@pytest.mark.parametrize("family", FAMILIES)
def test_a_damaged_file_ends_in_an_extract_or_an_error(family, children):
    for mutant in mutants(family, [], count=COUNT, seed=SEED):
        trial = attempt(mutant, children)
        assert not trial.failed, f"{mutant.label}: {trial.told}\n{trial.trace}"


@pytest.mark.parametrize("family", sorted({*FAMILIES} - {"doc", "image"}))
def test_the_small_files_are_sound(family, children):
    trial = attempt(next(hostile(family, "")), children)
    assert (trial.ending, trial.told) == ("read", "")


def test_nothing_that_a_word_file_names_is_asked(children):
    with trap() as (address, visitors):
        named = [mutant for mutant in islice(hostile("docx", address), 6) if address.encode() in inside(mutant)]
        assert len(named) == 3
        assert not any(attempt(mutant, children).failed for mutant in named)
        assert visitors == []


def test_nothing_that_a_page_names_is_asked(children):
    with trap() as (address, visitors):
        page = f'<html><img src="{address}/a.png"><script src="{address}/a.js"></script><p>Điều 1.</p></html>'
        assert attempt(Mutant("page", "a.html", page.encode()), children).ending == "read"
        assert visitors == []


def test_an_entity_gives_nothing_of_this_machine(children, tmp_path):
    (tmp_path / "a.txt").write_text("thirteen")
    prolog = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{(tmp_path / "a.txt").as_uri()}">]>'
    data = word("<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>", prolog=prolog)
    assert attempt(Mutant("entity", "a.docx", data), children).ending == "refused"


def test_the_same_seed_gives_the_same_files():
    first, second = (list(mutants("rtf", [], count=30, seed=SEED)) for _ in range(2))
    assert first == second
    assert len({mutant.data for mutant in first}) > 20


def test_mutations_of_nothing_are_bytes():
    assert all(isinstance(mutate(b"", random.Random(number)), bytes) for number in range(50))  # noqa: S311


def inside(mutant):
    with zipfile.ZipFile(io.BytesIO(mutant.data)) as archive:
        return b"".join(map(archive.read, archive.namelist()))
