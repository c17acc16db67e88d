"""Records agents of the demo centre object to: one is waiting, one was declined, one upheld."""

from __future__ import annotations

from interactions.models import Consultation
from interactions.services import disputes

from .standing import Standing

LEAD = "jungmin.lee"
RAISED = (
    ("seoyeon.kim", "후처리를 끝내지 못한 채 다음 전화가 연결되어 처리시간이 길게 남았습니다."),
    ("minjun.choi", "통화가 길었지만 고객이 설명을 원한 건이라 빼 주셨으면 합니다."),
    ("doyun.lee", "시스템 점검 중 시험으로 건 통화입니다."),
)
DECLINED = "설명이 길어진 것도 상담의 일부라 집계에 둡니다. 유형 보정 값으로 비교합니다."
UPHELD = "시험 통화로 확인했습니다."


def write(standing: Standing) -> None:
    """Needs the records threaded; each dispute is about the agent's longest recent contact."""
    people, lead = standing.people, standing.people[LEAD]
    _open, declined, upheld = (
        disputes.raise_dispute(people[name], consultation=_record(people[name].pk), reason=reason)
        for name, reason in RAISED
    )
    disputes.decline(lead, dispute=declined, answer=DECLINED)
    disputes.uphold(lead, dispute=upheld, answer=UPHELD)


def _record(agent_id: int) -> Consultation:
    own = Consultation.objects.filter(agent_id=agent_id, exclusion=None, answered=True)
    recent = own.filter(handling_seconds__isnull=False).order_by("-started_at", "-id")[:40]
    return max(recent, key=lambda row: (row.handling_seconds or 0, row.pk))
