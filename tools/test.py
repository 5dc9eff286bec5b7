#!/usr/bin/env python3
"""Runs every test there is and adds them up: unit tests (GoogleTest), conformance vectors (duskevm's own
runners), end-to-end tests (node's test runner). The last line is `N passed, N failed, N skipped`."""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped", re.M)


class Totals:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.skip_rows = []

    def add(self, name, passed, failed, skipped, seconds, output=""):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        print(f"{'FAIL' if failed else 'ok  '} {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1f} s)", flush=True)
        if failed:
            print(output[-20000:], flush=True)


def run_limited(command, limit):
    """(exit code, standard output, standard error, seconds) of `command`, which is ended after `limit` seconds."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            code = subprocess.run(command, stdout=out, stderr=err, cwd=ROOT, timeout=limit).returncode
        except subprocess.TimeoutExpired:
            code = -1
            err.write(f"\nended: no result after {limit} s\n".encode())
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    return code, *texts, time.monotonic() - start


def run_unit(binary: Path):
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        # It prints each name as that test begins, so one that hangs is the last.
        code, out, err, seconds = run_limited([binary, f"--gtest_output=json:{report.name}"], 600)
        passed = failed = 0
        skips = []
        # GoogleTest prints the reason; its report has only the result.
        reasons = iter(re.findall(r": Skipped\n(.+)", out))
        text = Path(report.name).read_text()
        for suite in json.loads(text)["testsuites"] if text else []:
            for case in suite["testsuite"]:
                if case.get("result") == "SKIPPED":
                    skips.append(f"{suite['name']}.{case['name']}: {next(reasons, 'no reason given')}")
                elif case.get("failures"):
                    failed += 1
                else:
                    passed += 1
        if code != 0 and failed == 0:
            failed = 1  # it crashed, hung, or exited before the report
        return binary.name, passed, failed, skips, seconds, out + err


def run_summed(name, command, totals):
    code, out, err, seconds = run_limited(command, 1800)
    found = SUMMARY.findall(out + err)
    passed, failed, skipped = map(int, found[-1]) if found else (0, 1, 0)
    if code != 0 and failed == 0:
        failed = 1
    totals.add(name, passed, failed, skipped, seconds, out + err)
    for line in (out + err).splitlines():
        if line.startswith("skipped"):
            totals.skip_rows.append(f"{name}: {line}")


def run_node_tests(name, files, totals):
    code, out, err, seconds = run_limited(["node", "--test", "--test-reporter=tap", "--test-concurrency=1", *files], 1800)
    counts = {key: int(value) for key, value in re.findall(r"^# (pass|fail|cancelled|skipped) (\d+)$", out, re.M)}
    failed = counts.get("fail", 0) + counts.get("cancelled", 0)
    if not counts or (code != 0 and failed == 0):
        failed = 1
    totals.add(name, counts.get("pass", 0), failed, counts.get("skipped", 0), seconds, out + err)


def unit_programs(build: Path):
    """The programs that the build declares: its folder may hold others, of modules that are gone."""
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], capture_output=True, check=True)
    return sorted(Path(test["command"][0]) for test in json.loads(shown.stdout)["tests"])


def run_unit_tests(build: Path, totals):
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, passed, failed, skips, seconds, output in pool.map(run_unit, unit_programs(build)):
            totals.add(name, passed, failed, len(skips), seconds, output)
            totals.skip_rows += [f"{name}: {row}" for row in skips]


def run_conformance(duskevm: Path, totals):
    if not os.environ.get("DUSK_VECTORS"):
        totals.skip_rows.append("conformance vectors: ../shared/vectors is absent")
        return
    vectors = Path(os.environ["DUSK_VECTORS"])
    run_summed("statetest eest-state-tests", [duskevm, "statetest", vectors / "eest-state-tests"], totals)
    run_summed("blockchaintest eest-blockchain-tests", [duskevm, "blockchaintest", vectors / "eest-blockchain-tests"], totals)
    run_summed("rpc-compat execution-apis", [duskevm, "rpc-compat", vectors / "execution-apis"], totals)
    run_summed("executor-fixture kona-executor",
               [duskevm, "executor-fixture", *sorted(p for p in (vectors / "kona-executor").iterdir() if p.is_dir())], totals)


def run_e2e(duskevm: Path, totals):
    os.environ["DUSKEVM"] = str(duskevm.resolve())
    for test in sorted((ROOT / "tests" / "e2e").glob("*.test.js")):
        run_node_tests(f"e2e {test.name}", [str(test)], totals)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--only", choices=("unit", "conformance", "e2e"), help="one kind (all)")
    options = parser.parse_args()
    duskevm = options.build / "bin" / "duskevm"
    totals = Totals()
    if options.only in (None, "unit"):
        run_unit_tests(options.build, totals)
    if options.only in (None, "conformance"):
        run_conformance(duskevm, totals)
    if options.only in (None, "e2e"):
        run_e2e(duskevm, totals)

    if totals.skip_rows:
        print("\nskipped, and why:")
        for row in totals.skip_rows:
            print(f"  {row}")
    print(f"\n{totals.passed} passed, {totals.failed} failed, {totals.skipped} skipped")
    return 1 if totals.failed or not totals.passed else 0


if __name__ == "__main__":
    sys.exit(main())
