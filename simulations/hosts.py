"""How fast the machines are that compute: each measures itself when its worker starts, and the slowest decides."""

import socket
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Max

from simulations.engine import cost
from simulations.models import Host

log = structlog.get_logger(__name__)

_KNOWN_FOR = timedelta(days=30)
# Beyond these a measurement says more about what else ran on the machine.
_LEAST, _MOST = 0.25, 8.0


def own_factor() -> float:
    """How many times slower than the reference core this one is: as set, or measured once in each process."""
    fixed: float = settings.SIMULATIONS["HOST_FACTOR"]
    return fixed or min(max(cost.host_factor(), _LEAST), _MOST)


def introduce(*, at: datetime) -> None:
    """Write down this machine's factor, for those who admit runs elsewhere; forget machines not heard of for long."""
    factor = own_factor()
    Host.objects.filter(measured_at__lt=at - _KNOWN_FOR).delete()
    Host.objects.update_or_create(name=socket.gethostname(), defaults={"factor": factor, "measured_at": at})
    log.info("host.measured", factor=round(factor, 2))


def factor(*, at: datetime) -> float:
    """By what to multiply a prediction before admitting it: the slowest host of the last 30 days, or else this one."""
    fixed: float = settings.SIMULATIONS["HOST_FACTOR"]
    if fixed:
        return fixed
    slowest: float | None = Host.objects.filter(measured_at__gt=at - _KNOWN_FOR).aggregate(most=Max("factor"))["most"]
    return slowest or own_factor()
