"""Feedback is a talk of two: evidence, four parts, answer, acknowledgement, dispute."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from crm.core.models import Notice
from crm.people.models import Team, User
from performance.evidence import snapshot
from performance.models import Feedback
from performance.services.feedback import (
    Words,
    acknowledge,
    answer,
    discard_feedback,
    dispute,
    draft_feedback,
    edit_feedback,
    reply,
    send_feedback,
)
from tests.interactions.contacts import contact, day
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PARTS = {
    "title": "먼저 요약하기",
    "went_well": "차분했습니다.",
    "change": "요약을 먼저 말합니다.",
    "next_step": "세 번 해 보기",
}


@pytest.fixture
def words(ann: User, team: Team) -> Words:
    record = contact(day(0), number="N-261102-0001", agent=ann, team=team, talk_seconds=411)
    return Words(**PARTS, next_step_due=date(2026, 11, 30), records=[record])


@pytest.fixture
def sent(words: Words, ann: User, lea: User) -> Feedback:
    return send_feedback(lea, feedback=draft_feedback(lea, agent=ann, words=words))


def test_it_works(sent: Feedback, ann: User, lea: User, client: Client) -> None:
    client.force_login(ann)
    page = client.get("/me/feedback/").content.decode()
    assert "먼저 요약하기" in page
    assert "N-261102-0001" in page
    assert "6:51" in page
    url = f"/feedback/{sent.number}/respond/"
    assert client.post(url, {"verb": "acknowledge", "text": ""}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "acknowledged"
    assert Notice.objects.get(user=lea).kind == "feedback.acknowledged"


def test_a_draft_is_the_leads_alone(words: Words, ann: User, lea: User, client: Client) -> None:
    draft = draft_feedback(lea, agent=ann, words=words)
    client.force_login(ann)
    assert client.get(f"/feedback/{draft.number}/").status_code == 404
    assert not Notice.objects.filter(user=ann).exists()
    send_feedback(lea, feedback=draft)
    assert client.get(f"/feedback/{draft.number}/").status_code == 200
    assert Notice.objects.get(user=ann).kind == "feedback.sent"


def test_it_rests_on_a_record_or_a_figure(ann: User, lea: User, team: Team) -> None:
    bare = Words(**PARTS, next_step_due=date(2026, 11, 30))
    with pytest.raises(ValidationError) as refused:
        send_feedback(lea, feedback=draft_feedback(lea, agent=ann, words=bare))
    assert "records" in refused.value.message_dict
    contact(day(0), agent=ann, team=team, talk_seconds=400)
    count_everything()
    figure = snapshot("aht", ann, date(2026, 11, 1), date(2026, 11, 18), author=lea)
    assert (figure["value"], figure["n"]) == (400, 1)
    whole = Words(**PARTS, next_step_due=date(2026, 11, 30), figure=figure)
    assert send_feedback(lea, feedback=draft_feedback(lea, agent=ann, words=whole)).state == "sent"


def test_only_a_led_agents_own_records(words: Words, lea: User, otto: User, ann: User) -> None:
    with pytest.raises(PermissionDenied):
        draft_feedback(lea, agent=otto, words=words)
    foreign = Words(**PARTS, records=[contact(day(1), agent=otto)])
    with pytest.raises(ValidationError):
        draft_feedback(lea, agent=ann, words=foreign)


def test_a_dispute_comes_back_and_is_answered(sent: Feedback, ann: User, lea: User) -> None:
    with pytest.raises(ValidationError):
        dispute(ann, feedback=sent, text=" ")
    assert dispute(ann, feedback=sent, text="장애가 있었습니다.").state == "disputed"
    assert reply(lea, feedback=sent, text="다시 보겠습니다.").state == "answered"
    assert acknowledge(ann, feedback=sent).state == "acknowledged"
    kinds = list(sent.messages.values_list("kind", flat=True))
    assert kinds == ["dispute", "reply", "acknowledgement"]


def test_an_answer_leaves_the_state(sent: Feedback, ann: User) -> None:
    assert answer(ann, feedback=sent, text="해 보겠습니다.").state == "sent"


def test_an_edit_after_sending_keeps_the_earlier_words(
    sent: Feedback, words: Words, lea: User, ann: User, client: Client
) -> None:
    changed = Words(**{**PARTS, "change": "짧게 요약합니다."}, next_step_due=date(2026, 11, 30),
                    records=words.records)  # fmt: skip
    edit_feedback(lea, feedback=sent, words=changed)
    sent.refresh_from_db()
    assert (sent.revision, sent.versions.get().fields["change"]) == (2, "요약을 먼저 말합니다.")
    client.force_login(ann)
    page = client.get(f"/feedback/{sent.number}/").content.decode()
    assert "요약을 먼저 말합니다.</del>" in page
    assert "짧게 요약합니다.</ins>" in page


def test_nobody_else_takes_part(sent: Feedback, otto: User, quinn: User, ada: User) -> None:
    for stranger in (otto, quinn, ada):
        assert not Feedback.objects.visible_to(stranger).exists()
        with pytest.raises(PermissionDenied):
            acknowledge(stranger, feedback=sent)
        with pytest.raises(PermissionDenied):
            reply(stranger, feedback=sent, text="x")


def test_what_was_sent_stays(sent: Feedback, lea: User) -> None:
    with pytest.raises(ValidationError):
        discard_feedback(lea, feedback=sent)


def test_a_lead_writes_it_from_a_record(client: Client, words: Words, lea: User, ann: User) -> None:
    client.force_login(lea)
    url = "/feedback/new/?agent=A-0001&record=N-261102-0001"
    assert 'value="N-261102-0001" checked' in client.get(url).content.decode()
    posted = {**PARTS, "next_step_due": "2026-11-30", "records": ["N-261102-0001"]}
    assert "요약을 먼저" in client.post(url, {**posted, "preview": "1"}).content.decode()
    assert not Feedback.objects.exists()
    unfinished = client.post(url, {**posted, "change": "", "send": "1"})
    assert unfinished.status_code == 422
    assert not Feedback.objects.exists()
    client.post(url, {**posted, "send": "1"})
    feedback = Feedback.objects.get()
    assert (feedback.state, feedback.agent) == ("sent", ann)


def test_somebody_elses_agent_is_unknown(client: Client, lea: User, otto: User) -> None:
    client.force_login(lea)
    assert client.get(f"/feedback/new/?agent={otto.code}").status_code == 404


def test_evidence_comes_from_the_teams_led(
    ann: User, lea: User, team: Team, other_team: Team, client: Client
) -> None:
    """What the agent did in an earlier team is not this lead's."""
    contact(day(0), number="N-261102-0001", agent=ann, team=team, talk_seconds=400)
    contact(day(0), number="N-261102-0002", agent=ann, team=other_team, talk_seconds=200)
    count_everything()
    client.force_login(lea)
    url = f"/feedback/new/?agent={ann.code}&kpi=aht&from=2026-11-01&to=2026-11-18"
    page = client.get(url).content.decode()
    assert "N-261102-0001" in page
    assert "N-261102-0002" not in page
    figure = snapshot("aht", ann, date(2026, 11, 1), date(2026, 11, 18), author=lea)
    assert (figure["value"], figure["n"]) == (400, 1)
