"""Where collected static files lie."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage as Manifest


class ManifestStorage(Manifest):
    """Names with a digest, in our JavaScript modules too: a changed one is never half old.

    Only ours: a module from elsewhere may import by names that are no files.
    """

    patterns = (
        *Manifest.patterns,
        ("core/js/*.js", Manifest._js_module_import_aggregation_patterns[1]),  # type: ignore[attr-defined]
    )
