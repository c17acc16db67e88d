"""How numbers, dates, times and durations are written, in both languages: the only place.

Every function answers in the active language. A missing value is `—`, a minus is U+2212.
Proportions are 0–1, durations seconds; days are local days, moments aware datetimes, shown in the
centre's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import get_language

from . import clock

Number = int | float | Decimal
MISSING = "—"
MINUS = "−"


class Unit(StrEnum):
    """What a number counts; decides digits and suffix."""

    PLAIN = "plain"  # 4,458
    COUNT = "count"  # 4,458건 · 4,458
    PEOPLE = "people"  # 12명 · 12
    TIMES = "times"  # 6회 · 6
    DAYS = "days"  # 7일 · 7 d
    PERCENT = "percent"  # proportion: 79.2%
    SHARE = "share"  # proportion without decimals: 79%
    PP = "pp"  # difference of proportions: 2.3%p · 2.3 pp
    DURATION = "duration"  # seconds as m:ss
    LONG = "long"  # seconds as 2시간 10분 · 2 h 10 min
    HOURS = "hours"  # seconds as 10.5시간 · 10.5 h
    SECONDS = "seconds"  # 6.8초 · 6.8 s
    SCORE5 = "score5"  # 4.25/5
    SCORE10 = "score10"  # 8.4/10
    SCORE100 = "score100"  # 90.8점 · 90.8
    POINTS = "points"  # 0.03 without scale, for differences of scores
    MONEY = "money"  # 12,000원 · ₩12,000
    MONEY_AXIS = "money-axis"  # 1.2만 · ₩12,000
    DECIMAL = "decimal"  # 1.35


@dataclass(frozen=True)
class _Words:
    """Suffixes by unit, `(singular and plural alike)`, and the words of relative time."""

    suffix: dict[Unit, str]
    hour: str
    minute: str
    day: str
    just_now: str
    ago: str
    since: str


_KO = _Words(
    suffix={
        Unit.COUNT: "건",
        Unit.PEOPLE: "명",
        Unit.TIMES: "회",
        Unit.DAYS: "일",
        Unit.PP: "%p",
        Unit.HOURS: "시간",
        Unit.SECONDS: "초",
        Unit.SCORE100: "점",
        Unit.MONEY: "원",
    },
    hour="{}시간",
    minute="{}분",
    day="{}일",
    just_now="방금",
    ago="{} 전",
    since="{}째",
)
_EN = _Words(
    suffix={Unit.DAYS: " d", Unit.PP: " pp", Unit.HOURS: " h", Unit.SECONDS: " s"},
    hour="{} h",
    minute="{} min",
    day="{} days",
    just_now="just now",
    ago="{} ago",
    since="{}",
)
_DECIMALS = {
    Unit.PERCENT: 1,
    Unit.PP: 1,
    Unit.HOURS: 1,
    Unit.SCORE5: 2,
    Unit.SCORE10: 1,
    Unit.SCORE100: 1,
    Unit.POINTS: 2,
    Unit.DECIMAL: 2,
}
_SCALE = {Unit.PERCENT: 100, Unit.SHARE: 100, Unit.PP: 100, Unit.HOURS: 1 / 3600}
_KO_DAYS = "월화수목금토일"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def _korean() -> bool:
    return not (get_language() or "ko").startswith("en")


def _words() -> _Words:
    return _KO if _korean() else _EN


# ---- numbers ---------------------------------------------------------------------------------


def parts(
    value: Number | None, unit: Unit | str = Unit.PLAIN, *, decimals: int | None = None
) -> tuple[str, str]:
    """Digits and suffix apart, for large print: `("4,458", "건")`, `("4.25", "/5")`."""
    unit = Unit(unit)
    if value is None:
        return MISSING, ""
    if unit in (Unit.DURATION, Unit.LONG):
        return _sign(value) + _DURATIONS[unit](abs(float(value))), ""
    size = abs(float(value)) * _SCALE.get(unit, 1)
    if unit is Unit.MONEY_AXIS and _korean() and size >= 10_000:
        return _sign(value) + _trimmed(size / 10_000), "만"
    digits = _digits(size, unit, decimals)
    sign = _sign(value) if any(character in "123456789" for character in digits) else ""
    if unit in (Unit.MONEY, Unit.MONEY_AXIS) and not _korean():
        return f"{sign}₩{digits}", ""
    return sign + digits, _suffix(unit)


def number(
    value: Number | None, unit: Unit | str = Unit.PLAIN, *, decimals: int | None = None
) -> str:
    """`4,458건`, `79.2%`, `6:05`, `4.25/5`, `12,000원`; `—` when there is none."""
    return "".join(parts(value, unit, decimals=decimals))


def change(
    value: Number | None, unit: Unit | str = Unit.PLAIN, *, decimals: int | None = None
) -> str:
    """A difference with its sign: `+2.3%p`, `−4초`; zero carries none."""
    text = number(value, unit, decimals=decimals)
    positive = value is not None and value > 0 and any(c in "123456789" for c in text)
    return f"+{text}" if positive else text


def capped(value: int, most: int = 10_000) -> str:
    """A count that was not counted past `most`: `10,000+건`."""
    if value <= most:
        return number(value, Unit.COUNT)
    digits, suffix = parts(most, Unit.COUNT)
    return f"{digits}+{suffix}"


def _sign(value: Number) -> str:
    return MINUS if value < 0 else ""


def _digits(size: float, unit: Unit, decimals: int | None) -> str:
    if decimals is None:
        decimals = _DECIMALS.get(unit, 0)
        if unit is Unit.SECONDS and size < 60 and size != int(size):
            decimals = 1
    exact = Decimal(repr(size)).quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    return f"{exact:,f}"


def _trimmed(size: float) -> str:
    return f"{size:,.1f}".removesuffix(".0")


def _suffix(unit: Unit) -> str:
    fixed = {Unit.PERCENT: "%", Unit.SHARE: "%", Unit.SCORE5: "/5", Unit.SCORE10: "/10"}
    return fixed.get(unit) or _words().suffix.get(unit, "")


# ---- durations -------------------------------------------------------------------------------


def _clocklike(seconds: float) -> str:
    whole = int(seconds + 0.5)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _long(seconds: float) -> str:
    """The two largest of days, hours and minutes; under an hour minutes alone."""
    words = _words()
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        shown = [_days(days), words.hour.format(hours) if hours else ""]
    elif hours:
        shown = [words.hour.format(hours), words.minute.format(minutes) if minutes else ""]
    else:
        shown = [words.minute.format(minutes)]
    return " ".join(filter(None, shown))


_DURATIONS = {Unit.DURATION: _clocklike, Unit.LONG: _long}


def _days(count: int) -> str:
    return "1 day" if count == 1 and not _korean() else _words().day.format(f"{count:,}")


# ---- days and moments ------------------------------------------------------------------------


def day(value: date | None) -> str:
    """`2026.11.19` · `19 Nov 2026`."""
    if value is None:
        return MISSING
    if _korean():
        return f"{value:%Y.%m.%d}"
    return f"{value.day} {_EN_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | None) -> str:
    """Without year and weekday, for axes: `11.19` · `19 Nov`."""
    if value is None:
        return MISSING
    if _korean():
        return f"{value.month}.{value.day:02d}"
    return f"{value.day} {_EN_MONTHS[value.month - 1]}"


def weekday(value: date | None) -> str:
    """`11.19 (목)` · `Thu 19 Nov`."""
    if value is None:
        return MISSING
    name = weekday_name(value.isoweekday())
    return f"{short_day(value)} ({name})" if _korean() else f"{name} {short_day(value)}"


def weekday_name(iso: int) -> str:
    """Short name of an ISO weekday (1 = Monday): `월` · `Mon`."""
    return _KO_DAYS[iso - 1] if _korean() else _EN_DAYS[iso - 1]


def month(value: date | None) -> str:
    """`2026.11` · `Nov 2026`."""
    if value is None:
        return MISSING
    if _korean():
        return f"{value:%Y.%m}"
    return f"{_EN_MONTHS[value.month - 1]} {value.year}"


def span(first: date | None, last: date | None) -> str:
    """Both ends included: `2026.11.02 – 11.19` · `2–19 Nov 2026`."""
    if first is None or last is None or first == last:
        return day(first or last)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if _korean():
        return f"{day(first)} – {last:%m.%d}"
    if first.month == last.month:
        return f"{first.day}–{day(last)}"
    return f"{short_day(first)} – {day(last)}"


def time(value: datetime | None) -> str:
    """`14:30`, on the centre's clock."""
    return f"{clock.local(value):%H:%M}" if value else MISSING


