"""Pages that are only pictures, or whose text lies, by OCR: two side by side, one failing page never the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from ingest.readers.extract import Extract, Page
from retrieval.errors import IngestError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.formats import Format
    from ingest.readers.pool import Children
    from ingest.readers.process import File

Progress: TypeAlias = Callable[[int, int], None]
"""(pages recognised, pages to recognise); called in the caller's thread."""


def recognise(
    file: File, kind: Format, extract: Extract, children: Children, *, progress: Progress | None = None
) -> Extract:
    """The extract with a text for every page; what could not be recognised is a warning.

    Raises:
        UnreadableError: nothing of the file could be read.
    """
    wanted = [at for at, page in enumerate(extract.pages) if page.text is None]
    if not wanted:
        return extract
    pages = {at: page for at, page in enumerate(extract.pages) if page.text is not None}
    problem = children.missing(file)
    if problem is not None:
        problems = dict.fromkeys(wanted, problem)
    else:
        found, problems = _each(file, kind, wanted, children, progress or _silent)
        pages |= found
    if problems and not any(page.text for page in pages.values()):
        raise UnreadableError(file.path, next(iter(problems.values())))
    return dataclasses.replace(
        extract,
        pages=tuple(pages.get(at, Page("")) for at in range(len(extract.pages))),
        warnings=(*extract.warnings, *_warnings(problems)),
    )


def _each(
    file: File, kind: Format, wanted: Sequence[int], children: Children, progress: Progress
) -> tuple[dict[int, Page], dict[int, str]]:
    """Pages by index, and by index why others are not among them."""
    pages: dict[int, Page] = {}
    problems: dict[int, str] = {}
    progress(0, len(wanted))
    pool = ThreadPoolExecutor(children.most, thread_name_prefix="ocr")
    try:
        asked = {pool.submit(children.recognise, file, kind, at): at for at in wanted}
        for done, future in enumerate(as_completed(asked), start=1):
            at = asked[future]
            try:
                pages[at] = future.result()
            except IngestError as error:
                problems[at] = error.problem
            progress(done, len(wanted))
    except BaseException:  # Ctrl-C: nobody waits for pages that nobody wants
        pool.shutdown(wait=False, cancel_futures=True)
        children.stop()
        raise
    pool.shutdown()
    return pages, dict(sorted(problems.items()))


def _warnings(problems: dict[int, str]) -> list[str]:
    """One sentence for the pages that failed alike."""
    alike: dict[str, list[int]] = {}
    for at, problem in problems.items():
        alike.setdefault(problem, []).append(at + 1)
    return [f"{_name_pages(numbers)} could not be read: {problem}" for problem, numbers in alike.items()]


def _name_pages(numbers: Sequence[int]) -> str:
    """“page 3”, “pages 1–4, 7”."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    told = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'' if len(numbers) == 1 else 's'} {told}"


def _silent(_done: int, _total: int) -> None:
    """Nobody looks."""
