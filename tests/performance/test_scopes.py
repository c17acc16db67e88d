"""What a user may count."""

from __future__ import annotations

from dataclasses import replace

from crm.people.models import Team, User
from performance import figures
from performance.slices import Slice

from .records import WHOLE, contact, count_everything, day, figure


def test_it_works(ann: User, otto: User, lea: User, quinn: User, ada: User, eve: User) -> None:
    mine, other = ann.memberships.get().team, otto.memberships.get().team
    contact(day(0), agent=ann, team=mine)
    contact(day(0), agent=lea, team=mine)
    contact(day(0), agent=otto, team=other)
    count_everything()

    def counts(piece: Slice) -> float | None:
        return figure("handled", piece).value

    found = {
        user.username: counts(WHOLE.clipped(user)) for user in (ann, otto, lea, quinn, ada, eve)
    }
    assert found == {"ann": 1, "otto": 1, "lea": 2, "quinn": 2, "ada": 3, "eve": 3}
    assert counts(WHOLE.for_own_team(ann)) == 2
    assert counts(replace(WHOLE, agents=frozenset({otto.pk})).clipped(ann)) == 0
    assert counts(replace(WHOLE, teams=frozenset({other.pk})).clipped(lea)) == 0


def test_somebody_without_a_team_has_no_team_totals(ada: User, team: Team) -> None:
    contact(day(0), team=team)
    count_everything()
    rows = figures.read(WHOLE.for_own_team(ada), ["handled"], ("agent",))
    assert rows == []