def moment(value: datetime | None) -> str:
    """`11.19 (목) 14:30` · `Thu 19 Nov 14:30`; with the year when it is not the present one."""
    if value is None:
        return MISSING
    local = clock.local(value)
    if local.year == clock.today().year:
        return f"{weekday(local.date())} {local:%H:%M}"
    return f"{day(local.date())} {local:%H:%M}"


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """`방금`, `4분 전`, `3일 전` · `just now`, `4 min ago`, `3 days ago`."""
    if value is None:
        return MISSING
    seconds = ((now or clock.now()) - value).total_seconds()
    return _words().just_now if seconds < 60 else _words().ago.format(_rough(seconds))


def since(value: datetime | None, now: datetime | None = None) -> str:
    """How long something has been going on: `방금`, `4분째` · `just now`, `4 min`."""
    if value is None:
        return MISSING
    seconds = ((now or clock.now()) - value).total_seconds()
    return _words().just_now if seconds < 60 else _words().since.format(_rough(seconds))


def _rough(seconds: float) -> str:
    """The largest unit alone: minutes, hours or days."""
    if seconds < 3600:
        return _words().minute.format(int(seconds // 60))
    if seconds < 86_400:
        return _words().hour.format(int(seconds // 3600))
    return _days(int(seconds // 86_400))
