"""Imports as pages: the list, a new file, what its columns mean, check, run, report, undo."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.imports.result import COUNTS
from crm.core.models import Job
from crm.core.pages import ActionPage, DetailPage, FormPage, ListPage, Page, typed
from crm.people.roles import Right

from ..choices import Fault, ImportState
from ..forms.imports import MappingForm, UploadForm, initial_of
from ..imports.working import errors_of, file_of
from ..models import ImportRun
from ..services import import_runs as service

_CRUMBS: tuple[tuple[str | Promise, str], ...] = ((_("Settings"), "site:settings"),)
_LIST = (_("Imports"), "imports:list")
_OPEN = (Job.State.QUEUED, Job.State.RUNNING)
COUNT_WORDS = {
    "rows": _("Rows of the file"),
    "created": _("New"),
    "updated": _("Changed"),
    "unchanged": _("There already"),
    "rejected": _("Rejected"),
    "skipped": _("Skipped, as asked"),
}


class ImportsPage(ListPage):
    permission = Right.SETTINGS
    title = _("Imports")
    crumbs = _CRUMBS
    template = "imports/list.html"
    keyset = ("created_at", "id")

    def get_queryset(self) -> QuerySet[Any]:
        return ImportRun.objects.listed_for(self.user).select_related("owner", "job")


class NewImport(FormPage):
    permission = Right.SETTINGS
    title = _("New import")
    crumbs = (*_CRUMBS, _LIST)
    menu = "imports:list"
    template = "imports/new.html"
    form_class = UploadForm

    def save(self, form: BaseForm) -> str:
        run = service.upload_file(self.user, **form.cleaned_data)
        return reverse("imports:columns", args=[run.pk])


class OfRun:
    """The import named by the address."""

    kwargs: dict[str, Any]
    user: Any

    @property
    def subject(self) -> ImportRun:
        rows = ImportRun.objects.visible_to(self.user).select_related("owner", "job")
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class ColumnsPage(OfRun, FormPage):
    """What each column means, beside its first values."""

    permission = Right.SETTINGS
    title = _("What the columns mean")
    menu = "imports:list"
    template = "imports/columns.html"
    form_class = MappingForm
    success = _("Saved. Now check the file.")

    def prepare(self) -> None:
        self.object = self.subject
        if self.object.state in (ImportState.DONE, ImportState.UNDONE):
            raise Http404

    def get_crumbs(self) -> list[Any]:
        run = self.object
        return [*_crumbs(), (typed(run.file_name), reverse("imports:run", args=[run.pk]))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"header": self.object.header, "samples": self.object.samples}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object.mapping, self.object.header)

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, MappingForm)
        service.save_mapping(self.user, run=self.object, mapping=form.sections())
        return reverse("imports:run", args=[self.object.pk])

    def get_context(self) -> dict[str, Any]:
        earlier = ImportRun.objects.mapped_like(self.object).first()
        return {**super().get_context(), "run": self.object, "earlier": earlier}


class RunPage(DetailPage):
    """Where an import stands, and what can be done next; asked again while a worker is at it."""

    permission = Right.SETTINGS
    menu = "imports:list"
    template = "imports/run.html"
    object: ImportRun

    def get_queryset(self) -> QuerySet[Any]:
        return ImportRun.objects.visible_to(self.user).select_related("owner", "job")

    def get_title(self) -> str:
        return self.object.file_name

    def get_crumbs(self) -> list[Any]:
        return _crumbs()

    def get_context(self) -> dict[str, Any]:
        run = self.object
        is_open = run.job is not None and run.job.state in _OPEN
        over = run.state in (ImportState.DONE, ImportState.UNDONE)
        result = run.report or run.check_result
        made = run.pieces.exclude(kind="updated").exclude(ids=[])
        return {
            **super().get_context(),
            "title_typed": True,
            "run": run,
            "job": run.job,
            "is_open": is_open,
            "over": over,
            "result": result,
            "is_report": bool(run.report),
            "counts": [(words, result[key]) for key, words in COUNT_WORDS.items()]
            if result
            else [],
            "left_out": _left_out(result),
            "has_errors": bool(result.get("rejected")) and errors_of(run).is_file(),
            "may_map": not over and not is_open and file_of(run).is_file(),
            "may_check": run.state in (ImportState.MAPPED, ImportState.CHECKED) and not is_open,
            "may_take": run.state == ImportState.CHECKED and not is_open,
            "may_undo": not is_open and made.exists(),
            "kept": _kept(run) if run.state == ImportState.UNDONE else 0,
        }


def _left_out(result: dict[str, Any]) -> list[tuple[Any, int]]:
    words = dict(Fault.choices)
    return [(words.get(key, key), count) for key, count in result.get("left_out", {}).items()]


def _kept(run: ImportRun) -> int:
    """Records an undo left, since something else uses them."""
    return sum(len(kept) for kept in run.pieces.exclude(kept=[]).values_list("kept", flat=True))


def _crumbs() -> list[Any]:
    return [(label, reverse(name)) for label, name in (*_CRUMBS, _LIST)]


class _Ask(OfRun, ActionPage):
    permission = Right.SETTINGS
    menu = "imports:list"

    def back(self) -> str:
        return reverse("imports:run", args=[self.kwargs["pk"]])


class CheckImport(_Ask):
    success = _("The file is being checked; nothing is written.")

    def run(self) -> str:
        service.ask_check(self.user, run=self.subject)
        return self.back()


class TakeImport(_Ask):
    success = _("The import is running. You may leave this page.")

    def run(self) -> str:
        service.ask_import(self.user, run=self.subject)
        return self.back()


class UndoImport(_Ask):
    success = _("What the import made is being taken back.")

    def run(self) -> str:
        service.ask_undo(self.user, run=self.subject)
        return self.back()


class ErrorsFile(OfRun, Page):
    """The rejected rows with their reasons, as CSV."""

    permission = Right.SETTINGS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run = self.subject
        path = errors_of(run)
        if not path.is_file():
            raise Http404
        service.take_errors(self.user, run=run, path=path)
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"errors-{run.pk}.csv")
        answer["Content-Type"] = "text/csv; charset=utf-8"
        answer["Cache-Control"] = "no-store"
        return answer


assert set(COUNT_WORDS) == set(COUNTS), "every count of a result is named for people"
