"""What happened: types, issues, consultations, answers, follow-ups, FAQ."""

from .consultations import Consultation, ContactSource, Draft, SurveyAnswer
from .faq import FaqEntry, FaqVersion
from .follow_ups import FollowUp, FollowUpAttempt
from .inquiries import Inquiry
from .types import InquiryType

__all__ = [
    "Consultation",
    "ContactSource",
    "Draft",
    "FaqEntry",
    "FaqVersion",
    "FollowUp",
    "FollowUpAttempt",
    "Inquiry",
    "InquiryType",
    "SurveyAnswer",
]
