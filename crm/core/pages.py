"""Every page of the product is one of these classes; a view says what it shows, not how.

`Page` (anything), `ListPage` (filter, sort, pages), `DetailPage` (one row), `FormPage` (a form with
its errors), `ActionPage` (a button). Each declares

- `permission`: the `Right` it takes (`write_permission`, when posting takes another one),
- `title`: what stands in the heading and the tab (`get_title` where it depends on the row),
- `crumbs`: `((label, url name), …)` above the heading (`get_crumbs` where they depend on the row),
- `template`: `app/page.html`, which extends `base.html` and includes its fragment
  `app/_page.html`. A request by htmx gets the fragment alone.

Nobody signed in: the sign-in page, which comes back here with whatever was typed. Right missing:
403 naming whom to ask. Row unknown or out of scope: raise `Http404`. `manage.py check` refuses an
address whose view declares no permission; `public = True` marks the few that need none.

Blocks and context of `base.html` are described at its top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views import View

from crm.people.roles import Right, holds

from . import lists, unsent
from .refusals import MissingRight
from .turned_away import ask_to_sign_in, refuse

if TYPE_CHECKING:
    from crm.people.models import User

Text = str | Promise
SAFE = ("GET", "HEAD", "OPTIONS")


class Page(View):
    """A page: who may open it, what it is called, what it shows (`get_context`)."""

    permission: ClassVar[Right]
    write_permission: ClassVar[Right | None] = None
    title: ClassVar[Text] = ""
    crumbs: ClassVar[Sequence[tuple[Text, str]]] = ()
    template: ClassVar[str] = ""
    menu: ClassVar[str] = ""  # URL name of the menu entry it belongs to, when not its own

    @property
    def user(self) -> User:
        """Who is signed in; only asked after `dispatch` made sure of it."""
        return self.request.user  # type: ignore[return-value]  # never anonymous here

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        right = self.permission
        if self.write_permission is not None and request.method not in SAFE:
            right = self.write_permission
        if not holds(self.user, right):
            return refuse(request, right)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show()

    def show(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        """The full page, or its fragment when htmx asked."""
        context = {**self.get_context(), **extra}
        return render(self.request, self.get_template(), context, status=status)

    def get_context(self) -> dict[str, Any]:
        """What the template sees; extend it with `{**super().get_context(), …}`."""
        context: dict[str, Any] = {"page": self, "view_menu": self.menu}
        if not self.is_fragment:
            context |= {
                "title": self.get_title(),
                "crumbs": self.get_crumbs(),
                "unsent": unsent.of(self.request),
            }
        return context

    def get_title(self) -> Text:
        return self.title

    def get_crumbs(self) -> Sequence[tuple[Text, str]]:
        """Label and address; an empty address is text alone."""
        return [(label, address(name)) for label, name in self.crumbs]

    @property
    def is_fragment(self) -> bool:
        """Whether only a part of the page is wanted; going back in history wants all of it."""
        htmx: Any = getattr(self.request, "htmx", None)
        return bool(htmx) and not htmx.boosted and not htmx.history_restore_request

    def get_template(self) -> str:
        if not self.is_fragment:
            return self.template
        folder, _slash, name = self.template.rpartition("/")
        return f"{folder}/_{name}"

    def go(self, url: str, message: Text = "") -> HttpResponse:
        """After a successful write: to the page that shows it, with a word on what happened."""
        if message:
            messages.success(self.request, str(message))
        if getattr(self.request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)


class ListPage(Page):
    """Rows with filters, sorting and pages, all of it in the address.

    `get_queryset` gives the rows the user may list. `filterset_class` is a django-filter FilterSet.
    `sorts` maps a key of the address to `order_by` fields; a row of equal values is told apart by
    the id. `keyset = ("started_at", "id")` pages by cursor while the default order is in force:
    for lists that grow without end. The template gets `listing` (`lists.Listing`) and `filter`.
    """

    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    default_sort: ClassVar[str] = ""
    keyset: ClassVar[tuple[str, str] | None] = None
    page_size: ClassVar[int] = lists.PAGE_SIZE

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_context(self) -> dict[str, Any]:
        filterset = self.get_filterset()
        return {
            **super().get_context(),
            "filter": filterset,
            "listing": self.get_listing(filterset),
        }

    def get_filterset(self) -> django_filters.FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(
            self.request.GET, queryset=self.get_queryset(), request=self.request
        )

    def get_rows(self, filterset: django_filters.FilterSet | None) -> QuerySet[Any]:
        """An impossible filter (a date that is none) shows its error and no rows, never all."""
        if filterset is None:
            return self.get_queryset()
        rows: QuerySet[Any] = filterset.qs if filterset.is_valid() else self.get_queryset().none()
        return rows

    @classmethod
    def rows_for(cls, request: HttpRequest) -> QuerySet[Any]:
        """Every row the list of this query string shows, in its order: what an export holds."""
        page = cls()
        page.setup(request)
        rows, sort = page.get_rows(page.get_filterset()), page.get_sort()
        if cls.keyset is not None and sort == cls.default_sort:
            return rows.order_by(*(f"-{field}" for field in cls.keyset))
        return page.ordered(rows, sort)

    def get_sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.lstrip("-") in self.sorts else self.default_sort

    def get_listing(self, filterset: django_filters.FilterSet | None) -> lists.Listing:
        query, rows, sort = self.request.GET, self.get_rows(filterset), self.get_sort()
        count = lists.count_up_to(rows)
        if self.keyset is not None and sort == self.default_sort:
            page = lists.keyset_page(rows, query, self.keyset, self.page_size)
        else:
            page = lists.numbered_page(self.ordered(rows, sort), query, count, self.page_size)
        return lists.Listing(
            rows=page.rows,
            count=count,
            next_url=page.next_url,
            previous_url=page.previous_url,
            first=page.first,
            chips=lists.chips(filterset, query),
            sorts=lists.sorts(query, self.sorts, sort),
            clear_url=self.request.path,
        )

    def ordered(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        fields = self.sorts.get(sort.lstrip("-"), ())
        if not fields:
            return rows
        if sort.startswith("-"):
            fields = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in fields)
        return rows.order_by(*fields, "pk")


class DetailPage(Page):
    """One row, found by `lookup` (field = URL keyword) among the rows `get_queryset` lets see."""

    lookup: ClassVar[str] = "pk"
    object: Any

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_object(self) -> Any:
        """404 where the row is unknown or out of this user's scope: both look the same."""
        found: Model | None = (
            self.get_queryset().filter(**{self.lookup: self.kwargs[self.lookup]}).first()
        )
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        return self.show()

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.object}


