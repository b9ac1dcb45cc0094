"""Where the program lies that workers are started of: beside this package in a wheel, or in the build's bin."""
import os
import pathlib
import shutil

_here = pathlib.Path(__file__).resolve().parent


def _find():
    for folder in (_here / "bin", _here.parent.parent / "bin"):
        if (folder / "crucible").is_file():
            return str(folder / "crucible")
    found = shutil.which("crucible")
    return found and str(pathlib.Path(found).resolve())  # what it needs lies beside the file, not beside a link to it


if "CRUCIBLE_PROGRAM" not in os.environ:
    found = _find()
    if found is None:
        raise ImportError("the program crucible is not beside this package, nor in PATH; set CRUCIBLE_PROGRAM to it")
    os.environ["CRUCIBLE_PROGRAM"] = found
