"""The JSON-RPC methods that the sources register and those that docs/rpc.md tells must be the same."""

import re
from pathlib import Path

NAME = r"(?:eth|net|web3|txpool|admin|debug|trace|ots|engine|miner|personal|rpc|anvil)_\w+"
# Rows of tables, and single additions.
ROW = re.compile(r'\{"(' + NAME + r')",')
ADDED = re.compile(r'\b(?:add|simple|with_gas)\(\s*"(' + NAME + r')"')
# Row{"engine_newPayloadV", method, 4}: versions 1 to 4.
VERSIONS = re.compile(r'Row\{"(engine_\w+V)", \w+, (\d+)\}')
VERSIONED = re.compile(r"engine_\w+V")
# {"setBalance", ANVIL | HARDHAT, handler}: one method for each who offers it.
CHEAT = re.compile(r'\{"(\w+)",\s*((?:[A-Z]+)(?: \| [A-Z]+)*),')
FOLDERS = ("dusk/node/rpc", "dusk/node/engine", "dusk/node/dev", "dusk/platform/rpc")


def registered(root: Path) -> set[str]:
    names = set()
    for folder in FOLDERS:
        for path in (root / folder).rglob("*.cpp"):
            if path.stem.endswith("_test"):
                continue
            text = path.read_text()
            names |= {name for name in ROW.findall(text) + ADDED.findall(text) if not VERSIONED.fullmatch(name)}
            for prefix, last in VERSIONS.findall(text):
                names |= {f"{prefix}{version}" for version in range(1, int(last) + 1)}
            if path.name.startswith("cheat_"):
                for name, offered in CHEAT.findall(text):
                    names |= {f"{who.lower()}_{name}" for who in offered.split(" | ")}
    return names


def documented(root: Path) -> set[str]:
    names = set()
    for cell in re.findall(r"^\| (`[^|]*`) \|", (root / "docs/rpc.md").read_text(), re.M):
        names |= set(re.findall(r"`(\w+_\w+)`", cell))
    return names


def check(root: Path) -> list[str]:
    told, known = documented(root), registered(root)
    return [f"docs/rpc.md: no row for {name}, which the sources register" for name in sorted(known - told)] + [
        f"docs/rpc.md: {name} is registered nowhere" for name in sorted(told - known)
    ]
