"""Targets, goals and feedback of the demo centre, in every state the product knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from crm.core import clock
from crm.people.models import User
from interactions.models import Consultation
from performance.models import Feedback, Goal, Target
from performance.services import feedback as feedbacks
from performance.services import goals
from performance.services.feedback import Words
from performance.services.goals import Aim
from performance.services.targets import load_targets

from .people import FAST_BUT_RETURNING, NEW_AGENT
from .standing import Standing

# KPI, target, caution line, minimum sample; proportions 0–1, seconds, csat_mean 0–100.
CENTRE = (
    ("aht", 350, 380, 30),
    ("resolution_rate", 0.86, 0.82, 30),
    ("fcr", 0.75, 0.68, 30),
    ("csat_mean", 82.5, 78.75, 30),
    ("csat", 0.80, 0.74, 30),
    ("service_level", 0.80, 0.72, 50),
    ("abandonment", 0.05, 0.08, 50),
    ("answer_rate", 0.95, 0.92, 50),
    ("asa", 20, 30, 30),
    ("transfer_rate", 0.02, 0.035, 50),
    ("follow_up_on_time", 0.95, 0.90, 15),
    ("first_response_time", 4500, 5400, 30),
)


def build(standing: Standing, *, first: date, until: date) -> None:
    _targets(standing, first, until)
    _goals(standing, until)
    _feedback(standing, until)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.at(day, time(hour, minute))


def _targets(standing: Standing, first: date, until: date) -> None:
    """The centre's from the first day; handling time was tightened at the turn of the quarter."""
    admin = standing.people["hana.jung"]
    rows = [
        Target(kpi=kpi, value=value, caution=caution, minimum_sample=sample, starts_on=first,
               created_by=admin, reason="운영 시작 기준")
        for kpi, value, caution, sample in CENTRE
    ]  # fmt: skip
    rows[0].value, rows[0].caution = 370, 400
    quarter = date(until.year, (until.month - 1) // 3 * 3 + 1, 1)
    rows.append(
        Target(kpi="aht", value=350, caution=380, minimum_sample=30, starts_on=quarter,
               created_by=admin, reason="상반기 실적을 반영해 낮춤")
    )  # fmt: skip
    rows.append(
        Target(kpi="follow_up_on_time", team=standing.teams["chat"], value=0.98, caution=0.94,
               minimum_sample=15, starts_on=quarter, created_by=admin, reason="채팅팀 약속")
    )  # fmt: skip
    pickup = standing.types["반품·교환", "회수", "회수 지연"]
    rows.append(
        Target(kpi="aht", type=pickup, value=560, caution=620, minimum_sample=30,
               starts_on=quarter, created_by=admin, reason="오래 걸리는 유형")
    )  # fmt: skip
    load_targets(admin, rows)


def _goals(standing: Standing, until: date) -> None:
    people, teams = standing.people, standing.teams
    lead, month = people["jungmin.lee"], until.replace(day=1)
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter = date(until.year, (until.month - 1) // 3 * 3 + 1, 1)
    quarter_end = (quarter + timedelta(days=95)).replace(day=1) - timedelta(days=1)

    def active(kpi: str, first: date, end: date, target: float, objective: str) -> Goal:
        aim = Aim(kpi, first, end, target, team=teams["support-1"], objective=objective)
        return goals.set_goal(lead, aim=aim, owner=lead, at=_at(first, 10))

    handling = active("aht", quarter, quarter_end, 350, "응답을 기다리는 고객을 줄인다")
    goals.check_in(
        lead, goal=handling, text="반품 회수 문의가 늘어 원인을 확인함.", at=_at(until, 11)
    )
    callbacks = active("follow_up_on_time", month, last, 0.95, "약속한 연락을 지킨다")
    for days, text in (
        (14, "첫 주 점검. 오후 콜백이 밀림."),
        (7, "콜백 시간대를 오전으로 조정함."),
    ):
        day = max(month, until - timedelta(days=days))
        goals.check_in(lead, goal=callbacks, text=text, at=_at(day, 15))
    active("csat_mean", quarter, quarter_end, 82.5, "다시 찾는 고객을 늘린다")
    active("resolution_rate", month, last, 0.86, "한 번에 해결한다")
    done = active("transfer_rate", before, month - timedelta(days=1), 0.02, "이관을 줄인다")
    goals.close_goal(None, goal=done, at=_at(month, 1))
    proposals = (
        ("seoyeon.kim", "csat_mean", 85.0, "설명을 먼저 요약한다"),
        (NEW_AGENT, "aht", 420, "입사 3개월 안에 팀 수준에 가까워진다"),
        ("minjun.choi", "aht", 200, "처리 속도를 크게 높인다"),
    )
    proposed = [
        goals.propose_goal(
            people[name],
            aim=Aim(kpi, month, last, target, agent=people[name], objective=objective),
            at=_at(until, 10),
        )
        for name, kpi, target, objective in proposals
    ]
    goals.accept_goal(lead, goal=proposed[1], at=_at(until, 14))
    reason = "지금 유형 구성으로는 어렵습니다. 360초부터 시작합시다."
    goals.decline_goal(lead, goal=proposed[2], reason=reason, at=_at(until, 14, 20))


def _records(agent: User, count: int, **facts: object) -> Sequence[Consultation]:
    found = Consultation.objects.filter(agent=agent, exclusion=None, answered=True, **facts)
    return list(found.order_by("-started_at", "-id")[:count])


def _send(lead: User, agent: User, words: Words, at: datetime) -> Feedback:
    draft = feedbacks.draft_feedback(lead, agent=agent, words=words, at=at)
    return feedbacks.send_feedback(lead, feedback=draft, at=at + timedelta(minutes=15))


def _feedback(standing: Standing, until: date) -> None:
    people = standing.people
    lead = people["jungmin.lee"]
    soon = until + timedelta(days=7)

    def words(username: str, title: str, well: str, change: str, step: str) -> Words:
        records = _records(people[username], 2)
        return Words(
            title=title, evidence="최근 기록에서 같은 흐름이 보였습니다.", went_well=well,
            change=change, next_step=step, next_step_due=soon, records=records,
        )  # fmt: skip

    waiting = words(
        "seoyeon.kim", "회수 지연 응대 – 같은 말을 다시 하지 않게",
        "앞선 이력을 먼저 요약해 고객이 처음부터 설명하지 않아도 됐습니다.",
        "회수 확정 전에는 ‘예정’으로 안내하고, 확인 콜백을 같은 통화에서 잡아 주세요.",
        "회수 지연은 저장 전에 콜백 예약",
    )  # fmt: skip
    _send(lead, people["seoyeon.kim"], waiting, _at(until, 16))
    read = words(
        "yerin.kang", "어려운 불만을 차분하게 풀어낸 통화", "고객의 말을 끝까지 듣고 정리했습니다.",
        "처리 내용에 약속한 날짜를 함께 적어 주세요.", "좋은 사례로 팀 회의에서 공유",
    )  # fmt: skip
    sent = _send(lead, people["yerin.kang"], read, _at(until - timedelta(days=6), 15))
    feedbacks.acknowledge(
        people["yerin.kang"], feedback=sent, text="회의에서 공유하겠습니다.",
        at=_at(until - timedelta(days=5), 10),
    )  # fmt: skip
    fast = words(
        FAST_BUT_RETURNING, "빠르지만 다시 연락이 오는 상담", "응대 속도가 안정적입니다.",
        "끝내기 전에 남은 궁금한 점을 한 번 더 확인해 주세요.", "마무리 질문 한 가지 넣기",
    )  # fmt: skip
    doubt = _send(lead, people[FAST_BUT_RETURNING], fast, _at(until - timedelta(days=4), 11))
    feedbacks.dispute(
        people[FAST_BUT_RETURNING], feedback=doubt,
        text="한 건은 물류 시스템 장애로 확정 시각을 조회할 수 없었습니다.",
        at=_at(until - timedelta(days=3), 17),
    )  # fmt: skip
    late = words(
        "minjun.choi", "후처리 시간을 나누어 쓰기", "기록이 자세해 다음 상담원이 바로 이어받았습니다.",
        "요약을 먼저 적고 세부는 필요한 만큼만 적어 주세요.", "상용 문구 세 개 정하기",
    )  # fmt: skip
    asked = _send(lead, people["minjun.choi"], late, _at(until - timedelta(days=12), 14))
    feedbacks.dispute(
        people["minjun.choi"], feedback=asked, text="교육 주간이라 평소와 달랐습니다.",
        at=_at(until - timedelta(days=11), 10),
    )  # fmt: skip
    feedbacks.reply(
        lead, feedback=asked, text="교육 주간을 빼고 다시 보았습니다. 다음 주에 함께 봅시다.",
        at=_at(until - timedelta(days=10), 9),
    )  # fmt: skip
    new = words(
        NEW_AGENT, "입사 6주차 – 처음 듣는 유형에서", "모르는 것을 바로 물어본 점이 좋았습니다.",
        "보류 전에 예상 시간을 먼저 말해 주세요.", "보류 안내 문장 연습",
    )  # fmt: skip
    feedbacks.draft_feedback(lead, agent=people[NEW_AGENT], words=new, at=_at(until, 17))
