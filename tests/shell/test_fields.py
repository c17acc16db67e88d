"""A form field: label, control, hint and errors belong together."""

from __future__ import annotations

from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the badge")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect
    )
    team = forms.ChoiceField(label="Team", choices=[("a", "One")])
    sure = forms.BooleanField(label="Sure", required=False)


def shown(name: str, form: forms.Form, arguments: str = "") -> str:
    template = Template(f"{{% load ui %}}{{% field field {arguments} %}}")
    return " ".join(template.render(Context({"field": form[name]})).split())


def test_it_works() -> None:
    html = shown("name", Sample())
    assert '<label for="id_name">Name' in html
    assert 'class="in"' in html
    assert 'aria-describedby="id_name-hint"' in html
    assert '<p class="hint" id="id_name-hint">As on the badge</p>' in html


def test_errors_are_tied_to_the_control() -> None:
    html = shown("name", Sample({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-error"' in html


def test_a_hint_of_the_template() -> None:
    html = shown("team", Sample(), 'hint="Where they sit"')
    assert 'aria-describedby="id_team-hint"' in html
    assert 'class="sel"' in html


def test_radios_are_a_group_the_summary_can_lead_to() -> None:
    form = Sample({"name": "x", "team": "a"})
    html = shown("kind", form)
    assert '<fieldset id="id_kind" tabindex="-1" aria-describedby="id_kind-error">' in html
    assert html.count('type="radio"') == 2
    summary = Template('{% include "ui/error_summary.html" %}').render(Context({"form": form}))
    assert 'href="#id_kind"' in summary


def test_boxes_and_areas() -> None:
    assert '<label class="opt"><input type="checkbox"' in shown("sure", Sample())
    assert 'class="ta"' in shown("note", Sample())
