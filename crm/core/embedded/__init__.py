"""PostgreSQL and Valkey out of their wheels: found, made, started and stopped here only."""

from .engines import Engines
from .launcher import is_free, take
from .machine import EngineError, socket_folder

__all__ = ["EngineError", "Engines", "is_free", "socket_folder", "take"]
