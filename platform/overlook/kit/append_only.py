"""Tables whose rows are facts: inserted once, never changed, never deleted one by one.

The guard is in the model, where every caller of the ORM meets it. A cascade (the erasure of a person) still passes,
since it is the fact's owner that goes.
"""

from typing import Any, NoReturn, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class AppendOnlyError(TypeError):
    """A row of the log was to be changed or deleted: a mistake in the code, never in the input."""


class AppendOnlyQuerySet(models.QuerySet[_Row]):
    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only: insert a row that says what is new.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only: nothing is deleted from it.")

    def bulk_update(self, *rows: Any, **options: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only: insert a row that says what is new.")

    def moved(self, **owner: Any) -> int:
        """Give the rows to another owner, which is the one thing that may change about a fact: at a claim."""
        return super().update(**owner)


class AppendOnly(models.Model):
    """Base of such a table; a subclass takes ``AppendOnlyQuerySet`` as its manager too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only: insert a row that says what is new.")
        options["force_insert"] = True
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} is append-only: nothing is deleted from it.")