class FormPage(Page):
    """A form. `save` calls a service and returns where to go; a `ValidationError` of the service
    becomes an error of the form, with everything typed still in its place (answered 422)."""

    form_class: ClassVar[type[BaseForm]]
    success: ClassVar[Text] = ""
    form: BaseForm

    def prepare(self) -> None:
        """Load what the form is about, before it is made (rows out of scope: `Http404`)."""

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Further arguments of the form's constructor."""
        return {}

    def make_form(self, data: Any = None, files: Any = None) -> BaseForm:
        return self.form_class(
            data=data, files=files, initial=self.get_initial(), **self.get_form_kwargs()
        )

    def save(self, form: BaseForm) -> str:
        """Write by a service; the address to go to afterwards."""
        raise NotImplementedError

    def get_success(self) -> Text:
        return self.success

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        waiting = unsent.of(request)
        if waiting is None or waiting.action.partition("?")[0] != request.path:
            self.form = self.make_form()
            return self.show()
        unsent.drop(request)
        self.form = self.make_form(waiting.data())
        messages.warning(
            request, _("You were signed out before this was saved. Check and save it.")
        )
        return self.show(unsent=None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        unsent.drop(request)
        self.form = self.make_form(request.POST, request.FILES)
        if self.form.is_valid():
            try:
                url = self.save(self.form)
            except ValidationError as problem:
                add_errors(self.form, problem)
            else:
                return self.go(url, self.get_success())
        return self.show(status=422)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "form": self.form}


class ActionPage(Page):
    """A button: POST only. `run` calls a service and returns where to go."""

    success: ClassVar[Text] = ""
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]  # narrowed

    def run(self) -> str:
        raise NotImplementedError

    def get_success(self) -> Text:
        return self.success

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        unsent.drop(request)
        try:
            url = self.run()
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return self.go(unsent.page_of(request, shows_itself=False))
        return self.go(url, self.get_success())


# ---- answers ---------------------------------------------------------------------------------


def typed(text: str) -> Text:
    """A crumb in people's words: marked, as such words are everywhere."""
    return format_html("<span data-content>{}</span>", text)


def address(name: str) -> str:
    """The address of a URL name; "" for "" and for pages that are not there yet."""
    if not name or name.startswith("/"):
        return name
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def add_errors(form: BaseForm, problem: ValidationError) -> None:
    """Put a service's refusal where it belongs: at its field when the form has it, else on top."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


__all__ = ["ActionPage", "DetailPage", "FormPage", "ListPage", "MissingRight", "Page", "address"]
