"""What a hotel gets that installs no extras: every product module imports, and nothing of the testing kit is there.

Run by `nox -s bare` inside an environment that holds the runtime dependencies only.
"""

import importlib.util
import pkgutil
import sys

import hotel_agent

NOT_FOR_HOTELS = ("coverage", "hypothesis", "mypy", "opentelemetry", "pytest", "pytest_asyncio", "ruff")
OF_EXTRAS = ("hotel_agent.adapters.observer.traces",)
"""Loaded only by whoever installed their extra, and asked for it."""

stowaways = [name for name in NOT_FOR_HOTELS if importlib.util.find_spec(name)]
if stowaways:
    sys.exit(f"a bare installation holds {', '.join(stowaways)}")

modules = [
    module.name
    for module in pkgutil.walk_packages(hotel_agent.__path__, "hotel_agent.")
    if not module.name.startswith(("hotel_agent.testing", "hotel_agent.adapters.database.migrations."))
    and not module.name.endswith("__main__")
    and module.name not in OF_EXTRAS
]
for module in modules:
    importlib.import_module(module)
print(f"{len(modules)} modules import without extras")  # noqa: T201 -- a check that says what it did
