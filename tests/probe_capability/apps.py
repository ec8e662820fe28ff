"""What the probe declares to the floors below, as any capability does."""

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """The probe."""

    name = "tests.probe_capability"
    label = "probe"
    verbose_name = "Probe"

    def ready(self) -> None:
        """Declare its flows and matters."""
        from linli.cases import catalogue
        from linli.flows import table
        from tests.probe_capability import bookings, jobs, pacts

        for flow in (pacts.PACT, jobs.JOB, jobs.PART, bookings.BOOKING):
            table.declare(flow)
        for matter in (pacts.SHIPPED, jobs.SHIPPED_JOB, jobs.SHIPPED_PART):
            catalogue.declare(matter)
