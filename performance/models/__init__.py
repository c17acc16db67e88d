"""What this app keeps: targets, goals, feedback, and the stored sums."""

from .feedback import (
    Feedback,
    FeedbackMessage,
    FeedbackRecord,
    FeedbackState,
    FeedbackVersion,
    MessageKind,
)
from .goals import Goal, GoalCheckIn, GoalState
from .targets import Target

__all__ = [
    "Feedback",
    "FeedbackMessage",
    "FeedbackRecord",
    "FeedbackState",
    "FeedbackVersion",
    "Goal",
    "GoalCheckIn",
    "GoalState",
    "MessageKind",
    "Target",
]
