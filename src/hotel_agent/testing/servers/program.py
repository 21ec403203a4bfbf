"""A program that runs in a folder of its own and ends with whoever started it, also when that one is killed."""

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.testing.servers.account import Account

_WATCH = """
trap '' HUP INT TERM
while read -r line; do watched=$line; done
if [ -n "$watched" ]; then
    kill -s CONT "$watched"; kill -s "$2" "$watched"
    tries=0
    while [ $tries -lt 50 ] && kill -0 "$watched"; do sleep 0.1; tries=$((tries + 1)); done
    kill -0 "$watched" && kill -s KILL "$watched"
fi
rm -rf "$1"
"""
"""Reads which program to watch, an empty line for none. The pipe ends when its owner does, however that happened: by
the death of a thread a signal on the parent's death would be sent too early, and only Linux knows it."""

_GLANCE = timedelta(milliseconds=10)


class Program:
    """One program at a time in this folder, and a watch that ends it and removes the folder when its owner is gone."""

    def __init__(self, folder: Path, account: Account, *, last_word: signal.Signals) -> None:
        """`last_word` is the signal by which the program ends at once, taking what it started with it."""
        self._folder = folder
        self._account = account
        self._clock = SystemClock()
        self._running: subprocess.Popen[bytes] | None = None
        self._watch = subprocess.Popen(  # noqa: S603 - our own script
            ["/bin/sh", "-c", _WATCH, "watch", str(folder), last_word.name.removeprefix("SIG")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )

    @property
    def runs(self) -> bool:
        """Whether the program was started and has not ended."""
        if self._running is not None and self._running.poll() is not None:
            self._running = None
            # The machine may give its number to another program now, which is not ours to end.
            self._tell("")
        return self._running is not None

    @property
    def pid(self) -> int:
        """The number under which the machine knows the program. Only while it was started and not seen to end."""
        assert self._running is not None, "nothing was started"
        return self._running.pid

    def start(self, *command: str | Path) -> None:
        """Start this program; what it says goes to the file `log` of the folder."""
        assert not self.runs, "it runs already"
        # What PostgreSQL's clients are told by the environment is not meant for this server.
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with (self._folder / "log").open("ab") as log:
            self._running = subprocess.Popen(  # noqa: S603 - a server's program, by its full path
                [str(part) for part in command],
                cwd=self._folder,
                env=environ | {"HOME": str(self._folder), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._account.privileges,
            )
        self._tell(str(self._running.pid))

    def send(self, number: signal.Signals) -> None:
        """Send this signal; nothing happens where the program has ended."""
        if self._running is not None:
            self._running.send_signal(number)

    async def ended(self, *, within: timedelta) -> bool:
        """Whether the program ends within this time."""
        give_up = self._clock.now() + within
        while self.runs:
            if self._clock.now() >= give_up:
                return False
            await self._clock.sleep_until(self._clock.now() + _GLANCE)
        return True

    async def end(self, *gently: signal.Signals, within: timedelta = timedelta(seconds=20)) -> None:
        """End the program: by these signals in turn, then by force. Returns when it has ended; repeating is safe."""
        for number in (*gently, signal.SIGKILL):
            self.send(number)
            if await self.ended(within=within):
                return
        raise AssertionError("a program outlived SIGKILL")

    async def close(self) -> None:
        """End the program if it runs, and remove the folder."""
        await self.end()
        self._watch.communicate()

    def said(self, lines: int = 15) -> str:
        """The last lines of the log."""
        return "\n".join((self._folder / "log").read_text(errors="replace").splitlines()[-lines:])

    def _tell(self, line: str) -> None:
        assert self._watch.stdin is not None
        self._watch.stdin.write(f"{line}\n".encode())
        self._watch.stdin.flush()
