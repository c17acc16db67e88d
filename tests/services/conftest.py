from __future__ import annotations

from collections.abc import Iterator

import pytest

from .servers import Servers, servers


@pytest.fixture(scope="module")
def system() -> Iterator[Servers]:
    with servers() as found:
        yield found
