"""Uploading a file, and saying what its columns mean: a mapping file as controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..channels import channel_choices
from ..choices import Direction, Result
from ..import_words import CREATABLE_WORDS, DEFAULTS, GROUPS, LABELS
from ..imports.targets import TARGETS
from ..services.consultations import DESK

_UNUSED = ("", pgettext_lazy("import column", "Not used"))
_YES_NO = [("true", pgettext_lazy("answer", "Yes")), ("false", pgettext_lazy("answer", "No"))]
_KINDS = [
    ("transactional", pgettext_lazy("survey", "About the contact")),
    ("relational", pgettext_lazy("survey", "About the relation")),
]
_CHOICES: dict[str, Any] = {
    "channel": channel_choices,
    "direction": lambda: list(Direction.choices),
    "answered": lambda: _YES_NO,
    "result": lambda: list(Result.choices),
    "csat_scale": lambda: [("1-5", "1–5"), ("1-10", "1–10")],
    "survey_kind": lambda: _KINDS,
}


#: Bytes of an uploaded file; what is larger is imported by the command.
MOST_BYTES = 500_000_000


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX; the first row names the columns. The encoding is recognised."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        initial="import",
        help_text=_(
            "The system the file comes from. The same contacts from the same source are recognised."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            words = _("The file is larger than %(most)s MB. Import it by the command.")
            raise forms.ValidationError(words, params={"most": MOST_BYTES // 1_000_000})
        return file

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).strip()
        if source == DESK:
            raise forms.ValidationError(_("This name stands for what is typed at the desk."))
        return source


@dataclass(frozen=True)
class Column:
    """A column of the file with its first values and its controls."""

    name: str
    samples: Sequence[str]
    target: BoundField
    format: BoundField
    values: BoundField
    skip: BoundField

    @property
    def has_more(self) -> bool:
        """Whether more than the target is said, so that it stands open."""
        return any(bound.value() or bound.errors for bound in (self.format, self.values, self.skip))


class MappingForm(forms.Form):
    """`sections` gives the mapping as a mapping file has it; the service checks it."""

    timezone = forms.CharField(
        label=_("Time zone of the file"),
        required=False,
        max_length=60,
        help_text=_("For times without one; empty: the centre’s."),
    )
    create = forms.MultipleChoiceField(
        label=_("May be created when the file names unknown ones"),
        choices=[*CREATABLE_WORDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, header: Sequence[str], samples: Sequence[Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.samples = list(header), samples
        for n, name in enumerate(self.header):
            if name:
                self._add_column(n, name)
        for target in DEFAULTS:
            self.fields[f"default_{target}"] = _default(target)

    def _add_column(self, n: int, name: str) -> None:
        self.fields[f"target_{n}"] = forms.ChoiceField(
            label=name, required=False, choices=_target_choices()
        )
        self.fields[f"format_{n}"] = forms.CharField(
            label=_("Date pattern"),
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"placeholder": "%d/%m/%Y %H:%M"}),
        )
        self.fields[f"values_{n}"] = forms.CharField(
            label=_("Values, one a line: in the file = what it means"),
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        )
        self.fields[f"skip_{n}"] = forms.CharField(
            label=_("Skip rows with one of these, one a line"),
            required=False,
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 2, "data-content": ""}),
        )

    def columns(self) -> Iterator[Column]:
        for n, name in enumerate(self.header):
            if name:
                kinds = ("target", "format", "values", "skip")
                bound = [self[f"{kind}_{n}"] for kind in kinds]
                yield Column(name, self.samples[n] if n < len(self.samples) else (), *bound)

    def defaults(self) -> list[BoundField]:
        return [self[f"default_{target}"] for target in DEFAULTS]

    def sections(self) -> dict[str, Any]:
        """Only what is said: columns of one target are joined in the order of the file."""
        found: dict[str, dict[str, Any]] = {
            name: {} for name in ("columns", "values", "formats", "skip", "defaults", "create")
        }
        for n, name in enumerate(self.header):
            if name:
                self._note_column(found, n, name)
        for target in DEFAULTS:
            if value := self.cleaned_data[f"default_{target}"]:
                found["defaults"][target] = value
        found["create"] = dict.fromkeys(self.cleaned_data["create"], True)
        sections: dict[str, Any] = {key: value for key, value in found.items() if value}
        if zone := self.cleaned_data["timezone"].strip():
            sections["timezone"] = zone
        return sections

    def _note_column(self, found: dict[str, dict[str, Any]], n: int, name: str) -> None:
        data = self.cleaned_data
        if skipped := _lines(data[f"skip_{n}"]):
            found["skip"][name] = skipped
        target = data[f"target_{n}"]
        if not target:
            return
        found["columns"].setdefault(target, []).append(name)
        if pattern := data[f"format_{n}"].strip():
            found["formats"][target] = pattern
        if pairs := _pairs(data[f"values_{n}"]):
            found["values"].setdefault(target, {}).update(pairs)


def initial_of(mapping: Mapping[str, Any], header: Sequence[str]) -> dict[str, Any]:
    """The controls as a saved mapping says; the inverse of `sections`."""
    targets = {
        name: target
        for target, names in mapping.get("columns", {}).items()
        for name in ([names] if isinstance(names, str) else names)
    }
    found: dict[str, Any] = {
        "timezone": mapping.get("timezone", ""),
        "create": [key for key, value in mapping.get("create", {}).items() if value],
        **{f"default_{key}": value for key, value in mapping.get("defaults", {}).items()},
    }
    told = set[str]()
    for n, name in enumerate(header):
        target = targets.get(name, "")
        found[f"target_{n}"] = target
        found[f"skip_{n}"] = "\n".join(mapping.get("skip", {}).get(name, ()))
        if target and target not in told:
            told.add(target)
            found[f"format_{n}"] = mapping.get("formats", {}).get(target, "")
            pairs = mapping.get("values", {}).get(target, {})
            found[f"values_{n}"] = "\n".join(f"{key} = {value}" for key, value in pairs.items())
    return found


def _target_choices() -> list[tuple[Any, Any]]:
    return [_UNUSED, *((words, list(some.items())) for words, some in GROUPS)]


def _default(target: str) -> forms.Field:
    label: Any = LABELS[target]
    choices = _CHOICES.get(target)
    if choices is None:
        return forms.CharField(label=label, required=False, max_length=80)
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices()])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pairs(text: str) -> dict[str, str]:
    """`Y = true` a line; a line without a sign means itself."""
    found = {}
    for line in _lines(text):
        key, sign, value = line.rpartition("=")
        found[(key if sign else line).strip()] = value.strip()
    return found


assert set(LABELS) == set(TARGETS), "every target of an import is named for people"
