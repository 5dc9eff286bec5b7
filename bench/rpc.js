#!/usr/bin/env node
// JSON-RPC requests per second of an execution node, and of anvil beside it if one is given: both
// hold the same accounts and the same ERC-20, and are asked in turns by the same generator. The
// server named floor looks at no request (rpc_floor.cpp).
//
//   DUSKEVM=build/release/bin/duskevm node bench/rpc.js [--tools build/release/bin] [--anvil PATH]
//       [--connections 1,16] [--seconds 1] [--rounds 3] [--keep-awake] [--port 21545]
//
// Prints one line of JSON: rows as rpc-bench gives them, and with --anvil the ratios to it.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { encodeAbiParameters, encodeFunctionData, keccak256, numberToHex } from 'viem';
import { compile } from '../tests/e2e/lib/contracts.js';
import { DUSKEVM, Process } from '../tests/e2e/lib/process.js';
import { rpc } from '../tests/e2e/lib/rpc.js';
import { sleep, until } from '../tests/e2e/lib/wait.js';

const { values } = parseArgs({
  options: {
    tools: { type: 'string', default: path.dirname(DUSKEVM) }, // folder of rpc-bench and rpc-floor
    anvil: { type: 'string' },
    connections: { type: 'string', default: '1,16' },
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    'keep-awake': { type: 'boolean', default: false },
    port: { type: 'string', default: '21545' },
  },
});
const PORT = Number(values.port);
const CHAIN_ID = 31744;
const TOKEN = '0x00000000000000000000000000000000000a11ce';
const HOLDER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'; // funded by both
const BALANCE = 10n ** 22n;
const TOKENS = 10n ** 24n;
const BALANCES_SLOT = 1n; // of tests/e2e/contracts/Token.sol

const token = compile('Token.sol').Token;
const balanceSlot = keccak256(
  encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [HOLDER, BALANCES_SLOT]),
);
const balanceWord = numberToHex(TOKENS, { size: 32 });

function genesis() {
  const forks = ['regolith', 'canyon', 'ecotone', 'fjord', 'granite', 'holocene', 'isthmus', 'jovian'];
  return {
    config: {
      chainId: CHAIN_ID,
      ...Object.fromEntries(forks.map((fork) => [`${fork}Time`, 0])),
      optimism: { eip1559Elasticity: 6, eip1559Denominator: 50, eip1559DenominatorCanyon: 250 },
    },
    gasLimit: '0x3938700',
    timestamp: numberToHex(Math.floor(Date.now() / 1000)),
    extraData: '0x01000000fa000000060000000000000000',
    alloc: {
      [HOLDER]: { balance: numberToHex(BALANCE) },
      [TOKEN]: { balance: '0x0', code: token.runtime, storage: { [balanceSlot]: balanceWord } },
    },
  };
}

async function startNode(folder) {
  fs.writeFileSync(path.join(folder, 'genesis.json'), JSON.stringify(genesis()));
  const process = Process.duskevm(
    'execution',
    ['execution', '--datadir', path.join(folder, 'data'), '--genesis',
      path.join(folder, 'genesis.json'), '--http.port', PORT, '--ws.port', PORT,
      '--authrpc.port', 0, '--log.level', 'warn'],
    path.join(folder, 'execution.log'),
  );
  return { name: 'duskevm', process, url: `http://127.0.0.1:${PORT}` };
}

async function startAnvil(folder) {
  const process = new Process(
    'anvil',
    [values.anvil, '--optimism', '--host', '127.0.0.1', '--port', String(PORT + 1), '--silent',
      '--chain-id', String(CHAIN_ID)],
    path.join(folder, 'anvil.log'),
  );
  const url = `http://127.0.0.1:${PORT + 1}`;
  await ready({ name: 'anvil', process, url });
  await rpc(url, 'anvil_setBalance', [HOLDER, numberToHex(BALANCE)]);
  await rpc(url, 'anvil_setCode', [TOKEN, token.runtime]);
  await rpc(url, 'anvil_setStorageAt', [TOKEN, balanceSlot, balanceWord]);
  return { name: 'anvil', process, url };
}

function startFloor(folder) {
  const port = PORT + 2;
  const program = path.join(values.tools, 'rpc-floor');
  const process = new Process('floor', [program, String(port)], path.join(folder, 'floor.log'));
  return { name: 'floor', process, url: `http://127.0.0.1:${port}` };
}

const ready = ({ name, process, url }) =>
  until(`${name} to answer`, async () => {
    if (!process.running) throw new Error(`${name} has ended: ${process.logTail(5)}`);
    return rpc(url, 'eth_chainId').catch(() => false);
  });

const processorTime = (pid) => {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/// Waits until a server has done what it does beside its start, such as loading proof setups.
const idle = ({ name, process }) =>
  until(
    `${name} to have nothing to do`,
    async () => {
      const before = processorTime(process.child.pid);
      await sleep(500);
      return processorTime(process.child.pid) - before <= 1;
    },
    { interval: 1 },
  );

const CALLS = {
  eth_blockNumber: [],
  eth_getBalance: [HOLDER, 'latest'],
  eth_call: [
    {
      to: TOKEN,
      data: encodeFunctionData({ abi: token.abi, functionName: 'balanceOf', args: [HOLDER] }),
    },
    'latest',
  ],
};

async function checkAnswers(url) {
  const same = (what, got, wanted) => {
    if (BigInt(got) !== wanted) throw new Error(`${url}: ${what} is ${got}, not ${wanted}`);
  };
  same('the balance', await rpc(url, 'eth_getBalance', CALLS.eth_getBalance), BALANCE);
  same('the token balance', await rpc(url, 'eth_call', CALLS.eth_call), TOKENS);
}

function generate(servers) {
  const calls = Object.entries(CALLS).flatMap(([method, params]) => [
    '--call', `${method}=${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}`,
  ]);
  const endpoints = servers.map(({ name, process, url }) => `${name}=${url}@${process.child.pid}`);
  const done = spawnSync(
    path.join(values.tools, 'rpc-bench'),
    ['--connections', values.connections, '--seconds', values.seconds, '--rounds', values.rounds,
      '--keep-awake', values['keep-awake'] ? '1' : '0', ...calls, ...endpoints],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (done.status !== 0) throw new Error('rpc-bench failed');
  return JSON.parse(done.stdout);
}

/// Our figure divided by anvil's.
function ratios(rows) {
  const of = (server, row) =>
    rows.find((r) => r.server === server && r.call === row.call && r.connections === row.connections);
  return rows
    .filter(({ server }) => server === 'duskevm')
    .map((row) => ({
      call: row.call,
      connections: row.connections,
      requests_per_s: round(row.requests_per_s / of('anvil', row).requests_per_s),
      server_cpu: round(row.server_cpu_us / of('anvil', row).server_cpu_us),
    }));
}

const round = (number) => Math.round(number * 100) / 100;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-rpc-'));
const servers = [];
try {
  servers.push(await startNode(folder));
  await ready(servers[0]);
  if (values.anvil) servers.push(await startAnvil(folder));
  for (const { url } of servers) await checkAnswers(url);
  servers.push(startFloor(folder));
  await ready(servers.at(-1));
  for (const server of servers) await idle(server);
  const rows = generate(servers);
  console.log(JSON.stringify({ rows, ...(values.anvil && { ratios: ratios(rows) }) }));
} finally {
  for (const { process } of servers) await process.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
