"""The slices (day, team, agent) whose figures a written row may change, over every clock it has."""

from __future__ import annotations

from datetime import date

from .issue_facts import Facts
from .issues import Contact

#: Local day, team id and agent id; 0 where there is none.
Slice = tuple[date, int, int]
Slices = set[Slice]


def of_contact(started: date, ended: date, team_id: int | None, agent_id: int | None) -> Slices:
    team, agent = team_id or 0, agent_id or 0
    return {(started, team, agent), (ended, team, agent)}


def of_outcome(contact: Contact) -> Slices:
    """Whether a contact was the first and the last one is counted where it ended."""
    return {(contact.ended_day, contact.team or 0, contact.agent or 0)}


def of_answer(day: date, team_id: int | None, agent_id: int | None) -> Slices:
    return {(day, team_id or 0, agent_id or 0)}


def of_issue(facts: Facts | None) -> Slices:
    """Opened, by who opened it and by who replied; resolved, by who resolved it; due, by whose it
    was then: nothing counts before it is due.
    """
    if facts is None:
        return set()
    day = facts.opened_day
    found = {
        (day, facts.opened_team_id or 0, facts.opened_agent_id or 0),
        (day, facts.response_team_id or 0, facts.response_agent_id or 0),
    }
    if facts.resolved_day is not None:
        found.add((facts.resolved_day, facts.resolved_team_id or 0, facts.resolved_agent_id or 0))
    if facts.due_day is not None and facts.is_reply_due:
        found.add((facts.due_day, facts.due_team_id or 0, facts.due_agent_id or 0))
    return found
