"""Who works in the demo centre, and how each agent differs."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "hanbit-2026"  # noqa: S105 - the demo centre's, printed at every start
COMPANY = "한빛생활 고객센터"
TEAMS = (("support-1", "상담1팀"), ("support-2", "상담2팀"), ("chat", "채팅팀"))


@dataclass(frozen=True)
class DemoAgent:
    """`pace` multiplies talk time, `care` the chance that the matter is really solved.

    `joined` is days before the end of the demo centre's time; 0 means long before its start.
    """

    name: str
    username: str
    team: str
    pace: float = 1.0
    care: float = 1.0
    warmth: float = 0.0
    joined: int = 0


FAST_BUT_RETURNING = "eunwoo.cho"
NEW_AGENT = "yujin.oh"
AGENTS = (
    DemoAgent("김서연", "seoyeon.kim", "support-1", 1.02, 1.07, 0.15),
    DemoAgent("조은우", FAST_BUT_RETURNING, "support-1", 0.74, 0.72, -0.10),
    DemoAgent("오유진", NEW_AGENT, "support-1", 1.32, 0.90, 0.0, joined=42),
    DemoAgent("최민준", "minjun.choi", "support-1", 1.18, 0.97),
    DemoAgent("한지호", "jiho.han", "support-1", 0.99, 0.95),
    DemoAgent("윤서아", "seoa.yoon", "support-1", 1.00, 1.00, -0.35),
    DemoAgent("장시우", "siwoo.jang", "support-1", 1.09, 0.99),
    DemoAgent("박지우", "jiwoo.park", "support-1", 1.05, 1.03),
    DemoAgent("강예린", "yerin.kang", "support-1", 1.03, 1.06, 0.40),
    DemoAgent("이도윤", "doyun.lee", "support-1", 0.91, 1.00),
    DemoAgent("정하늘", "haneul.jung", "support-1", 1.00, 1.02),
    DemoAgent("임수빈", "subin.lim", "support-1", 1.01, 1.03),
    DemoAgent("오현우", "hyunwoo.oh", "support-2", 0.97, 1.01),
    DemoAgent("서지안", "jian.seo", "support-2", 1.04, 1.00),
    DemoAgent("신유나", "yuna.shin", "support-2", 1.10, 1.02, 0.20),
    DemoAgent("권도현", "dohyun.kwon", "support-2", 0.95, 0.97),
    DemoAgent("황민서", "minseo.hwang", "support-2", 1.01, 1.00),
    DemoAgent("안지훈", "jihun.ahn", "support-2", 1.15, 1.04),
    DemoAgent("송하은", "haeun.song", "support-2", 0.93, 0.98, -0.15),
    DemoAgent("유건우", "gunwoo.yoo", "support-2", 1.02, 0.99),
    DemoAgent("홍채원", "chaewon.hong", "support-2", 1.00, 1.03, 0.10),
    DemoAgent("전우진", "woojin.jeon", "support-2", 1.07, 0.96),
    DemoAgent("고은채", "eunchae.ko", "support-2", 0.98, 1.01),
    DemoAgent("문태오", "taeo.moon", "support-2", 1.12, 1.00, joined=150),
    DemoAgent("양소율", "soyul.yang", "chat", 0.96, 1.00),
    DemoAgent("손지민", "jimin.son", "chat", 1.02, 1.02, 0.20),
    DemoAgent("배준서", "junseo.bae", "chat", 1.08, 0.98),
    DemoAgent("백아린", "arin.baek", "chat", 1.00, 1.01),
    DemoAgent("허이안", "ian.heo", "chat", 0.94, 0.97, -0.20),
    DemoAgent("남다은", "daeun.nam", "chat", 1.05, 1.04),
    DemoAgent("심로운", "roun.shim", "chat", 1.00, 0.99),
    DemoAgent("노윤우", "yunwoo.noh", "chat", 0.99, 1.00),
    DemoAgent("하서준", "seojun.ha", "chat", 1.11, 1.03, 0.10),
    DemoAgent("곽나은", "naeun.kwak", "chat", 1.03, 0.98),
    DemoAgent("성주원", "juwon.sung", "chat", 0.97, 1.00),
    DemoAgent("차은별", "eunbyul.cha", "chat", 1.06, 1.02, joined=90),
)
LEADS = (
    ("이정민", "jungmin.lee", "support-1"),
    ("박선영", "sunyoung.park", "support-2"),
    ("김태호", "taeho.kim", "chat"),
)
OTHERS = (
    ("정하나", "hana.jung", "admin"),
    ("윤미래", "mirae.yoon", "qa"),
    ("최영도", "youngdo.choi", "executive"),
)
SHOWN = ("seoyeon.kim", "jungmin.lee", "mirae.yoon", "hana.jung", "youngdo.choi")
"""The accounts whose log-ins are printed, one of each role."""

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허남심노하곽성차주우"
GIVEN = (
    "민수", "영희", "지은", "현정", "성호", "미경", "은주", "정훈", "수진", "동현", "혜진", "상우",
    "지영", "경민", "보람", "승현", "유리", "태영", "선희", "재민", "가은", "나래", "다솜", "명수",
    "병철", "소희", "아영", "우석", "재희", "찬호", "필립", "해준", "규리", "두리", "예지", "원석",
)  # fmt: skip
