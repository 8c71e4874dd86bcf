"""A function and what it needs, given to worker processes once: what is large is not sent with every job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pool
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

Job = TypeVar("Job")
Result = TypeVar("Result")
_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work
    # Each process has one processor: more threads would wait for each other.
    threadpool_limits(1)


def _do(job: Any) -> Any:
    return _work(job)


def in_order(work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[Result]:
    """The result of each job, in order, on all processors."""
    with Pool(initializer=_begin, initargs=(work,)) as pool:
        yield from pool.imap(_do, jobs)
