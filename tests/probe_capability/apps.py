"""What the probe declares to the floors below, as any capability does."""

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """The probe."""

    name = "tests.probe_capability"
    label = "probe"
    verbose_name = "Probe"

    def ready(self) -> None:
        """Declare its flows and matters."""
        from linli.cases.capability import declare
        from tests.probe_capability import bookings, jobs, pacts, visits

        declare(pacts.PACT, jobs.JOB, jobs.PART, bookings.BOOKING, visits.VISIT)
        declare(pacts.SHIPPED, jobs.SHIPPED_JOB, jobs.SHIPPED_PART, visits.SHIPPED, visits.BEGINNING)
