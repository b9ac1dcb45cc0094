"""Crucible in Python: the same steps, studies and results as on the command line.

    import crucible
    run = crucible.synthesis.plan("CC(=O)Nc1ccc(O)cc1", iterations=100)
    run.value("steps.1"), run.table("moves")["name"]

Every group of steps is a module (structure, potential, glass, polymorphs, melting, soil, synthesis), every step a
function whose keyword arguments are its parameters, with units as in studies: pressure="20 GPa".
"""
import os as _os
import sys as _sys

from . import _program  # before _core: says where the program is

# Plug-ins (libtorch, printing) find the library's symbols in this module, as they do in the program.
_flags = _sys.getdlopenflags()
_sys.setdlopenflags(_os.RTLD_NOW | _os.RTLD_GLOBAL)
try:
    from . import _core
finally:
    _sys.setdlopenflags(_flags)

from ._core import (CtVolume, Error, Evaluation, InconsistentError, InputError, IoError, LabelVolume, NotBuiltError,
                    Potential, ResourceError, Structure, UnstableError, read_structures, read_table, read_volume, version,
                    write_structures, write_volume)
from ._pictures import Molecule, Route
from ._runs import Run, Row, open_run, run_study
from ._steps import add_groups

__version__ = version().split()[-1] if " " in version() else version()
__all__ = ["CtVolume", "Error", "Evaluation", "InconsistentError", "InputError", "IoError", "LabelVolume", "Molecule",
           "NotBuiltError", "Potential", "ResourceError", "Route", "Row", "Run", "Structure", "UnstableError", "open_run",
           "read_structures", "read_table", "read_volume", "run_study", "write_structures", "write_volume"]
__all__ += add_groups(__name__)
