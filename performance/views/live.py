"""The live board: who does what, what waits, what is due, the service level."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import Page, Text
from crm.people.models import Team
from crm.people.roles import Right
from crm.people.scope import scope_of

from ..asked import teams_of
from ..live.board import LiveBoard, read
from ..live.sight import Sight

#: An open board asks so often, and calls itself stale after this long without an answer.
POLL_SECONDS = 3
STALE_SECONDS = 10


class LivePage(Page):
    """All teams in sight."""

    permission = Right.LIVE_BOARD
    title = gettext_lazy("Live board")
    template = "performance/live.html"
    menu = "performance:live"

    def chosen(self, teams: list[Team]) -> Team | None:
        return None

    @cached_property
    def sight(self) -> Sight:
        now = clock.now()
        scope = scope_of(self.user, clock.local_day(now))
        teams = teams_of(self.user, scope)
        return Sight(self.user, scope, tuple(teams), self.chosen(teams), now)

    @cached_property
    def board(self) -> LiveBoard:
        return read(self.sight)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing new is no content: the page stays as it is, and knows that it is fresh."""
        if self.is_fragment and self.board.stamp == request.GET.get("stamp"):
            return HttpResponse(status=204)
        return self.show()

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "board": self.board,
            "at_words": f"{clock.local(self.board.at):%H:%M:%S}",
            "at_seconds": _second_of_day(self.board.at),
            "choices": self.choices(),
            "poll_seconds": POLL_SECONDS,
            "stale_seconds": STALE_SECONDS,
            "title_typed": self.sight.team is not None,
        }

    def choices(self) -> list[tuple[str, str, bool, bool]]:
        """Label, address, whether it is this board, whether people typed the label."""
        if len(self.sight.teams) < 2:
            return []
        found = [(_("All teams"), reverse("performance:live"), self.sight.team is None, False)]
        for team in self.sight.teams:
            if not team.is_active:
                continue
            url = reverse("performance:live-team", kwargs={"code": team.code})
            found.append((team.name, url, team == self.sight.team, True))
        return found


def _second_of_day(moment: datetime) -> int:
    local = clock.local(moment)
    return local.hour * 3600 + local.minute * 60 + local.second


class LiveTeamPage(LivePage):
    """One team."""

    crumbs = ((gettext_lazy("Live board"), "performance:live"),)

    def chosen(self, teams: list[Team]) -> Team | None:
        found = next((team for team in teams if team.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found

    def get_title(self) -> Text:
        assert self.sight.team is not None, "chosen or not found"
        return self.sight.team.name
