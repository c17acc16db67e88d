"""Whose contact it is: agent and team as of that moment, stamped and never joined again."""

from __future__ import annotations

from crm.people.scope import team_on

__all__ = ["team_on"]
