"""FAQ entries of the demo centre: published ones with versions, one draft, one due for review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from crm.core import clock
from crm.people.models import User
from interactions.models import FaqEntry, FaqVersion, InquiryType
from interactions.services.faq import index_entries

TypeKey = tuple[str, str, str]

ENTRIES: tuple[tuple[str, str, TypeKey, str], ...] = (
    ("pickup-missed", "회수 기사 미방문 – 긴급 재배차 절차", ("반품·교환", "회수", "회수 지연"),
     ("1. 물류 콘솔에서 재배차 긴급으로 요청하고 배정 시간대를 확인합니다.\n"
      "2. 배정 시간대와 기사 연락처를 문자로 발송합니다.\n"
      "3. 영업일 1일 안에 회수 여부를 콜백으로 확인합니다.\n"
      "4. 3회 이상 미방문이면 선환불 대상입니다. 팀장 승인 뒤 진행합니다.")),
    ("refund-when", "반품 환불은 언제 되나요?", ("주문·결제", "환불", "환불 지연"),
     ("1. 회수 상품이 물류센터에 도착하면 영업일 2일 안에 검수합니다.\n"
      "2. 검수 뒤 카드 결제는 승인 취소까지 3–5일, 계좌 입금은 1일 걸립니다.\n"
      "3. 부분 환불은 할인 배분 기준에 따라 계산합니다.")),
    ("visit-compensation", "3회 이상 미방문 시 보상 기준", ("불만·제안", "보상", "보상 요청"),
     ("1. 같은 접수 건에서 기사 미방문이 3회 이상인지 기록을 확인합니다.\n"
      "2. 포인트 5,000점 또는 배송비 전액 중 고객이 고른 것으로 보상합니다.")),
    ("delivery-late", "배송이 예정일을 넘겼을 때", ("배송·설치", "배송", "배송 지연"),
     ("1. 물류센터에 현재 위치를 확인합니다.\n2. 새 도착 예정일을 확정해 문자로 알립니다.\n"
      "3. 3일 이상 늦으면 배송비를 환급합니다.")),
    ("address-change", "배송지는 언제까지 바꿀 수 있나요?", ("배송·설치", "배송", "배송지 변경"),
     "1. 출고 전이면 주문 화면에서 바로 바꿉니다.\n2. 출고 뒤에는 배송사에 요청하며, 도착이 하루 늦어질 수 있습니다."),
    ("damaged-item", "파손된 상품을 받았을 때", ("배송·설치", "배송", "파손 배송"),
     "1. 외관과 상자 사진을 받습니다.\n2. 교환과 환불 중 고객이 고릅니다.\n3. 회수와 교환 출고를 함께 접수합니다."),
    ("install-date", "설치 날짜 바꾸기", ("배송·설치", "설치", "설치 일정"),
     "1. 설치 이틀 전까지는 원하는 날짜로 바꿉니다.\n2. 그 뒤에는 설치팀에 확인하고 30분 안에 콜백합니다."),
    ("return-terms", "반품할 수 있는 기간과 배송비", ("반품·교환", "신청", "반품 규정"),
     "1. 받은 날부터 7일 안에 신청합니다.\n2. 단순 변심은 왕복 배송비가 듭니다.\n3. 불량은 30일 안에 배송비 없이 반품합니다."),
    ("exchange-stock", "교환 상품 재고가 없을 때", ("반품·교환", "교환", "교환 지연"),
     "1. 입고 예정일을 확인해 알립니다.\n2. 7일을 넘기면 환불로 바꿀 수 있음을 먼저 안내합니다."),
    ("app-connect", "앱에 제품이 연결되지 않을 때", ("상품·사용", "사용법", "앱 연결"),
     "1. 공유기의 2.4GHz 신호인지 확인합니다.\n2. 제품 전원을 10초간 껐다 켭니다.\n3. 앱에서 제품을 지우고 다시 등록합니다."),
    ("filter-cycle", "필터 청소와 교체 주기", ("상품·사용", "사용법", "청소·관리"),
     "1. 프리필터는 2주마다 물로 씻어 말립니다.\n2. 집진 필터는 6–12개월마다 바꿉니다."),
    ("no-power", "전원이 켜지지 않을 때", ("AS·보증", "고장", "전원 불량"),
     "1. 다른 콘센트에 꽂아 봅니다.\n2. 어댑터 표시등을 확인합니다.\n3. 그래도 켜지지 않으면 AS를 접수합니다."),
    ("water-leak", "물이 샐 때 먼저 할 일", ("AS·보증", "고장", "누수"),
     "1. 전원을 끄고 사용을 멈추게 합니다.\n2. 물통 접합부와 수평을 확인합니다.\n3. 방문 점검을 예약합니다."),
    ("as-fee", "AS 비용은 어떻게 정해지나요?", ("AS·보증", "AS", "AS 비용"),
     "1. 보증 기간 안의 고장은 무상입니다.\n2. 사용자 과실은 부품비와 출장비가 듭니다."),
    ("password-reset", "비밀번호를 잊었을 때", ("회원·혜택", "회원", "로그인"),
     "1. 본인 확인 뒤 재설정 링크를 문자로 보냅니다.\n2. 링크는 30분 동안 쓸 수 있습니다."),
    ("subscription-cycle", "정기 배송 주기 바꾸기", ("회원·혜택", "혜택", "정기 배송"),
     "1. 다음 발송 3일 전까지 바꿉니다.\n2. 바뀐 주기는 그다음 발송부터 적용합니다."),
)  # fmt: skip
DRAFT = "subscription-cycle"


def build(
    rng: Random, owners: list[User], types: Mapping[TypeKey, InquiryType], until: date
) -> None:
    """Entries published over the demo centre's time; the last one is still a draft."""
    for slug, title, key, body in ENTRIES:
        owner = rng.choice(owners)
        entry = FaqEntry(slug=slug, type=types[key], owner=owner, title=title, body=body)
        if slug == DRAFT:
            entry.draft_title, entry.draft_body = title, body
            entry.save()
            index_entries([entry])
            continue
        since = until - timedelta(days=rng.randint(20, 380))
        entry.state, entry.version = FaqEntry.State.PUBLISHED, rng.choice((1, 1, 2))
        entry.published_at = clock.day_bounds(since)[0] + timedelta(hours=14)
        entry.review_on = since + timedelta(days=rng.choice((120, 180, 365)))
        entry.save()
        index_entries([entry])
        for version in range(1, entry.version + 1):
            whole = version == entry.version
            FaqVersion.objects.create(
                entry=entry,
                version=version,
                title=title,
                body=body if whole else body.rpartition("\n")[0],
                published_by=owner,
                published_at=entry.published_at - timedelta(days=30 * (entry.version - version)),
            )
