"""The first proposal for a file: what was chosen before, else what its headings say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from crm.core.imports.cells import text_of
from crm.core.imports.reading import open_source
from crm.core.masking import mask_contacts, mask_secrets

from ..models import ImportRun
from .targets import TARGETS

#: Rows looked at for samples, samples of a column, letters of a sample.
ROWS, SAMPLES, LETTERS = 200, 5, 60
#: Headings that say what they are, in small letters without signs.
HEADINGS: dict[str, tuple[str, ...]] = {
    "external_id": ("callid", "id", "recordid", "ticketid", "상담번호", "콜아이디", "고유번호"),
    "agent": ("agentname", "agentid", "상담원", "상담원명", "상담사", "담당자"),
    "team": ("teamname", "group", "팀", "팀명", "부서"),
    "customer": ("customerid", "customernumber", "고객번호", "고객아이디"),
    "customer_name": ("customername", "name", "고객명", "고객이름", "이름"),
    "phone": ("phonenumber", "callernumber", "전화번호", "휴대폰", "연락처"),
    "email": ("emailaddress", "mail", "이메일", "메일"),
    "channel": ("contactchannel", "채널", "접수경로"),
    "direction": ("calldirection", "방향", "인아웃"),
    "inquiry_type": ("topic", "category", "type", "reason", "상담유형", "유형", "문의유형"),
    "started_at": ("datetime", "start", "starttime", "calldate", "시작시각", "상담일시", "일시"),
    "queued_at": ("queuetime", "callstart", "인입시각", "대기시작"),
    "ended_at": ("end", "endtime", "종료시각"),
    "answered": ("answeredyn", "isanswered", "응답", "응답여부"),
    "resolved": ("resolvedyn", "isresolved", "해결", "해결여부"),
    "result": ("outcome", "결과", "처리결과", "상담결과"),
    "wait_seconds": ("speedofanswerinseconds", "speedofanswer", "waittime", "wait", "대기시간"),
    "talk_seconds": ("avgtalkduration", "talktime", "talkduration", "통화시간", "상담시간"),
    "hold_seconds": ("holdtime", "hold", "보류시간"),
    "wrap_up_seconds": ("wrapup", "acw", "aftercallwork", "후처리", "후처리시간"),
    "inquiry": ("ticket", "issue", "case", "문의번호", "접수번호"),
    "csat": ("satisfactionrating", "satisfaction", "rating", "만족도", "만족도점수"),
    "question": ("문의내용", "고객문의"),
    "answer": ("답변", "답변내용", "상담내용"),
}


def samples_of(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header, and the first different values of each column; contact data masked."""
    source = open_source(path)
    found: list[dict[str, None]] = [{} for _name in source.header]
    for _number, cells in islice(source.rows, ROWS):
        for seen, cell in zip(found, cells, strict=False):
            text = text_of(cell)[:LETTERS].replace("\0", "")
            if text and len(seen) < SAMPLES:
                seen[mask_contacts(mask_secrets(text)[0])] = None
    return source.header, [list(seen) for seen in found]


def proposal(run: ImportRun) -> dict[str, Any]:
    """Sections of a mapping file: as this source's columns were last mapped, else by headings."""
    earlier = ImportRun.objects.mapped_like(run).first()
    if earlier is not None:
        return dict(earlier.mapping)
    return {"columns": by_headings(run.header)}


def by_headings(header: Sequence[str]) -> dict[str, list[str]]:
    """Each target once, at the first column that is called so."""
    found: dict[str, list[str]] = {}
    for name in header:
        if not name or header.count(name) > 1:
            continue
        target = _target(name)
        if target and target not in found:
            found[target] = [name]
    return found


def _target(heading: str) -> str:
    plain = "".join(sign for sign in heading.lower() if sign.isalnum())
    for target in TARGETS:
        if plain == target.replace("_", "") or plain in HEADINGS.get(target, ()):
            return target
    return ""
