"""Views people keep of a page: saved, renamed, deleted by whoever made them."""

from __future__ import annotations

from urllib.parse import unquote_plus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from crm.core import audit, saved
from crm.core.masking import mask_contacts
from crm.core.models import SavedView
from crm.people.models import Team, User

#: So many names fit one control; more would need a page of their own.
MOST = 50


@transaction.atomic
def save_view(
    actor: User, *, page: str, path: str, query: str, name: str, team: Team | None
) -> SavedView:
    """Keep an address of a page; the same name again is the same view with other filters."""
    name = _checked(name)
    _refuse_foreign(page, path, query)
    if team is not None and team not in saved.teams_of(actor):
        raise ValidationError(_("A view can be shared with your own teams."))
    held = SavedView.objects.select_for_update().filter(owner=actor, page=page)
    view = held.filter(name=name).first()
    if view is None and held.count() >= MOST:
        raise ValidationError(
            _("You already keep %(n)s views of this page. Delete one first.") % {"n": MOST}
        )
    before = _facts(view) if view is not None else {}
    view = view or SavedView(owner=actor, page=page, name=name)
    view.path, view.query, view.team = path, query, team
    view.save()
    changes = audit.diff(before, _facts(view))
    audit.record(actor, "view.saved", view, changes=changes, label=name)
    return view


@transaction.atomic
def rename_view(actor: User, *, view: SavedView, name: str) -> SavedView:
    """Another name, not one the owner already uses on that page."""
    name = _checked(name)
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    taken = SavedView.objects.filter(owner=view.owner_id, page=view.page, name=name)
    if taken.exclude(pk=view.pk).exists():
        raise ValidationError(_("You already have a view of that name here."))
    changes = audit.diff({"name": view.name}, {"name": name})
    if changes:
        view.name = name
        view.save(update_fields=["name"])
        audit.record(actor, "view.renamed", view, changes=changes, label=name)
    return view


@transaction.atomic
def delete_view(actor: User, *, view: SavedView) -> None:
    """Gone for everybody it was shared with."""
    audit.record(actor, "view.deleted", view, changes=audit.diff(_facts(view), {}), label=view.name)
    view.delete()


def _facts(view: SavedView) -> dict[str, object]:
    return {"name": view.name, "query": mask_contacts(view.query), "team": view.team}


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError(_("Give the view a name."))
    if len(name) > 60:
        raise ValidationError(_("The name is too long: at most 60 characters."))
    return name


def _refuse_foreign(page: str, path: str, query: str) -> None:
    """Only an address of this product, and of the page it says it is of."""
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    fits = len(path) <= 200 and len(query) <= 1000 and "\0" not in unquote_plus(path + query)
    if match is None or match.view_name != page or not fits:
        raise ValidationError(_("This address cannot be kept as a view."))
