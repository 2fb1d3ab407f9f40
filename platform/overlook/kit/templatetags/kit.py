"""Template tags that every page may use."""

from django import template
from django.conf import settings
from django.templatetags.static import static

from overlook.kit.assets import asset_path

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """URL of a built asset by its source name, such as ``site.css`` or ``figures/knot_fit.js``."""
    return static(asset_path(settings.BUILD_DIR, name))
