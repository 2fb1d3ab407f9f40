import pytest

from overlook.kit.refs import new_ref


@pytest.fixture(autouse=True)
def fresh_limits(settings) -> None:
    """Rate limits begin anew for each test, in a cache of its own, and passwords are hashed quickly."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": new_ref()}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
