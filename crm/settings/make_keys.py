"""Prints secrets for a production environment: `python -m crm.settings.make_keys`.

No command of Django's, since production settings refuse to load without what it prints. To change
a field key put the new one before the old ones, separated by a comma: the first encrypts, all read.
"""

import sys

from .env import new_keys

if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={value}\n" for name, value in new_keys().items())
