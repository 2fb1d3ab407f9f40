"""What is kept of how far a reader came gets a name: numbers move from version to version."""

from typing import Any

from django.db import migrations, models

END = "you-can-now"


def name_marks(apps: Any, schema_editor: Any) -> None:
    """The anchor of each number, by the version that the essay has now."""
    reading = apps.get_model("essays", "Reading")
    essays = apps.get_model("essays", "Essay").objects.filter(current__isnull=False)
    for essay, marks in essays.values_list("pk", "current__manifest__marks"):
        for number, anchor in enumerate([*(marks or []), END], start=1):
            reading.objects.filter(essay=essay, furthest=number).update(mark=anchor)


class Migration(migrations.Migration):
    dependencies = [
        ("essays", "0003_source_equations"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="mark",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(name_marks, migrations.RunPython.noop),
    ]
