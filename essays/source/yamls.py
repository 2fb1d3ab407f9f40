"""YAML that remembers its lines, so that a problem can be shown where it stands."""

from collections.abc import Hashable
from typing import Any

import yaml

from essays.contract import Place, Problem


class Mapped(dict[str, Any]):
    """A mapping with the line on which it begins, and the line of each of its keys."""

    line: int
    lines: dict[str, int]


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps lines, refuses a key given twice, and leaves ``on``, ``no`` and dates as they are typed."""

    first_line = 1


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapped:
    mapped = Mapped()
    mapped.line = node.start_mark.line + loader.first_line
    mapped.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or key in mapped:
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} is given twice", problem_mark=key_node.start_mark)
        mapped[str(key)] = loader.construct_object(value_node, deep=True)
        mapped.lines[str(key)] = key_node.start_mark.line + loader.first_line
    return mapped


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str, file: str, first_line: int = 1) -> tuple[Any, list[Problem]]:
    """Parse ``text``, whose first line is line ``first_line`` of ``file``."""
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        return None, [Place(file, line).problem("yaml", f"This is not valid YAML: {error.reason}.")]
    loader.first_line = first_line
    try:
        return loader.get_single_data(), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        return None, [Place(file, line).problem("yaml", f"This is not valid YAML: {error.problem}.")]
    except (ValueError, AttributeError, RecursionError) as error:
        return None, [Place(file, first_line).problem("yaml", f"This is not valid YAML: {error}.")]
    finally:
        loader.dispose()
