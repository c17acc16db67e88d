"""Becomes supervisord, with three manners of its own. Run as a file by `stack.become_supervisor`.

- A closed terminal sends HUP, which supervisor takes for "restart everything": it means "stop".
- Signals blocked by whoever started us are let in once supervisor handles them.
- Pid files of what it kept go with it.
"""

from __future__ import annotations

import signal
from pathlib import Path

from supervisor import options, supervisord

NAMES = ("postgres", "valkey", "web", "worker-fast", "worker-long", "beat")
HELD_BACK = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def main() -> None:
    next_signal = options.SignalReceiver.get_signal
    set_signals = options.ServerOptions.setsignals

    def hanging_up_means_stop(self: options.SignalReceiver) -> int | None:
        number: int | None = next_signal(self)
        return signal.SIGTERM if number == signal.SIGHUP else number

    def then_let_them_in(self: options.ServerOptions) -> None:
        set_signals(self)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)

    options.SignalReceiver.get_signal = hanging_up_means_stop
    options.ServerOptions.setsignals = then_let_them_in
    try:
        supervisord.main()
    finally:
        for name in NAMES:
            (Path("run") / f"{name}.pid").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
