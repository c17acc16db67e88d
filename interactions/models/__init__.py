"""What happened: types, issues, consultations, answers, follow-ups, FAQ."""

from .channels import ChannelSetting
from .consultations import Consultation, ContactSource, Draft, SurveyAnswer
from .disputes import Dispute
from .faq import FaqEntry, FaqVersion
from .follow_ups import FollowUp, FollowUpAttempt
from .imports import ImportPiece, ImportRun
from .inquiries import Inquiry
from .types import InquiryType

__all__ = [
    "ChannelSetting",
    "Consultation",
    "ContactSource",
    "Dispute",
    "Draft",
    "FaqEntry",
    "FaqVersion",
    "FollowUp",
    "FollowUpAttempt",
    "ImportPiece",
    "ImportRun",
    "Inquiry",
    "InquiryType",
    "SurveyAnswer",
]
