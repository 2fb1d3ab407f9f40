"""A reader's own data for a figure: from a pasted table to what the kind draws, or to sentences with row and column.

`kit/frontend/own.ts` does the same in the browser, from which the table then never goes away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from overlook.figures.contract import Own
from overlook.kit.tables import Grid, cell_faults, column_name, grid, refused, shape_faults, shown

#: What the refusals are about.
FIELD = "table"
_MOST_COLUMNS = 50
#: Closer than this, in all or by size, a column's values are taken for one.
_APART, _RELATIVE = 1e-12, 1e-9


def names(content: bytes | str) -> tuple[str, ...]:
    """The columns that a table has, for the reader to choose from."""
    return grid(content, field=FIELD).names


def read(own: Own, content: bytes | str, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The kind's data.

    Parameters
    ----------
    content
        The table, as `overlook.kit.tables.grid` takes it.
    asked
        Which column is what: the slug of a wanted column to a name in the table. Without it, and where the table has
        no such column, one is found by its header, else the next one that is free is taken.

    Raises
    ------
    Invalid
        With a sentence for each of the first five things that are wrong.
    """
    found = grid(content, field=FIELD)
    problems = list(shape_faults(found, most_rows=own.most, most_columns=_MOST_COLUMNS))
    places = _places(own, found, asked or {})
    problems += places if isinstance(places, list) else cell_faults(found, list(places.values()))
    if problems or isinstance(places, list):
        raise refused(FIELD, problems)
    problems = [*_fewer(own, found), *_columns(own, found, places)]
    if problems:
        raise refused(FIELD, problems)
    return own.read(
        {slug: _values(found, place) for slug, place in places.items()},
        {slug: found.names[place] for slug, place in places.items()},
    )


def _values(found: Grid, place: int) -> list[float]:
    return [float(cells[place]) + 0.0 for _, cells in found.body]


def _places(own: Own, grid: Grid, asked: Mapping[str, str]) -> dict[str, int] | list[str]:
    """Where each wanted column stands, or what is wrong."""
    names, wanted = grid.names, [column.label for column in own.columns]
    if len(names) < len(wanted):
        there = "There is 1 column" if len(names) == 1 else f"There are {len(names)} columns"
        return [f"{there}, and {len(wanted)} are needed: {', '.join(wanted[:-1])} and {wanted[-1]}."]
    found: dict[str, int] = {}
    for column in own.columns:
        if asked.get(column.slug) in names:
            place = names.index(asked[column.slug])
            if place in found.values():
                return [f"“{names[place]}” is chosen for two things. Choose another column for one of them."]
            found[column.slug] = place
    small = [name.lower() for name in names]
    for column in own.columns:
        known = [small.index(name) for name in column.names if name in small]
        free = [place for place in known if place not in found.values()]
        if free and column.slug not in found:
            found[column.slug] = free[0]
    # Classes are told from numbers by their looks, so they choose first.
    for column in sorted(own.columns, key=lambda column: not column.binary):
        if column.slug not in found:
            left = [place for place in range(len(names)) if place not in found.values()]
            fitting = [place for place in left if column.binary and _is_binary(grid, place)]
            found[column.slug] = (fitting or left)[0]
    return {column.slug: found[column.slug] for column in own.columns}


def _is_binary(grid: Grid, place: int) -> bool:
    return all(len(cells) > place and cells[place] in ("0", "1") for _, cells in grid.body)


def _fewer(own: Own, found: Grid) -> Iterator[str]:
    count = len(found.body)
    if count < own.fewest:
        yield f"There {'is 1 row' if count == 1 else f'are {count} rows'}, and at least {own.fewest} are needed."


def _columns(own: Own, found: Grid, places: Mapping[str, int]) -> Iterator[str]:
    """Classes that are none or only one, and columns that never change."""
    for column in own.columns:
        place = places[column.slug]
        name, values = column_name(found, place), _values(found, place)
        if column.binary:
            strange = [(row, cells[place]) for row, cells in found.body if float(cells[place]) not in (0, 1)]
            yield from (f"Row {row}, {name}: {shown(cell)} is no class. Write 0 or 1." for row, cell in strange)
            if not strange and len(set(values)) == 1:
                yield f"{name[0].upper()}{name[1:]}: every class is {int(values[0])}. Bring rows of both classes."
        elif max(values) - min(values) <= max(_APART, _RELATIVE * max(abs(value) for value in values)):
            yield f"{name[0].upper()}{name[1:]}: all values are the same, so there is nothing to be learned from it."


def wanted(own: Own) -> dict[str, Any]:
    """What the browser has to know, to read a table by itself."""
    columns = [asdict(column) | {"names": list(column.names)} for column in own.columns]
    return {"columns": columns, "fewest": own.fewest, "most": own.most}
