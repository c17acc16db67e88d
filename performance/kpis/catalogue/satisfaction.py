"""What customers answered."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from ..facts import ANSWERED, SATISFACTION
from ..types import Better, Kpi, Shape
from ..versions import filled

KPIS = (
    Kpi(
        "csat_mean",
        pgettext_lazy("KPI", "Satisfaction score"),
        pgettext_lazy("KPI", "Satisfaction"),
        "score",
        Better.UP,
        Shape.MEAN,
        pgettext_lazy("KPI", "Sum of (answer − lowest) ÷ (highest − lowest) × 100 ÷ answers"),
        SATISFACTION,
        numerator="rating_points",
        denominator="ratings",
        squares="rating_squares",
        tens="ratings_of_ten",
        scale=100 / 36,
    ),
    Kpi(
        "csat",
        pgettext_lazy("KPI", "Customer satisfaction (CSAT)"),
        pgettext_lazy("KPI", "CSAT"),
        "percent",
        Better.UP,
        Shape.SHARE,
        filled(
            pgettext_lazy(
                "KPI",
                "Satisfied answers (%(satisfied_of_5)s–5 of 5, %(satisfied_of_10)s–10 of 10) ÷ "
                "valid answers",
            )
        ),
        SATISFACTION,
        parameters=("satisfied_of_5", "satisfied_of_10"),
        numerator="ratings_satisfied",
        denominator="ratings",
        tens="ratings_of_ten",
        one_scale_only=True,
        note=pgettext_lazy("KPI", "Answers on different scales are not mixed."),
    ),
    Kpi(
        "resolution_csat",
        pgettext_lazy("KPI", "Satisfaction with the solution"),
        pgettext_lazy("KPI", "Solution satisfaction"),
        "percent",
        Better.UP,
        Shape.SHARE,
        filled(
            pgettext_lazy(
                "KPI",
                "Satisfied with the solution (%(satisfied_of_5)s–5 of 5, "
                "%(satisfied_of_10)s–10 of 10) ÷ valid answers",
            )
        ),
        SATISFACTION,
        parameters=("satisfied_of_5", "satisfied_of_10"),
        numerator="solutions_satisfied",
        denominator="solutions",
        tens="solutions_of_ten",
        one_scale_only=True,
        note=pgettext_lazy("KPI", "Answers on different scales are not mixed."),
    ),
    Kpi(
        "customer_resolution_rate",
        pgettext_lazy("KPI", "Solved, says the customer"),
        pgettext_lazy("KPI", "Solved by word of customer"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy("KPI", "Answers yes ÷ (answers yes + answers no)"),
        ANSWERED,
        numerator="solved_yes",
        denominator="solved_answers",
        note=pgettext_lazy("KPI", "The answer that it is still open is told apart."),
    ),
    Kpi(
        "nps",
        pgettext_lazy("KPI", "Net promoter score (NPS)"),
        pgettext_lazy("KPI", "NPS"),
        "points",
        Better.UP,
        Shape.BALANCE,
        pgettext_lazy("KPI", "(Promoters 9–10 − detractors 0–6) ÷ answers × 100"),
        ANSWERED,
        numerator="nps_balance",
        denominator="nps_answers",
        squares="nps_decided",
        scale=100.0,
        note=pgettext_lazy(
            "KPI",
            "After a contact. From −100 to 100; passives (7–8) stay below the line.",
        ),
    ),
    Kpi(
        "nps_relational",
        pgettext_lazy("KPI", "Net promoter score, relational"),
        pgettext_lazy("KPI", "NPS, relational"),
        "points",
        Better.UP,
        Shape.BALANCE,
        pgettext_lazy("KPI", "(Promoters 9–10 − detractors 0–6) ÷ answers × 100"),
        ANSWERED,
        numerator="nps_relational_balance",
        denominator="nps_relational_answers",
        squares="nps_relational_decided",
        scale=100.0,
        note=pgettext_lazy(
            "KPI",
            "About the company as a whole. From −100 to 100; passives (7–8) stay below the line.",
        ),
    ),
    Kpi(
        "ces",
        pgettext_lazy("KPI", "Customer effort score (CES)"),
        pgettext_lazy("KPI", "Effort (CES)"),
        "percent",
        Better.UP,
        Shape.SHARE,
        filled(pgettext_lazy("KPI", "Answers %(easy_of_7)s–7 of 7 that it was easy ÷ answers")),
        ANSWERED,
        parameters=("easy_of_7",),
        numerator="efforts_easy",
        denominator="efforts",
    ),
)
