#!/usr/bin/env python
"""Commands of the project; one that needs the embedded engines starts and stops them."""

import os
import sys

WITHOUT_ENGINES = {
    *("help", "version", "--help", "-h", "--version", "check", "runstack", "diffsettings"),
    *("collectstatic", "findstatic", "compilemessages", "makemessages", "docs"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")
    from django.core.management import execute_from_command_line

    words = sys.argv[1:]
    if not words or words[0] in WITHOUT_ENGINES or {"--help", "-h"} & set(words):
        execute_from_command_line(sys.argv)
        return
    from django.conf import settings

    from crm.core.embedded import EngineError

    try:
        with settings.ENGINES().running():
            try:
                execute_from_command_line(sys.argv)
            finally:
                close_connections()
    except EngineError as error:
        sys.exit(str(error))


def close_connections() -> None:
    """Before the engines stop: an open pool would keep PostgreSQL waiting."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
