"""Rules on the files of the project themselves."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
REGISTRIES = re.compile(
    r"--(extra-)?index-url|--find-links|^-[if] |UV_(DEFAULT_)?INDEX|PIP_(EXTRA_)?INDEX|pypi\.org|registry\.npmjs", re.M
)
# A folder of somebody's machine; what containers and Debian define themselves is no such thing.
MACHINES = re.compile(r"(?<![\w.])/(home/\w+|Users/\w+|root|work|opt/wheels)/")


def ours() -> list[Path]:
    """The files of the project: what git knows or would take, or all of them where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    hidden = {".venv", "var", ".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not hidden & set(path.relative_to(ROOT).parts)]


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:  # a picture, a font
        return ""


def test_no_file_is_too_long_to_read():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in ours()
        if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
        if (lines := len(text(path).splitlines())) > 310
    }

    assert long == {}


def test_no_file_names_a_registry_of_packages_or_a_machine():
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in ours()
        if path != Path(__file__)
        for rule in (REGISTRIES, MACHINES)
        for found in rule.finditer(text(path))
    ]

    assert named == []


def test_the_rule_on_addresses_finds_them():
    assert REGISTRIES.search("x\n--index-url https://example.org/simple")
    assert MACHINES.search('open("/home/someone/file")')
    assert not MACHINES.search("path /static/home/site.css")


@pytest.mark.parametrize(("package", "floor"), [("wagtail", "8.0.1"), ("django", "5.2.19")])
def test_versions_with_known_holes_are_not_allowed(package, floor):
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {Requirement(line).name: Requirement(line).specifier for line in declared}[package]
    pinned = {
        name: version
        for file in ("requirements.txt", "requirements-dev.txt")
        for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / file).read_text(), re.M)
        if name == package
    }

    assert Version(floor) in wanted
    assert not [old for old in ("5.2.18", "8.0") if Version(old) < Version(floor) and wanted.contains(old)]
    assert Version(pinned[package]) >= Version(floor)


def test_every_requirement_is_pinned_with_hashes():
    for file in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / file).read_text())
        requirements = [block for block in blocks if not block.startswith("#")]
        assert requirements
        assert [block.splitlines()[0] for block in requirements if "--hash=sha256:" not in block] == []


def test_the_readme_is_short_and_begins_with_the_two_commands():
    lines = (ROOT / "README.md").read_text().splitlines()

    assert len(lines) < 120
    assert re.findall(r"make \w+", "\n".join(lines[:15]))[:2] == ["make run", "make test"]


def test_make_alone_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)

    assert [target for target in targets if f"make {target} " not in listed] == []


def test_the_order_of_our_apps_is_that_of_their_templates():
    assert settings.INSTALLED_APPS[:4] == ["search", "library", "networks", "home"]
