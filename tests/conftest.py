"""How hard Hypothesis tries: set HYPOTHESIS_PROFILE to `thorough` before a release, or leave it alone.

Trying so hard takes long, which looks as if a test hung: name the tests, `nox -s tests -- tests/unit/domain`.
"""

import os

from hypothesis import HealthCheck, Phase, settings

# No deadline anywhere: a shared or busy machine is not a defect of the code under test.
settings.register_profile("usual", deadline=None)
settings.register_profile(
    # The same examples on every run: a red build means that the code changed, not the dice.
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
# For mutation testing: a failing example is enough, a small one is not needed.
settings.register_profile("first_failure", deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "usual"))
