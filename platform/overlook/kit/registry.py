"""Discovery of leaves: a leaf is a package in a folder, and its slug is its name with hyphens.

Nothing lists leaves by hand; whoever needs them asks here. Pure Python, so that leaves stay free of Django.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any


@cache
def discover(package: str, attribute: str) -> Mapping[str, Any]:
    """Every leaf below ``package``, by slug, in the order of their names.

    Parameters
    ----------
    package
        Dotted name of the folder of leaves, such as ``simulations.catalog``.
    attribute
        What each leaf package exposes, such as ``SIMULATION``.

    Returns
    -------
    Mapping
        Slug to the value of that attribute.

    Raises
    ------
    AttributeError
        A folder there is a package but exposes no such attribute: it is not a leaf, and must not lie there.
    """
    parent = import_module(package)
    leaves: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda info: info.name):
        if info.ispkg and not info.name.startswith("_"):
            leaves[slug_of(info.name)] = getattr(import_module(f"{package}.{info.name}"), attribute)
    return MappingProxyType(leaves)


def slug_of(name: str) -> str:
    """``double_descent`` → ``double-descent``."""
    return name.replace("_", "-")
