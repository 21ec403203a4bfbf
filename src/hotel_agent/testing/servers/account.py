"""As whom a server runs: as whoever starts it, but never as root, since PostgreSQL refuses to."""

import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import TypedDict

from attrs import frozen

from hotel_agent.domain.errors import BadConfig


class Privileges(TypedDict, total=False):
    """What `subprocess.Popen` is told of an account."""

    user: int
    group: int
    extra_groups: list[int]


@frozen
class Account:
    """An account of this machine; nothing is given up where it is our own."""

    uid: int
    gid: int
    ours: bool

    @property
    def privileges(self) -> Privileges:
        """What `subprocess.Popen` is told, so that a program runs as this account."""
        return {} if self.ours else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, program: Path) -> bool:
        """Whether this account may run this program: everybody may, on every step of the way to it."""
        return self.ours or all(_everybody(step) for step in (program, *program.parents))

    def folder(self) -> Path:
        """A new folder that belongs to this account alone, with a short name: sockets live in it."""
        above = Path(tempfile.gettempdir())
        made = Path(tempfile.mkdtemp(prefix="hotel-", dir=above if self.can_run(above) else Path("/tmp")))  # noqa: S108 - mkdtemp is what makes it safe
        self.give(made)
        return made

    def copy(self, tree: Path, into: Path) -> Path:
        """A copy of this tree in a folder of this account's, which it may read and run."""
        copied = copytree(tree, into / tree.name, symlinks=True)
        for path in (copied, *_below(copied)):
            self.give(path)
        return copied

    def give(self, path: Path) -> None:
        """Make this account the owner."""
        if not self.ours:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def unprivileged() -> Account:
    """Ourselves, or `nobody` where we are root. Raises BadConfig where there is no such account."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), ours=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as cause:
        raise BadConfig(
            "servers for tests do not run as root, and there is no account `nobody` here to run them"
        ) from cause
    return Account(nobody.pw_uid, nobody.pw_gid, ours=False)


def _everybody(step: Path) -> bool:
    return bool(step.stat().st_mode & stat.S_IXOTH)


def _below(folder: Path) -> Iterator[Path]:
    return folder.rglob("*")
