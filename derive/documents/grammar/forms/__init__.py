"""The forms of formulas, one subject per module; each registers with the parser when it is imported.

Where several forms begin with the same sign, those of the module whose name comes first are asked first."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
