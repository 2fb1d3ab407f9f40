"""What the log says, and what it keeps to itself: a request's route, never its address as typed."""

import logging

from django.conf import settings
from django.http import HttpRequest


def route_of(request: HttpRequest) -> str:
    """The pattern that the address matched; reset tokens and references stay out of it."""
    match = request.resolver_match
    return "/" + (match.route or "") if match is not None else "(none)"


class RouteNotPath(logging.Filter):
    """Django's own request errors name the path; put the route in its place."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and record.args:
            record.args = tuple(route_of(request) if part == request.path else part for part in record.args)
        return True


class ScheduledTasksAreQuiet(logging.Filter):
    """Beat enqueues its tasks every few seconds; that they went well is not news."""

    def filter(self, record: logging.LogRecord) -> bool:
        task = getattr(record, "data", None)
        if record.levelno > logging.INFO or not isinstance(task, dict):
            return True
        return task.get("name") not in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
