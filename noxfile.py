"""Every check of the project. `nox` runs lint, types and tests; `nox --list` shows the rest.

Sessions use plain virtual environments and pip, so they read whatever index and proxy settings pip has.
"""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import nox

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = True

REQUIREMENTS = Path("requirements")

COMPILED = {
    "runtime": ["pyproject.toml"],
    "traces": ["pyproject.toml", "--extra", "traces"],
    "test": ["pyproject.toml", "--extra", "testing", "--group", "test"],
    "browser": ["pyproject.toml", "--extra", "testing", "--group", "test", "--group", "browser"],
    "described": ["pyproject.toml", "--extra", "testing", "--group", "test", "--group", "described"],
    "types": ["pyproject.toml", "--extra", "testing", "--group", "test", "--group", "browser", "--group", "types"],
    "lint": ["--group", "lint"],
    "gates": ["pyproject.toml", "--extra", "testing", "--group", "test", "--group", "lint", "--group", "gates"],
    "lowest": ["pyproject.toml", "--extra", "testing", "--group", "test", "--resolution", "lowest-direct"],
}
"""Each hashed file under requirements/ and what it is compiled from."""

SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4"]
"""As many tests at once as the machine has cores, each process with servers of its own."""

NONE_FOR_EVER = ["-o", "faulthandler_exit_on_timeout=true"]
"""A test that hangs is named as failed, once `faulthandler_timeout` is over, and the others go on."""

DOMAIN = "tests/unit/domain"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, names, spelling, the walls between the rooms, and requirement files that match pyproject.toml."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell")
    session.run("lint-imports", "--no-cache", "--no-logo", env={"PYTHONPATH": "src"})
    stale = [name for name in COMPILED if not read(name).startswith(seal(name))]
    if stale:
        session.error(f"stale after a change of pyproject.toml: {', '.join(stale)}. Run `nox -s lock` and commit.")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types, in the product and in its tests."""
    install(session, "types")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Unit and integration tests; the domain's own tests cover it completely, by branch. Arguments go to pytest."""
    install(session, "test", project=True)
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    # Counting branches makes everything slower, so it is done where it tells something.
    counted = ["--cov", "--cov-report=term", "--cov-fail-under=100", "--junitxml=.playbook/tests-domain.xml"]
    session.run("pytest", *SIDE_BY_SIDE, *NONE_FOR_EVER, DOMAIN, *counted)
    others = [f"--ignore={DOMAIN}", "--junitxml=.playbook/tests-others.xml"]
    session.run("pytest", *SIDE_BY_SIDE, *NONE_FOR_EVER, *others)


@nox.session
def lowest(session: nox.Session) -> None:
    """The same tests with the oldest dependencies that pyproject.toml allows."""
    install(session, "lowest", project=True)
    # Old releases may warn about what newer ones have mended.
    session.run("pytest", "-W", "default", *(session.posargs or SIDE_BY_SIDE))


@nox.session
def browser(session: nox.Session) -> None:
    """A guest reserves on the hotel's page, in the browser of this machine. Arguments go to pytest."""
    if not any(shutil.which(name) for name in BROWSERS):
        session.skip("no browser here, so nobody looked at the page; install chromium, for instance")
    install(session, "browser", project=True)
    session.run("pytest", *(session.posargs or ["tests/browser"]))


@nox.session
def pictures(session: nox.Session) -> None:
    """Take the pictures of README again, of the service itself, with the browser of this machine."""
    if not any(shutil.which(name) for name in BROWSERS):
        session.skip("no browser here, so the pictures stay as they are; install chromium, for instance")
    install(session, "browser", project=True)
    session.run("pytest", "tests/browser/pictures.py", *session.posargs)


@nox.session
def described(session: nox.Session) -> None:
    """schemathesis asks at every route as every role: each answer is a described one. Arguments go to pytest.

    `DESCRIBED_EXAMPLES=20` asks so often at each route, well and badly; four times is usual.
    """
    install(session, "described", project=True)
    # The requests are the test's own, and are made in its own loop: schemathesis' plugin would have no part in it.
    session.run("pytest", "-p", "no:schemathesis", *(session.posargs or [*SIDE_BY_SIDE, "tests/described"]))


@nox.session
def canary(session: nox.Session) -> None:
    """A real Prometheus scrapes instances side by side, and canary-diff judges them. Arguments go to pytest."""
    if not (os.environ.get("PROMETHEUS") or shutil.which("prometheus")):
        session.skip(
            "no Prometheus here, so nothing was compared; install prometheus, or name its program in PROMETHEUS"
        )
    install(session, "test", project=True)
    session.run("pytest", *(session.posargs or ["tests/canary"]))


@nox.session
def host(session: nox.Session) -> None:
    """Type the commands of the operations and upgrade guides, as root, on a machine that may be thrown away."""
    if os.environ.get("HOTEL_THROWAWAY_MACHINE") != "yes" or os.geteuid() != 0:
        session.skip(
            "NOT TRIED: it installs servers and writes into /etc. As root, on a machine that nobody needs:"
            " HOTEL_THROWAWAY_MACHINE=yes nox -s host"
        )
    install(session, "test", project=True)
    session.run("pytest", *(session.posargs or ["tests/host"]))


