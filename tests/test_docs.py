"""The documentation says what is so: commands, keys, modules, dependencies, links."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from pydantic import BaseModel

from bot.command import COMMANDS, app
from bot.commands.common import Exit
from retrieval.config import VENDOR_VARIABLES, Config
from tests import module_list

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = [Requirement(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]
OTHER_NAMES = {
    "PIL": "pillow",
    "langchain_core": "langchain-core",
    "pi_heif": "pi-heif",
    "prompt_toolkit": "prompt-toolkit",
    "sentence_transformers": "sentence-transformers",
    "telegram": "python-telegram-bot",
    "yaml": "pyyaml",
}
"""Distributions that are imported under another name."""

OURS = {"bot", "ingest", "retrieval", "training", "bench", "tests", "examples"}
OPTIONAL = {"tg_auto_test"}
"""Imported by a test that is skipped where it is not installed."""

WORKPLACE = re.compile(
    r"(?<![\w.~-])/(?:work|root|tmp|home|Users)/|\bpypi\.org/simple\b|\bfiles\.pythonhosted\.org\b"
    r"|--(?:extra-)?index-url\b|\bdownload\.pytorch\.org\b"
)


def keys(model: type[BaseModel], prefix: str = ""):
    """(key, default) of every setting: “retrieval.candidates”, 60."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from keys(type(field.default), f"{prefix}{name}.")
        else:
            yield prefix + name, field.default


def helped() -> dict[str, set[str]]:
    """The options of each command, and of its subcommands."""
    group = typer.main.get_command(app)
    found = {"": _options(group)}
    for name in COMMANDS:
        command = group.get_command(None, name)
        found[name] = _options(command)
        for inner in getattr(command, "commands", {}).values():
            found[name] |= _options(inner)
    return found


def _options(command) -> set[str]:
    names = {name for parameter in command.params for name in parameter.opts if name.startswith("-")}
    return names | {"--help", "-h"}


def shown_commands(text: str) -> list[str]:
    """What follows `hoivanban` wherever a page shows a command: in a block of code or between backticks."""
    blocks = re.findall(r"^```(?:sh|ini|text)?\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    code = blocks + re.findall(r"`([^`\n]+)`", text)
    lines = [line for block in code for line in block.splitlines()]
    found = [
        re.match(r"(?:\S+=\S+ |export .*|ExecStart=\S*/|sudo .*?)?(?:\S*/)?hoivanban\s+(.+)", line) for line in lines
    ]
    return [match[1].split("  #")[0] for match in found if match]


def shown() -> list[tuple[str, str]]:
    return [(page.name, line) for page in PAGES for line in shown_commands(page.read_text("utf-8"))]


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout: which files are tracked cannot be told")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_commands_and_options_that_the_pages_show_exist():
    known = helped()
    assert len(shown()) > 20
    for page, line in shown():
        words = re.sub(r"[\"“'].*?[\"”']", "…", line).split()
        command = next((word for word in words if word in COMMANDS), None)
        options = {word.split("=")[0] for word in words if re.fullmatch(r"-{1,2}[a-z].*", word)}
        assert command or options <= known[""], f"{page}: hoivanban {line}"
        assert options <= known[""] | known[command or ""], f"{page}: hoivanban {line}"


def test_every_command_is_shown():
    assert {word for _, line in shown() for word in line.split()} >= set(COMMANDS)


def test_the_readmes_two_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"(?:^|`|&& |-u \w+ )make ([a-z]+)", text, flags=re.MULTILINE))
    assert {"run", "test", "install", "bench"} <= named <= targets


@pytest.mark.parametrize("page", [*PAGES, ROOT / "examples/decisions/README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), f"{page.name} → {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", aim.read_text("utf-8"), flags=re.MULTILINE)
            assert anchor in map(slug, headings), f"{page.name} → {target}"


@pytest.mark.parametrize(("key", "default"), list(keys(Config)))
def test_every_key_is_documented_with_its_default_and_variable(key, default):
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith(f"| `{key}` |")]
    assert len(rows) == 1
    assert f"| `{'null' if default is None else default}` |" in rows[0]
    assert f"`HOIVANBAN_{key.upper().replace('.', '__')}`" in rows[0]


def test_the_vendors_variables_are_documented():
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in VENDOR_VARIABLES)


def test_exit_codes_are_documented():
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE) == [str(int(code)) for code in Exit]


def test_the_list_of_modules_is_that_of_the_code():
    text = module_list.LIST.read_text("utf-8")
    assert text == module_list.module_list(), "run: .venv/bin/python -m tests.module_list --write"


def test_every_dependency_has_its_reason_and_is_pinned():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8").lower()
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), flags=re.MULTILINE))
    pinned = {name.lower().replace("_", "-"): version for name, version in pins.items()}
    for requirement in REQUIREMENTS:
        name = requirement.name.lower()
        assert re.search(rf"(?<![\w-]){name}(?![\w-])", text), f"{name} has no reason in docs/architecture.md"
        assert requirement.specifier.contains(pinned[name]), f"{requirement} but constraints.txt has {pinned[name]}"


def test_what_is_imported_is_a_dependency():
    listed = {requirement.name.lower() for requirement in REQUIREMENTS}
    for path in tracked():
        if path.suffix != ".py" or path.parts[len(ROOT.parts)] == "bench":  # bench brings its peers itself
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for top in {name.split(".")[0] for name in names} - OURS - OPTIONAL - sys.stdlib_module_names:
                assert OTHER_NAMES.get(top, top) in listed, f"{path.relative_to(ROOT)} imports {top}"


def test_nothing_tracked_names_a_workplace_or_a_registry():
    for path in tracked():
        data = path.read_bytes()
        if path == Path(__file__) or b"\0" in data[:8192]:
            continue
        found = WORKPLACE.search(data.decode("utf-8", "replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found[0] if found else ''}"
