"""Where a stand-in listens, and will listen again."""

import socket
from contextlib import suppress


class Place:
    """The port of a server that was given any, kept while the server is away: whoever calls it then is refused."""

    def __init__(self) -> None:
        self.port = 0
        """0 before the server listened for the first time."""
        self._kept: socket.socket | None = None

    def keep(self) -> None:
        """From now on the system gives the port to nobody else."""
        self._kept = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            self._kept.bind(("127.0.0.1", self.port))

    def leave(self) -> None:
        """Right before the server listens again, or when it never will. Repeating is safe."""
        if self._kept is not None:
            self._kept.close()
        self._kept = None
