"""The metrics that the sources register and those that docs/metrics.md tells must be the same."""

import re
from pathlib import Path

CALL = re.compile(r'\b(?:counter|gauge|histogram|summary|count)\(\s*(PREFIX \+ |prefix_ \+ |)(?:"(\w+)"|([A-Z_]+)),')
CONSTANT = re.compile(r'\b([A-Z_]+) = "(\w+)";')
PREFIX = re.compile(r'\bPREFIX = (?:"(\w+)"|std::string\{(\w+)\} \+ "(\w+)")')
# A class that several roles use with a prefix of theirs.
ANY_ROLE = "*_txmgr_"


def constants_of(text: str) -> dict[str, str]:
    return dict(CONSTANT.findall(text))


def prefix_of(text: str, constants: dict[str, str]) -> str:
    found = PREFIX.search(text)
    if not found:
        return ""
    literal, name, rest = found.groups()
    return literal if literal else constants[name] + rest


def registered(root: Path) -> set[str]:
    headers = {}
    for path in (root / "dusk").rglob("*.hpp"):
        headers.update((n, v) for n, v in constants_of(path.read_text()).items() if n.endswith("METRICS_PREFIX"))
    names = set()
    for path in (root / "dusk").rglob("*.cpp"):
        text = path.read_text()
        if path.stem.endswith("_test") or path.name == "metrics.cpp" or "metrics" not in text:
            continue
        constants = headers | constants_of(text)
        prefix = prefix_of(text, constants)
        for kind, literal, constant in CALL.findall(text):
            name = literal or constants.get(constant)
            if name:
                names.add((ANY_ROLE if kind.startswith("prefix_") else prefix) + name)
    return names


def documented(root: Path) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", (root / "docs/metrics.md").read_text(), re.M))


def check(root: Path) -> list[str]:
    told = documented(root)
    breaches, known = [], set()
    for name in sorted(registered(root)):
        fits = {t for t in told if t == name or (name.startswith(ANY_ROLE) and t.endswith(name.removeprefix("*")))}
        if not fits:
            breaches.append(f"docs/metrics.md: no row for {name}, which the sources register")
        known |= fits
    return breaches + [f"docs/metrics.md: {name} is registered nowhere" for name in sorted(told - known)]
