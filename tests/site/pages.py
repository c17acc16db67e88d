"""Pages of the roof: where each role begins, the settings index, the checklist."""

from __future__ import annotations

from crm.people.roles import ADMIN
from tests.pages import Listed

PAGES = [
    Listed("site:home"),
    Listed("site:settings", opens={ADMIN}),
    Listed("site:start", opens={ADMIN}),
    Listed("site:start-confirm", opens={ADMIN}, method="POST", data=lambda w: {"step": "hours"}),
]
