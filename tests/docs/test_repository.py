"""The files for contributors: workflows, issue forms, citation and hooks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import latentwalk
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")


def run(name: str, *arguments: object) -> None:
    """Run a linter of this environment; it must find nothing."""
    program = shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed for this platform")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def content(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_actionlint_accepts_the_workflows() -> None:
    run("actionlint", "-no-color", *WORKFLOWS)


def test_zizmor_finds_no_weakness_in_the_workflows() -> None:
    run("zizmor", "--offline", "--no-progress", GITHUB)


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
    ],
)
def test_files_follow_their_schema(schema: str, paths: list[Path]) -> None:
    assert paths
    run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_bounded(path: Path) -> None:
    workflow = content(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90


def test_the_citation_names_this_version() -> None:
    assert content(ROOT / "CITATION.cff")["version"] == latentwalk.__version__


def test_hooks_use_the_tools_of_the_checks() -> None:
    hooks = [
        hook
        for repo in content(ROOT / ".pre-commit-config.yaml")["repos"]
        for hook in repo["hooks"]
    ]
    programs = {hook["entry"].split()[0] for hook in hooks}
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [name for name in programs - {"zizmor"} if f'"{name}"' not in noxfile] == []
