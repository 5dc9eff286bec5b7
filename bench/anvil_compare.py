"""The part of bench/compare that has anvil beside our execution node: requests, and transactions end to end."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_S = 1800
# What serves a transaction on our side: anvil is both in one process.
NODE = ("execution", "rollup")


class Anvil:
    @staticmethod
    def add_options(parser):
        parser.add_argument("--anvil", type=Path, help="anvil's program (npm: @foundry-rs/anvil)")
        parser.add_argument("--only", default="", choices=("", "rpc", "transfers"), help="with --anvil: a part of it")
        parser.add_argument("--transfers", type=int, default=20_000, help="with --anvil: transactions of a run")

    def __init__(self, options):
        self.options = options

    @staticmethod
    def is_asked_for(options):
        return bool(options.anvil)

    def node(self, script, *arguments):
        environment = {**os.environ, "DUSKEVM": str(self.options.build.resolve() / "bin/duskevm")}
        done = subprocess.run(["node", f"bench/{script}", *arguments], cwd=ROOT, env=environment, check=True,
                              stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_S)
        return json.loads(done.stdout)

    def run(self):
        results = {}
        if self.options.only in ("", "rpc"):
            results["rpc"] = self.requests()
        if self.options.only in ("", "transfers"):
            results["transfers"] = self.transfers()
        return results

    def requests(self):
        print("| processors | requests | connections | ours | anvil | ratio | floor | ours, CPU | anvil, CPU | ratio |\n|" + " --- |" * 10)
        return {state: self.requests_while(state, *flags)
                for state, flags in (("sleep", ()), ("kept awake", ("--keep-awake",)))}

    def requests_while(self, state, *flags):
        found = self.node("rpc.js", "--anvil", str(self.options.anvil.resolve()),
                          "--rounds", str(self.options.rounds), *flags)
        of = {(row["server"], row["call"], row["connections"]): row for row in found["rows"]}
        for (server, call, connections), ours in of.items():
            if server != "duskevm":
                continue
            theirs, floor = of["anvil", call, connections], of["floor", call, connections]
            print(f"| {state} | {call} | {connections} | {ours['requests_per_s'] / 1e3:.1f} k/s "
                  f"| {theirs['requests_per_s'] / 1e3:.1f} k/s "
                  f"| {ours['requests_per_s'] / theirs['requests_per_s']:.2f} "
                  f"| {floor['requests_per_s'] / 1e3:.1f} k/s | {ours['server_cpu_us']:.1f} µs "
                  f"| {theirs['server_cpu_us']:.1f} µs | {theirs['server_cpu_us'] / ours['server_cpu_us']:.2f} |")
        return found

    def transfers(self):
        count = str(self.options.transfers)
        arguments = ["--count", count, "--senders", "200", "--unlimited"]
        runs = {}
        for kind, flags in (("plain", ["--plain"]), ("erc20", [])):
            for round_number in range(min(self.options.rounds, 3)):
                print(f"{kind}, round {round_number + 1}", file=sys.stderr, flush=True)
                runs.setdefault((kind, "ours"), []).append(self.node("transfers.js", *arguments, *flags))
                runs.setdefault((kind, "anvil"), []).append(
                    self.node("transfers.js", *arguments, *flags, "--anvil", str(self.options.anvil.resolve())))
        print("| transactions of 200 senders | ours, CPU: execution (with rollup) | anvil, CPU | ratio (with rollup) "
              "| ours, memory | anvil, memory |\n|" + " --- |" * 6)
        for kind in ("plain", "erc20"):
            self.report(kind, runs[kind, "ours"], runs[kind, "anvil"])
        return {f"{kind} {who}": found for (kind, who), found in runs.items()}

    @staticmethod
    def report(kind, ours, theirs):
        def median(rows, key, names):
            return statistics.median(sum(row[key][name] for name in names) for row in rows)

        execution, node = (median(ours, "cpu_us_per_txn", names) for names in (NODE[:1], NODE))
        anvil = median(theirs, "cpu_us_per_txn", ("anvil",))
        print(f"| {kind} | {execution:.0f} µs ({node:.0f} µs) | {anvil:.0f} µs "
              f"| {anvil / execution:.2f} ({anvil / node:.2f}) | {median(ours, 'memory_mb', NODE[:1]):.0f} MB "
              f"| {median(theirs, 'memory_mb', ('anvil',)):.0f} MB |")
