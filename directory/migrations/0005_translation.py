from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0004_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='programmepage',
            name='translated_from',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='what outdated translations were made from'),
        ),
    ]
