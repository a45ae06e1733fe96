"""
Translates the modules of the code in the working directory as Python does when it first imports one, and writes what comes of them: a tar of files to be laid over the code. Nothing of the code runs.
"""
import importlib.util
import os
import py_compile
import sys
import tarfile
import warnings

MADE = "/tmp/made.pyc"

warnings.simplefilter("ignore")
os.nice(10)
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.normpath(os.path.join(folder, name))
            # What is run, and not imported, is translated each time.
            if not name.endswith(".py") or path == os.environ["ENTRY"]:
                continue
            try:
                py_compile.compile(path, MADE, dfile=os.path.join(os.getcwd(), path), doraise=True)
            except Exception:  # no module of this Python's: whoever imports it hears why
                continue
            archive.add(MADE, importlib.util.cache_from_source(path))
