"""What is installed is what was looked at, and nothing that is read can run."""

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys

import pytest

from tests.support.source import ROOT, python_files, tree

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
OURS = python_files("engine", "footbe_tui", "scripts", "benchmarks")
UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "joblib", "dill", "cloudpickle", "marshal", "shelve", "torch", "onnx"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_METHODS = {"unsafe_load", "full_load", "load_all", "unsafe_load_all", "system", "popen", "loads_pickle"}


@pytest.mark.parametrize("path", OURS)
def test_nothing_of_ours_reads_what_could_run(path):
    assert dangers(tree(path)) == []


def dangers(module):
    """Which calls and imports could turn bytes into deeds?"""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in UNSAFE_MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in UNSAFE_MODULES:
            found.append(node.module)
        elif isinstance(node, ast.Call):
            found += _call(node)
    return found


def _call(node):
    if isinstance(node.func, ast.Name):
        return [node.func.id] if node.func.id in UNSAFE_CALLS else []
    if not isinstance(node.func, ast.Attribute):
        return []
    name, owner = node.func.attr, ast.unparse(node.func.value)
    shut = any(word.arg == "allow_pickle" and ast.unparse(word.value) == "False" for word in node.keywords)
    if owner in {"np", "numpy"} and name in {"load", "save", "savez", "fromfile"}:
        return [] if shut else [f"{owner}.{name}"]
    if owner == "yaml" and name == "load":
        return [f"{owner}.{name}"]
    if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords):
        return [f"{owner}.{name} with a shell"]
    return [f"{owner}.{name}"] if name in UNSAFE_METHODS else []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle", "from joblib import load", "import numpy as np\nnp.load('x')", "np.load('x', allow_pickle=True)", "eval('1')", "yaml.load(x)",
        "yaml.unsafe_load(x)", "os.system('x')", "subprocess.run('x', shell=True)", "import marshal as m", "__import__('x')",
    ],
)  # fmt: skip
def test_a_danger_is_seen(code):
    assert dangers(ast.parse(code))
    assert not dangers(ast.parse("np.load('x', allow_pickle=False)\nyaml.compose(x)\nsubprocess.run(['x'])\nre.compile('x')"))


def test_the_whole_runtime_loads_no_module_that_unpacks_models_by_running_them():
    modules = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in python_files("engine", "footbe_tui")]
    wanted = [module for module in modules if not module.endswith("__main__")]
    code = f"""
import importlib, json, sys
for module in {wanted!r}:
    importlib.import_module(module)
own = [m for m in sys.modules.values() if getattr(m, "__name__", "").split(".")[0] in ("engine", "footbe_tui")]
print(json.dumps([sorted(set(sys.modules) & {{"joblib", "dill", "cloudpickle", "torch", "sklearn", "skops"}}),
    [m.__name__ for m in own for value in vars(m).values() if getattr(value, "__name__", "") in ("pickle", "joblib")]]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(ran.stdout) == [[], []]


def test_the_lock_holds_what_the_project_asks_for_and_more_than_one_hash_never_less():
    asked = re.findall(r'^  "([\w-]+)[<>=]', (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0], re.MULTILINE)
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE)}
    assert {name.lower() for name in asked} - {"hatchling"} <= pinned
    for entry in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])", entry), entry.splitlines()[0]
    assert not re.search(r"(?m)^\s*(-e|--(extra-)?index-url|--find-links|--trusted-host|--no-verify)|git\+|@ file:", LOCK)


def test_installing_asks_for_hashes_and_takes_nothing_beside_the_lock():
    script = (ROOT / "scripts" / "venv.sh").read_text(encoding="utf-8")
    installs = [line for line in script.splitlines() if re.match(r"install ", line.strip())]
    assert installs == ['install --require-hashes -r "$lock"', "install --no-deps --no-build-isolation -e ."]
    others = [ROOT / "Makefile", *(ROOT / ".github").rglob("*.yml"), *(ROOT / ".ci").rglob("*")]
    text = "".join(path.read_text(encoding="utf-8") for path in others if path.is_file())
    assert not re.search(r"pip install(?!.*--require-hashes)", text)


def test_a_lock_with_a_wrong_hash_installs_nothing(tmp_path):
    """Shown by pip itself: the file at hand is not the one whose hash is pinned."""
    wheel = tmp_path / "tiny-1.0-py3-none-any.whl"
    import zipfile

    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("tiny.py", "")
        packed.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        packed.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr("tiny-1.0.dist-info/RECORD", "")
    (tmp_path / "lock").write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    tool = [shutil.which("uv"), "pip"] if shutil.which("uv") else [sys.executable, "-m", "pip"]
    ran = subprocess.run(
        [*tool, "install", "--require-hashes", "--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / "out"), "-r", str(tmp_path / "lock")],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "hash" in (ran.stdout + ran.stderr).lower()
    assert not (tmp_path / "out" / "tiny.py").exists()


def test_what_runs_here_is_what_the_lock_pins():
    pins = set(re.findall(r"^([\w.-]+)==([\w.+-]+)", LOCK, re.MULTILINE))
    installed = {(name, _version(name)) for name, _ in pins}
    assert {(name, found) for name, found in installed if found is not None} <= pins


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