@nox.session
def preflight(session: nox.Session) -> None:
    """Whether this version may go out, measured with all tests. Arguments go to `hotel-agent preflight`."""
    install(session, "gates", project=True)
    session.run("hotel-agent", "preflight", "--repository", ".", *session.posargs)


@nox.session
def pre_deploy_check(session: nox.Session) -> None:
    """Security, the SLO of what serves now, a resilience drill. Arguments go to `hotel-agent pre-deploy-check`."""
    install(session, "gates", project=True)
    session.run("hotel-agent", "pre-deploy-check", "--repository", ".", *session.posargs)


@nox.session
def bare(session: nox.Session) -> None:
    """A hotel without extras: every module imports, it starts as its image would, a guest reserves in the terminal."""
    install(session, "runtime", project=True)
    session.run("python", "tests/bare.py")
    session.run("python", "tests/as_image.py")
    session.run("hotel-agent", "chat", "--script", "examples/reservation.txt")


@nox.session
def drill(session: nox.Session) -> None:
    """Guests, processes that are killed, a world that goes away: on PostgreSQL and on a file. Arguments go to both."""
    install(session, "test", project=True)
    told = session.posargs or ["--messages", "300", "--kills", "8", "--outages", "5"]
    for database in ("postgresql", "sqlite"):
        session.run("hotel-agent", "drill", "--database", database, *told)


@nox.session
def replay(session: nox.Session) -> None:
    """A week's generated traffic of three hotels, 10,000 events: nothing lost, nothing doubled. Arguments go to it."""
    install(session, "test", project=True)
    session.run("hotel-agent", "replay", *session.posargs)


@nox.session(name="eval")
def evaluate(session: nox.Session) -> None:
    """Simulated guests: every scenario four times as it is written and in bad weather, and 5,000 random guests.

    Nobody of them may be found in the log.
    """
    install(session, "test", project=True)
    if session.posargs:
        session.run("hotel-agent", "eval", *session.posargs)
        return
    session.run("hotel-agent", "eval", "--seeds", "4", "--scan-logs")
    session.run("hotel-agent", "eval", "--seeds", "4", "--weather", "--scan-logs")
    session.run("hotel-agent", "eval", "--random", "5000", "--scan-logs")


@nox.session(venv_backend="none")
def monitoring(session: nox.Session) -> None:
    """What watches the service, checked by the tools that will read it: promtool with its tests of rules, amtool."""
    folder = Path("deploy/monitoring").resolve()
    missing = [tool for tool in ("promtool", "amtool") if shutil.which(tool) is None]
    if "promtool" not in missing:
        session.chdir(folder / "prometheus")
        session.run("promtool", "check", "rules", "alerts.rules.yml", "slo.rules.yml", external=True)
        session.run("promtool", "check", "config", "prometheus.yml", external=True)
        session.run("promtool", "test", "rules", "rules.test.yml", external=True)
    if "amtool" not in missing:
        session.run("amtool", "check-config", str(folder / "alertmanager" / "alertmanager.yml"), external=True)
    if missing:
        session.skip(
            f"NOT CHECKED without {' and '.join(missing)}:"
            " `apt-get install prometheus prometheus-alertmanager` brings both"
        )


@nox.session
def bench(session: nox.Session) -> None:
    """Benchmarks: numbers to read, never a verdict. Arguments name the files; without any, all of bench/."""
    benchmarks = session.posargs or sorted(str(path) for path in Path("bench").glob("*.py"))
    if not benchmarks:
        session.skip("there are no benchmarks in bench/")
    install(session, "test", project=True)
    for benchmark in benchmarks:
        session.run("python", benchmark)


@nox.session
def lock(session: nox.Session) -> None:
    """Write the hashed requirement files again. `nox -s lock -- --upgrade` takes the newest releases."""
    session.install("--quiet", "uv")
    for name in COMPILED:
        path = REQUIREMENTS / f"{name}.txt"
        compile_requirements(session, name, path, *session.posargs)
        path.write_text(seal(name) + read(name))


def install(session: nox.Session, name: str, *, project: bool = False) -> None:
    """Install one hashed requirement file and, if asked, the project itself as a guest would get it: as a wheel."""
    session.install("--quiet", "--require-hashes", "--requirement", str(REQUIREMENTS / f"{name}.txt"))
    if project:
        session.install("--quiet", "--no-deps", ".")


def compile_requirements(session: nox.Session, name: str, path: Path, *options: str) -> None:
    """Compile one file. Versions already in it are kept while pyproject.toml allows them."""
    session.run(
        "uv", "pip", "compile", "--quiet", *COMPILED[name], *options,
        "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
        "--no-emit-index-url", "--no-emit-find-links", "--output-file", str(path),
        silent=True,
    )  # fmt: skip


def seal(name: str) -> str:
    """The first lines of a requirement file: they change with what it is compiled from, so `lint` needs no index."""
    project = nox.project.load_toml("pyproject.toml")
    asked = {
        "sources": COMPILED[name],
        "dependencies": project["project"]["dependencies"],
        "extras": project["project"]["optional-dependencies"],
        "groups": project["dependency-groups"],
    }
    digest = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return f"# Written by `nox -s lock`.\n# For pyproject.toml {digest[:32]}\n"


def read(name: str) -> str:
    """The text of one requirement file, or nothing where there is none yet."""
    path = REQUIREMENTS / f"{name}.txt"
    return path.read_text() if path.exists() else ""
