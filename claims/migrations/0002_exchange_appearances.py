from django.conf import settings
from django.db import migrations, models


def grant(apps, schema_editor):
    """Who may exchange claims may exchange where they were seen. A database that is being made has
    no groups yet, and its roles come with all they may do."""
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for action in ("import", "export"):
        held = Permission.objects.filter(
            codename=f"{action}_claim", content_type__app_label="claims"
        ).first()
        if held is None:
            continue
        kind, _ = ContentType.objects.get_or_create(app_label="claims", model="appearance")
        name = f"Can {action} appearances"
        granted, _ = Permission.objects.get_or_create(
            codename=f"{action}_appearance", content_type=kind, defaults={"name": name}
        )
        for group in held.group_set.all():
            group.permissions.add(granted)
        for person in held.user_set.all():
            person.user_permissions.add(granted)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='appearance',
            options={'ordering': ['-is_first', 'id'], 'permissions': [('import_appearance', 'Can import appearances'), ('export_appearance', 'Can export appearances')]},
        ),
        migrations.RemoveConstraint(
            model_name='importmapping',
            name='importmapping_noun_is_a_known_word',
        ),
        migrations.RemoveConstraint(
            model_name='upload',
            name='upload_noun_is_a_known_word',
        ),
        migrations.AlterField(
            model_name='importmapping',
            name='noun',
            field=models.CharField(choices=[('claimants', 'claimants'), ('documents', 'documents'), ('claims', 'claims'), ('appearances', 'appearances'), ('evidence', 'evidence'), ('annotations', 'annotations')], default='claims', max_length=12),
        ),
        migrations.AlterField(
            model_name='upload',
            name='noun',
            field=models.CharField(choices=[('claimants', 'claimants'), ('documents', 'documents'), ('claims', 'claims'), ('appearances', 'appearances'), ('evidence', 'evidence'), ('annotations', 'annotations')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='importmapping',
            constraint=models.CheckConstraint(condition=models.Q(('noun__in', ['claimants', 'documents', 'claims', 'appearances', 'evidence', 'annotations'])), name='importmapping_noun_is_a_known_word', violation_error_message='The noun is none of: claimants, documents, claims, appearances, evidence, annotations.'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('noun__in', ['claimants', 'documents', 'claims', 'appearances', 'evidence', 'annotations'])), name='upload_noun_is_a_known_word', violation_error_message='The noun is none of: claimants, documents, claims, appearances, evidence, annotations.'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
