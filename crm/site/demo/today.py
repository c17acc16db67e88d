"""What the demo centre's people still have to do: promises that fall due today and tomorrow."""

from __future__ import annotations

from crm.core import clock
from interactions.models import Consultation
from interactions.services import follow_ups
from interactions.services.follow_ups import Promise

from .standing import Standing

HOUR = 3600
#: Whose promise, after how many hours of business time, about what.
PROMISED = (
    ("seoyeon.kim", 2, "회수 기사 배정 확인 후 연락"),
    ("seoyeon.kim", 11, "교환 상품 출고 여부 안내"),
    ("jiho.han", 3, "환불 처리 결과 안내"),
    ("jian.seo", 4, "부품 입고 일정 안내"),
)


def write(standing: Standing) -> None:
    """Each about one of the agent's last contacts with a known customer, the newest first."""
    now = clock.now()
    for place, (name, hours, note) in enumerate(PROMISED):
        agent = standing.people[name]
        own = Consultation.objects.filter(agent=agent, answered=True, exclusion=None)
        about = own.filter(customer__isnull=False, follow_ups=None).order_by("-started_at", "-id")
        due = clock.add_business_seconds(now, hours * HOUR)
        follow_ups.book(
            agent, consultation=about[place], promise=Promise(due, note), assignee=agent
        )
