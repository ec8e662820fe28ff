
import django.db.models.deletion
import linli.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(default=linli.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('street', models.CharField(max_length=9)),
                ('flow', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField(default=0)),
                ('head', models.CharField(max_length=64)),
                ('began', models.DateTimeField()),
                ('changed', models.DateTimeField()),
                ('hall', models.CharField(max_length=10)),
                ('hour', models.CharField(max_length=2)),
                ('seat', models.PositiveSmallIntegerField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('seat__isnull', False)), fields=('street', 'hall', 'hour', 'seat'), name='one_booking_per_seat'), models.CheckConstraint(condition=models.Q(('seat__isnull', True), ('seat__range', (1, 2)), _connector='OR'), name='seats')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=linli.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('street', models.CharField(max_length=9)),
                ('given', models.DateTimeField()),
                ('taken_back', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('participant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back__isnull', True)), fields=('street', 'case', 'participant'), name='one_live_consent')],
            },
        ),
    ]
