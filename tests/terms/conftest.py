"""Generated cases run without a deadline: machines that run tests are shared."""

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
