"""What `base.html` needs on every page; read only when printed, so fragments pay nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from . import menu as menus
from . import notices
from .middleware import theme_of
from .models import Centre


class Shell:
    """The frame around a page: centre, menu, bell, theme."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def centre(self) -> Centre:
        return Centre.objects.filter(pk=1).first() or Centre()

    @cached_property
    def menu(self) -> tuple[menus.Group, ...]:
        match = self.request.resolver_match
        view = getattr(match.func, "view_class", None) if match else None
        return menus.menu_of(self.user, self.request.path, getattr(view, "menu", ""))  # type: ignore[arg-type]  # shown to signed-in users only

    @cached_property
    def bar(self) -> list[menus.Entry]:
        return menus.bar_of(self.menu)

    @property
    def in_settings(self) -> bool:
        return menus.in_settings(self.user, self.request.path)  # type: ignore[arg-type]  # as above

    @cached_property
    def unread(self) -> int:
        return notices.unread_count(self.user)  # type: ignore[arg-type]  # as above

    @cached_property
    def latest_notices(self) -> list[notices.Told]:
        return notices.latest(self.user)  # type: ignore[arg-type]  # as above

    @property
    def theme(self) -> str:
        return theme_of(self.request)

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def single_keys(self) -> bool:
        """Whether shortcuts of one key are on in this browser."""
        return self.request.COOKIES.get("keys") != "off"

    @property
    def search_url(self) -> str:
        return menus.find("customers:search")

    @property
    def session_seconds(self) -> int:
        return settings.SESSION_COOKIE_AGE


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
