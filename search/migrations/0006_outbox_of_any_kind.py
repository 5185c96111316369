from django.db import migrations, models

PAGE_KINDS = ("practice", "city", "article")
EVERYTHING = "everything"


def name_rows(apps, schema_editor):
    """What waited was a page, of which kind was not said: each kind is looked at. The order of equals has changed with
    the kinds, so the whole index is made anew after it."""
    entries = apps.get_model("search", "OutboxEntry").objects
    made = []
    for row in entries.all():
        names = [f"{kind}-{row.page_id}" for kind in PAGE_KINDS] if row.page_id else [EVERYTHING]
        row.identifier = names[0]
        row.save(update_fields=["identifier"])
        made += [
            entries.model(page_id=row.page_id, identifier=name, created_at=row.created_at, not_before=row.not_before)
            for name in names[1:]
        ]
    entries.bulk_create(made)
    if apps.get_model("search", "IndexedDocument").objects.exists():
        entries.create(page_id=0, identifier=EVERYTHING)


def number_rows(apps, schema_editor):
    entries = apps.get_model("search", "OutboxEntry").objects
    for row in entries.all():
        number = row.identifier.rpartition("-")[2]
        row.page_id = int(number) if number.isdigit() else 0
        row.save(update_fields=["page_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_popular_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxentry",
            name="identifier",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="outboxentry",
            name="page_id",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.RunPython(name_rows, number_rows),
        migrations.RemoveField(model_name="outboxentry", name="page_id"),
    ]
