from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_work_status'),
    ]

    operations = [
        migrations.AddField(
            model_name='workstatus',
            name='corrected_at',
            field=models.DateTimeField(null=True),
        ),
    ]
