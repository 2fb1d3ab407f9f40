import django.db.models.deletion
from django.db import migrations, models

import overlook.kit.clock
import overlook.kit.refs


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_personaltoken"),
        ("simulations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    models.CharField(default=overlook.kit.refs.new_ref, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("salt", models.CharField(max_length=32)),
                ("columns", models.JSONField()),
                ("rows", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(default=overlook.kit.clock.now)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="data_sets", to="accounts.learner"
                    ),
                ),
            ],
            options={"ordering": ["-created_at", "-id"]},
        ),
        migrations.AddField(
            model_name="recipe",
            name="private",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="recipe",
            name="data_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="recipes",
                to="simulations.dataset",
            ),
        ),
    ]
