"""Makes `.venv` from the locked requirements, where it is not so already.

    python3 tools/prepare.py base|dev [--port]

Runs on whatever Python the machine has, so that a too old one gets a sentence and no SyntaxError.
`--port` asks first whether PORT is free: nobody wants to learn that after a minute of installing.
"""

import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def give_up(line):
    sys.exit(line)


def check_python():
    if sys.version_info < OLDEST:
        have = "{}.{}".format(*sys.version_info[:2])
        give_up(
            f"Python 3.11 or newer is needed, {sys.executable} is {have}:"
            " install one and set PYTHON, for example make demo PYTHON=python3.11"
        )


def check_port():
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        give_up(f"PORT: {text} is not a whole number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            reason = error.strerror
            give_up(f"Port {text} is taken ({reason}): set PORT, for example PORT=8001.")


def locks(kind):
    names = ["base.txt"] if kind == "base" else ["base.txt", "dev.txt"]
    return [os.path.join(ROOT, "requirements", name) for name in names]


def stamp(kind):
    """What must be the same for an environment to be up to date."""
    digest = hashlib.sha256(sys.version.encode())
    for path in locks(kind):
        with open(path, "rb") as lock:
            digest.update(lock.read())
    return digest.hexdigest()


def is_installed(kind):
    path = os.path.join(VENV, ".installed-" + kind)
    if not os.path.exists(path) or not works(VENV_PYTHON):
        return False
    with open(path) as found:
        return found.read() == stamp(kind)


def works(*command):
    try:
        done = subprocess.run([*command, "--version"], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def make_venv(uv):
    if works(VENV_PYTHON):
        question = "import sys; sys.exit(sys.version_info < (3, 11))"
        if subprocess.run([VENV_PYTHON, "-c", question]).returncode == 0:
            return
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
        if subprocess.run(command).returncode == 0:
            return
    if importlib.util.find_spec("ensurepip") is None:
        version = "{}.{}".format(*sys.version_info[:2])
        give_up(
            "This Python cannot make a virtual environment:"
            f" apt-get install python{version}-venv (or set PYTHON to another one)."
        )
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode:
        give_up(f"No virtual environment could be made in {VENV}.")


def install(kind, uv):
    files = [word for path in locks(kind) for word in ("-r", path)]
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, "--require-hashes"]
        if subprocess.run(command + files).returncode == 0:
            return
        print("uv did not manage; trying pip.", file=sys.stderr)
    pip = [VENV_PYTHON, "-m", "pip"]
    if not works(*pip):
        subprocess.run([VENV_PYTHON, "-m", "ensurepip", "--default-pip"], capture_output=True)
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run(command + files).returncode:
        give_up("The requirements could not be installed; the lines above say why.")


def main(kind, *options):
    check_python()
    if "--port" in options:
        check_port()
    if is_installed(kind):
        return
    found = shutil.which("uv")
    uv = found if found and works(found) else None
    print(f"Installing the {kind} requirements into .venv …", flush=True)
    make_venv(uv)
    install(kind, uv)
    for done in ["base"] if kind == "base" else ["base", "dev"]:
        with open(os.path.join(VENV, ".installed-" + done), "w") as out:
            out.write(stamp(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
