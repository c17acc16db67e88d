"""What this app tells the ones above it, within the transaction of the write."""

from django.dispatch import Signal

# before, after: the Consultation as it was (None when new) and is (None when gone).
consultation_changed = Signal()
# changes: pairs of before and after likewise, of every issue one write touched; each has the
# values of the row by their names (an Inquiry, or the Facts its row holds).
inquiries_changed = Signal()
# before, after: the FollowUp likewise.
follow_up_changed = Signal()
# slices: set of (day, team_id or 0, agent_id or 0) touched by a bulk write, over every clock.
slices_changed = Signal()
# node: the InquiryType that changed; its branch may have changed with it.
types_changed = Signal()
