"""From syntax trees to kernel terms: names looked up, shapes and sizes made to agree.

Every module is loaded, so that it registers what it knows to do (see :mod:`registry`)."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
