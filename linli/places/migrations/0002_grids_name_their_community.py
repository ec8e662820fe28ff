"""A grid keeps the code of its community beside its own, which begins with it."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Substr

COMMUNITY_DIGITS = 12


def fill(apps: Any, schema_editor: Any) -> None:
    apps.get_model("places", "Grid").objects.update(place=Substr("code", 1, COMMUNITY_DIGITS))


class Migration(migrations.Migration):

    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="grid",
            name="place",
            field=models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
