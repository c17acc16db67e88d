"""What this app tells the ones above it, within the transaction of the write."""

from django.dispatch import Signal

# slices: set of (day, team_id or 0, user_id or 0) whose status time or work day changed.
slices_changed = Signal()
