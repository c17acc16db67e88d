"""What the ground floor tells the apps above it, within the transaction of the write."""

from django.dispatch import Signal

# Hours or holidays were written: business time of what is not closed yet may differ now.
calendar_changed = Signal()
