"""The service, started from the wheel by the Dockerfile's own lines: it is well by its own check, and stops.

Run by `nox -s bare`. What differs from a container: it listens to this machine only, at a free port, and keeps what it
has in a folder that is thrown away.
"""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

DOCKERFILE = (Path(__file__).parents[1] / "Dockerfile").read_text(encoding="utf-8")
TRIES = 60
"""Docker too asks again before it believes that somebody is ill."""
SECONDS_TO_STOP = 300


def listed(instruction: str) -> list[str]:
    """The list an instruction bears."""
    (found,) = re.findall(rf"^(?:    )?{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return list(json.loads(found))


(entrypoint,) = listed("ENTRYPOINT")
(checked,) = re.findall(r"HEALTHCHECK .*\\\n +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
(command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
(stop,) = re.findall(r"^STOPSIGNAL (\w+)$", DOCKERFILE, re.MULTILINE)
told = dict(re.findall(r"\b(PYTHON\w+|HOTEL_\w+)=(\S+)", DOCKERFILE))

with TemporaryDirectory() as kept:
    environ = {"PATH": os.environ["PATH"], **told, "HOTEL_HOST": "127.0.0.1", "HOTEL_PORT": "0", "HOTEL_DATA_DIR": kept}
    running = subprocess.Popen(
        [entrypoint, *json.loads(command)], cwd=kept, env=environ, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert running.stdout is not None
        url = next(
            (found[1] for line in running.stdout if (found := re.search(r"(http://\S+)/health/ready", line))), ""
        )
        health = [each.replace("http://127.0.0.1:8000", url) for each in json.loads(checked)]
        if not url or url not in "".join(health):
            sys.exit("it does not say where it serves, or the health check of the image asks somewhere else")
        if all(subprocess.run(health, env=environ, check=False).returncode for _ in range(TRIES)):
            sys.exit("the health check of the image does not find it well")
        running.send_signal(getattr(signal, stop))
        ended = running.wait(SECONDS_TO_STOP)
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
    if ended != 0:
        sys.exit(f"told to stop by {stop} it ended with {ended}")
    subprocess.run([entrypoint, "db", "current"], env=environ, check=True)
print("it starts, is well and stops as its image has it")  # noqa: T201 -- a check that says what it did
