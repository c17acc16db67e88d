"""Hours and credit that older rows lack; `manage.py rethread` makes their outcomes."""

from django.db import migrations

_ANSWERS = """
UPDATE interactions_surveyanswer a
SET answered_hour = extract(hour FROM a.answered_at AT TIME ZONE c.time_zone)
FROM core_centre c WHERE a.answered_hour IS NULL
"""
_RESOLVED = """
UPDATE interactions_inquiry i
SET resolved_hour = extract(hour FROM i.resolved_at AT TIME ZONE c.time_zone),
    resolved_channel = COALESCE(first.channel, i.opened_channel),
    resolved_type_id = first.type_id
FROM core_centre c, interactions_inquiry k LEFT JOIN LATERAL (
    SELECT channel, type_id FROM interactions_consultation
    WHERE inquiry_id = k.id AND result = 'resolved' AND ended_at = k.resolved_at
    ORDER BY started_at, position, id LIMIT 1
) first ON true
WHERE k.id = i.id AND i.resolved_at IS NOT NULL AND i.resolved_hour IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0008_standard_time"),
        ("core", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(_ANSWERS, migrations.RunSQL.noop),
        migrations.RunSQL(_RESOLVED, migrations.RunSQL.noop),
    ]
