"""A post says on which kind of place it stands, and the code of the community or street around it; a tenure, the role."""

from typing import Any

import linli.kit.crypto
from django.db import migrations, models
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Length

STREET_DIGITS = 9


def fill(apps: Any, schema_editor: Any) -> None:
    post, tenure = apps.get_model("people", "Post"), apps.get_model("people", "Tenure")
    region = apps.get_model("places", "Region").objects.filter(pk=OuterRef("place"))
    post.objects.update(code_around=Subquery(region.values("code")[:1]))
    kind = Case(
        When(grid__isnull=False, then=Value("grid")),
        When(organisation__isnull=False, then=Value("organisation")),
        When(code_length=STREET_DIGITS, then=Value("street")),
        default=Value("community"),
    )
    post.objects.annotate(code_length=Length("code_around")).update(kind=kind)
    held = post.objects.filter(street=OuterRef("street"), pk=OuterRef("post"))
    tenure.objects.update(role=Subquery(held.values("role")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0011_places_that_posts_took_over"),
    ]

    operations = [
        migrations.AddField(
            "post", "code_around", models.CharField(max_length=12, default=""), preserve_default=False
        ),
        migrations.AddField("post", "kind", models.CharField(max_length=16, default=""), preserve_default=False),
        migrations.AddField("post", "service_phone", linli.kit.crypto.EncryptedText(blank=True, default="")),
        migrations.AddField("post", "shows_name", models.BooleanField(default=False)),
        migrations.AddField("tenure", "role", models.CharField(max_length=16, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
