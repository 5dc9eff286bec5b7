#!/usr/bin/env python3
"""Our own lint: what clang-format and clang-tidy cannot check (STYLE.md). Prints each breach; exit 1 if any."""

import re
import subprocess
import sys
from pathlib import Path

import lint_metrics
import lint_rpc

ROOT = Path(__file__).resolve().parent.parent
PURE_RE = re.compile(r"dusk_module\(\S+\s+PURE")

# (pattern, why, PURE files only)
BANS = [
    (re.compile(r"\b(reinterpret_cast<const? ?(uint|std::uint)(16|32|64))"), "bytes become integers through load_be/load_le only", False),
    (re.compile(r"std::unordered_"), "hash order differs between platforms: FlatMap or a sorted vector", True),
    (re.compile(r"#include <(iostream|sstream|fstream|regex|thread|mutex|chrono|random|filesystem|locale|unordered_map|unordered_set)>"), "PURE code has no effects", True),
    (re.compile(r"\b(thread_local|throw|dynamic_cast|typeid|float|double)\b"), "banned in PURE code", True),
    (re.compile(r"\[\[clang::musttail\]\]|immintrin\.h"), "host-only fast paths live outside core", True),
    (re.compile(r"#include <(format|print|generator|flat_map|mdspan)>"), "not in libstdc++-12", False),
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "write an issue instead", False),
    (re.compile(r"#include \"dusk/|#include \"\.\./"), "full-path includes in <>", False),
]
LINES_MAX = 700


def strip_comments(text: str) -> str:
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def pure_folders() -> list[Path]:
    return [p.parent for p in (ROOT / "dusk").rglob("CMakeLists.txt") if PURE_RE.search(p.read_text())]


def check(path: Path, pure: bool) -> list[str]:
    raw = path.read_text()
    name = path.relative_to(ROOT)
    breaches = []
    is_test = path.stem.endswith("_test")
    if path.suffix == ".hpp" and "#pragma once" not in raw:
        breaches.append(f"{name}: no #pragma once")
    if path.suffix == ".hpp" and not raw.lstrip().startswith("//"):
        breaches.append(f"{name}:1: a header opens with what it is (STYLE rule 28)")
    if raw.count("\n") > LINES_MAX and not is_test and "table" not in path.stem:
        breaches.append(f"{name}: {raw.count(chr(10))} lines, more than {LINES_MAX}: one concept per file")
    code = strip_comments(raw)
    for number, (line, raw_line) in enumerate(zip(code.split("\n"), raw.split("\n")), 1):
        for pattern, why, pure_only in BANS:
            if pure_only and (not pure or is_test):
                continue
            target = raw_line if "TODO" in pattern.pattern or "include" in pattern.pattern else line
            if pattern.search(target):
                breaches.append(f"{name}:{number}: {pattern.search(target).group()}: {why}")
    return breaches


def check_pitfalls(sources: list[Path]) -> list[str]:
    """Every test that docs/pitfalls.md names exists."""
    tests = set()
    for path in sources:
        if path.stem.endswith("_test"):
            tests.update(f"{a}.{b}" for a, b in re.findall(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", path.read_text()))
    named = re.findall(r"`(\w+\.\w{12,})`", (ROOT / "docs/pitfalls.md").read_text())
    return [f"docs/pitfalls.md: no test {name}" for name in named if name not in tests]


def main() -> int:
    files = subprocess.run(["git", "ls-files", "*.hpp", "*.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    pure = pure_folders()
    sources = [path for path in map(ROOT.joinpath, files.stdout.split()) if path.exists()]
    breaches = check_pitfalls(sources) + lint_metrics.check(ROOT) + lint_rpc.check(ROOT)
    for path in sources:
        breaches += check(path, path.parent in pure)
    print("\n".join(breaches) or "lint: clean")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
