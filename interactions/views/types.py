"""The tree of inquiry types, edited by admin staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Count
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.core.pages import ActionPage, FormPage, Page
from crm.people.roles import Right

from ..forms.fields import tree_order
from ..forms.types import TypeForm
from ..models import Consultation, InquiryType
from ..services import types as service

_CRUMBS = ((gettext_lazy("Settings"), "site:settings"),)


@dataclass(frozen=True)
class Node:
    """A type in the tree; `contacts` are those logged under it itself."""

    type: InquiryType
    contacts: int
    is_leaf: bool

    @property
    def takes_children(self) -> bool:
        return self.type.level < service.LEVELS and self.type.retired_on is None


class TypeTree(Page):
    permission = Right.SETTINGS
    title = gettext_lazy("Inquiry types")
    crumbs = _CRUMBS
    template = "types/list.html"

    def get_context(self) -> dict[str, Any]:
        everything = list(InquiryType.objects.all())
        used = Consultation.objects.filter(type__isnull=False).order_by().values("type")
        contacts = dict(used.annotate(n=Count("pk")).values_list("type", "n"))
        parents = {node.parent_id for node in everything}
        retired = self.request.GET.get("retired") == "1"
        nodes = [
            Node(node, contacts.get(node.pk, 0), node.pk not in parents)
            for node in tree_order(everything)
            if retired or node.retired_on is None
        ]
        return {
            **super().get_context(),
            "nodes": nodes,
            "active": sum(node.retired_on is None for node in everything),
            "retired": sum(node.retired_on is not None for node in everything),
            "shows_retired": retired,
        }


class _TypePage(FormPage):
    permission = Right.SETTINGS
    form_class = TypeForm
    crumbs = (*_CRUMBS, (gettext_lazy("Inquiry types"), "types:list"))
    menu = "types:list"
    template = "types/edit.html"
    node: InquiryType | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"node": self.node}

    def get_context(self) -> dict[str, Any]:
        context = {"node": self.node, "cancel_url": reverse("types:list")}
        return {**super().get_context(), **context}


class TypeNew(_TypePage):
    title = gettext_lazy("New inquiry type")
    success = gettext_lazy("Added.")

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, TypeForm)
        node = form.add(self.user)
        return f"{reverse('types:list')}#{node.code}"


class TypeEdit(_TypePage):
    success = gettext_lazy("Saved.")
    node: InquiryType

    def prepare(self) -> None:
        self.node = _node(self)

    def get_title(self) -> str:
        return self.node.name

    def get_context(self) -> dict[str, Any]:
        unused = not Consultation.objects.filter(type=self.node).exists()
        deletable = unused and not self.node.children.exists()
        return {**super().get_context(), "title_typed": True, "deletable": deletable}

    def get_initial(self) -> dict[str, Any]:
        return TypeForm.kept(self.node)

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, TypeForm)
        node = form.revise(self.user, self.node)
        return f"{reverse('types:list')}#{node.code}"


class _TypeAction(ActionPage):
    permission = Right.SETTINGS

    def run(self) -> str:
        node = _node(self)
        self.change(node)
        return f"{reverse('types:list')}#{node.code}"

    def change(self, node: InquiryType) -> None:
        raise NotImplementedError


class TypeShift(_TypeAction):
    STEPS: ClassVar[dict[str, int]] = {"up": -1, "down": 1}

    def change(self, node: InquiryType) -> None:
        step = self.STEPS.get(self.request.POST.get("step", ""), 0)
        service.shift_type(self.user, node=node, step=step)


class TypeRetire(_TypeAction):
    success = gettext_lazy("Retired. Records keep it; new ones cannot choose it.")

    def change(self, node: InquiryType) -> None:
        service.retire_type(self.user, node=node)


class TypeReactivate(_TypeAction):
    success = gettext_lazy("Reactivated.")

    def change(self, node: InquiryType) -> None:
        service.reactivate_type(self.user, node=node)


class TypeDelete(_TypeAction):
    success = gettext_lazy("Deleted.")

    def change(self, node: InquiryType) -> None:
        service.delete_type(self.user, node=node)


def _node(page: Page) -> InquiryType:
    rows = InquiryType.objects.select_related("parent")
    found = rows.filter(code=page.kwargs["code"]).first()
    if found is None:
        raise Http404
    return found
