#!/usr/bin/env python3
"""Runs notebooks from top to bottom in this Python, without Jupyter: execute.py [--write] NOTEBOOK...
--write keeps what the cells gave in the file. A cell that raises ends it with its number and the error."""
import ast
import contextlib
import io
import json
import os
import pathlib
import sys
import traceback


def last_value(source, names, where):
    """Runs a cell; what its last expression gives, None without one."""
    body = ast.parse(source, where).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), where, "exec"), names)
    return eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None


def output_of(value, count):
    data = {"text/plain": repr(value).splitlines(True)}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_().splitlines(True)
    return {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}


def execute(path):
    """The notebook as a document, with the outputs of a whole run."""
    notebook = json.loads(path.read_text())
    names = {"__name__": "__main__"}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            value = last_value("".join(cell["source"]), names, f"{path.name}, cell {count}")
        cell["execution_count"] = count
        cell["outputs"] = []
        if said.getvalue():
            cell["outputs"].append({"output_type": "stream", "name": "stdout", "text": said.getvalue().splitlines(True)})
        if value is not None:
            cell["outputs"].append(output_of(value, count))
    return notebook


def main():
    words = sys.argv[1:]
    keep = "--write" in words
    here = pathlib.Path.cwd()
    for name in (w for w in words if w != "--write"):
        path = (here / name).resolve()
        os.chdir(path.parent)
        try:
            notebook = execute(path)
        except Exception:
            traceback.print_exc()
            sys.exit(f"{path.name} was not run to its end")
        if keep:
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
        print(f"{path.name}: {sum(c['cell_type'] == 'code' for c in notebook['cells'])} cells")


main()
