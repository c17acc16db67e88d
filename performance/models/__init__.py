"""What this app keeps: targets, goals, feedback, and the stored sums."""

from .alerts import AlertEpisode
from .custom import CustomKpi
from .definitions import Definition
from .feedback import (
    Feedback,
    FeedbackMessage,
    FeedbackRecord,
    FeedbackState,
    FeedbackVersion,
    MessageKind,
)
from .goals import Goal, GoalCheckIn, GoalState
from .marks import DirtyMark
from .rollups import AgentDay, DurationCount, MeasureState, TeamHour, TypeDay
from .targets import Target

__all__ = [
    "AgentDay",
    "AlertEpisode",
    "CustomKpi",
    "Definition",
    "DirtyMark",
    "DurationCount",
    "Feedback",
    "FeedbackMessage",
    "FeedbackRecord",
    "FeedbackState",
    "FeedbackVersion",
    "Goal",
    "GoalCheckIn",
    "GoalState",
    "MeasureState",
    "MessageKind",
    "Target",
    "TeamHour",
    "TypeDay",
]
