"""The worker of a server: jobs that were deferred, the round of the clock, and the sealing of the journal.

Jobs and their times are procrastinate's, in the schema `jobs`; several servers share the work, and what is due every
minute is done once. A job acts for the person who deferred it, under that person's rights, or for the hub itself. It
may be run again after a failure or a kill, so it does nothing twice: it goes through verbs, which refuse what is done
already.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from time import monotonic
from typing import Any, Final
from uuid import UUID

from analytics.feed import arguments
from db.connection import Asker, Database
from db.seals import seal
from resolvers.clockwork import LOOKS_AGAIN, tick
from resolvers.life.alone import is_lived
from resolvers.statistics.following import FOLLOW
from resolvers.statistics.reports import follow
from server.observability import log

Job = Callable[[Database, Asker | None, dict[str, Any]], Awaitable[None]]
JOBS: Final[dict[str, Job]] = {}
CONCURRENCY: Final = 2
ATTEMPTS: Final = 5
RESTART_SECONDS: Final = 2.0
KEEP_DONE: Final = timedelta(days=7)
EVERY_MINUTE: Final = "* * * * *"
NIGHTLY: Final = "20 3 * * *"


def job(name: str) -> Callable[[Job], Job]:
    """Register what is done for the jobs of a name; called with the database, the asker (None.

    The hub itself) and the arguments.
    """

    def register(function: Job) -> Job:
        JOBS[name] = function
        return function

    return register


@job(FOLLOW)
async def reports(database: Database, asker: Asker | None, args: dict[str, Any]) -> None:
    """Have the reports follow figures that changed; not while a sample life is lived, which looks after its own."""
    async with database.as_hub() as session:
        lived = await is_lived(session)
    if not lived:
        await follow(database, UUID(args["item"]))


class Worker:
    """Works through the jobs of a database; begins again by itself when the database was away."""

    def __init__(self, database: Database, *, every_minute: str = EVERY_MINUTE) -> None:
        """Work on this database; `every_minute` is the cron line of the clock's round and the sealer."""
        self.database, self.every_minute = database, every_minute
        self.whole_round_at = 0.0  # on the clock that never goes back

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator["Worker"]:
        """Work until left; what runs then has ten seconds to end."""
        task = asyncio.create_task(self._work())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            try:
                # The library takes a second to load: not while the server starts.
                app = await asyncio.to_thread(self._application)
                async with app.open_async():
                    await app.run_worker_async(
                        concurrency=CONCURRENCY,
                        install_signal_handlers=False,
                        listen_notify=True,
                        shutdown_graceful_timeout=10,
                    )
            except Exception as error:
                log.warning("the worker begins again", error=repr(error))
            await asyncio.sleep(RESTART_SECONDS)

    def _application(self) -> Any:
        import procrastinate

        place = {**arguments(self.database.addresses.system), "options": "-c search_path=jobs"}
        connector = procrastinate.PsycopgConnector(kwargs=place, min_size=1, max_size=CONCURRENCY + 2, timeout=5)
        app = procrastinate.App(connector=connector)
        retry = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4)
        for name, function in JOBS.items():
            app.task(name=name, retry=retry)(self._for_asker(function))
        for cron, name, round_ in (
            (self.every_minute, "hub.clock", self._clock),
            (self.every_minute, "hub.seal", self._seal),
            (self.every_minute, "hub.retry_killed", lambda: self._retry_killed(app)),
            (NIGHTLY, "hub.forget_done", lambda: self._forget_done(app)),
        ):
            # A round that is still waiting when the next is due is one round, not two.
            task = app.task(name=name, queueing_lock=name, lock=name)(_periodic(round_))
            app.periodic(cron=cron)(task)
        return app

    def _for_asker(self, function: Job) -> Callable[..., Awaitable[None]]:
        async def run(asker: int | None = None, **args: Any) -> None:
            await function(self.database, None if asker is None else Asker(asker), args)

        return run

    async def _clock(self) -> None:
        # To make all open sheets anew stops every answer for a tenth of a second: once an hour is enough.
        whole = monotonic() >= self.whole_round_at
        done = await tick(self.database, whole=whole)
        if whole and not done.rested:
            self.whole_round_at = monotonic() + LOOKS_AGAIN.total_seconds()
        if done.opened or done.moves:
            log.info("clock", opened=done.opened, moves=done.moves)

    async def _seal(self) -> None:
        rows = await seal(self.database)
        if rows:
            log.debug("sealed", rows=rows)

    async def _retry_killed(self, app: Any) -> None:
        # A worker that was killed says nothing more; after half a minute its jobs are somebody else's.
        for killed in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(killed)

    async def _forget_done(self, app: Any) -> None:
        await app.job_manager.delete_old_jobs(nb_hours=int(KEEP_DONE.total_seconds() // 3600), include_failed=False)


def _periodic(round_: Callable[[], Awaitable[None]]) -> Callable[[int], Awaitable[None]]:
    async def run(timestamp: int) -> None:
        await round_()

    return run
