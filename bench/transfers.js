#!/usr/bin/env node
// ERC-20 transfers per second end to end: starts a local network (all of it: DuskDS, adapter,
// execution node, sequencer, batcher), deploys a token, signs COUNT transfers, sends them in
// JSON-RPC batches as fast as they are taken, and waits until each has its receipt.
//
//   DUSKEVM=build/release/bin/duskevm node bench/transfers.js [--count N] [--senders N]
//       [--rounds N] [--batch N] [--connections N] [--port-offset N] [--plain] [--unlimited]
//       [--anvil PATH]
//
// Prints one line of JSON. Several rounds on the same network: processor times are their means, since
// the clock that they are read from ticks 100 times a second, the rest is that of the last. Two limits bound the rate of a network as it is configured: the gas of a
// block (60M), and what the batcher lets the sequencer put into one (130,000 bytes as estimated
// after compression, op-batcher's default). --unlimited lifts both, so that the machine is the
// limit: 500M gas, the most that the SystemConfig contract takes, and a batcher that is halted while
// it is measured. Blocks have one second. cpu_us_per_txn: processor time of each process from the
// first transaction sent to the last receipt, divided by the transactions. memory_mb: what each
// process holds in RAM at the end.
//
// With --anvil the same transactions go to anvil, with blocks of one second and 500M gas.

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeFunctionData, getAddress, keccak256, numberToHex, parseAbi, parseEther } from 'viem';
import { AnvilNet } from './anvil_net.js';
import { compile } from '../tests/e2e/lib/contracts.js';
import { Devnet } from '../tests/e2e/lib/devnet.js';
import { post, rpc } from '../tests/e2e/lib/rpc.js';
import { sleep, until } from '../tests/e2e/lib/wait.js';

const COUNT_MAX = 20_000; // the pool's slots
const ROUNDS_MAX = 100;
const PER_SENDER_MAX = 1_000; // an account's slots
const SENDERS_MAX = 200;
const OWNER_INDEX = 22; // the devnet's account that owns the SystemConfig contract
const GAS_LIMIT_MAX = 500_000_000n;
const FUNDED = 10; // accounts that a devnet funds
const MORE_SENDERS_INDEX = 100;
// Of one request, and of all receipts. What is measured is processor time, so that patience costs
// nothing: on a busy machine anvil is silent for long while it makes a block of 500M gas.
const PATIENCE_MS = 600_000;
const CLOCK_TICKS_PER_S = 100; // of /proc/PID/stat on Linux

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    senders: { type: 'string', default: '20' },
    batch: { type: 'string', default: '100' },
    connections: { type: 'string', default: '4' },
    'port-offset': { type: 'string', default: '21000' },
    rounds: { type: 'string', default: '1' },
    plain: { type: 'boolean', default: false },
    unlimited: { type: 'boolean', default: false },
    anvil: { type: 'string' },
  },
});
const bounded = (name, max) => {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new Error(`--${name} is a number from 1 to ${max}`);
  return number;
};
const COUNT = bounded('count', COUNT_MAX);
const SENDERS = bounded('senders', SENDERS_MAX);
const BATCH = bounded('batch', 1000);
const CONNECTIONS = bounded('connections', 64);
const ROUNDS = bounded('rounds', ROUNDS_MAX);
if (COUNT > SENDERS * PER_SENDER_MAX) throw new Error('too many transactions for each sender');

async function batchCall(url, method, paramsList) {
  const calls = paramsList.map((params, id) => ({ jsonrpc: '2.0', id, method, params }));
  const { text } = await post(url, JSON.stringify(calls), { timeout: PATIENCE_MS });
  const answers = JSON.parse(text);
  const failed = answers.find(({ error }) => error);
  if (failed) throw new Error(`${method}: ${failed.error.message}`);
  return answers.map(({ result }) => result);
}

/// Lifts the block gas limit as the owner does it on L1, and the batcher's limit on data.
async function liftLimits(net) {
  const hash = await net.wallet(net.account(OWNER_INDEX), { chain: net.l1Chain }).writeContract({
    address: net.contracts.system_config,
    abi: parseAbi(['function setGasLimit(uint64)']),
    functionName: 'setGasLimit',
    args: [GAS_LIMIT_MAX],
  });
  const receipt = await net.l1.waitForTransactionReceipt({ hash });
  if (receipt.status !== 'success') throw new Error('the gas limit was refused');
  await until(
    'the gas limit to be in force',
    async () => (await net.l2.getBlock()).gasLimit === GAS_LIMIT_MAX,
  );
  process.kill(net.pid('batcher'), 'SIGSTOP');
  await rpc(net.endpoints.l2_http, 'miner_setMaxDASize', ['0x0', '0x0']);
  // The block that was begun before keeps the old limit.
  const head = await net.l2.getBlockNumber();
  await until('the next blocks', async () => (await net.l2.getBlockNumber()) >= head + 2n);
}

/// SENDERS accounts with DUSK: the devnet's, then others that its first account pays.
async function makeSenders(net) {
  const accounts = Array.from({ length: SENDERS }, (_, i) =>
    net.account(i < FUNDED ? i : MORE_SENDERS_INDEX + i),
  );
  const payer = net.wallet(accounts[0]);
  let hash;
  let nonce = await net.l2.getTransactionCount({ address: accounts[0].address });
  for (const { address } of accounts.slice(FUNDED))
    hash = await payer.sendTransaction({
      to: address,
      value: parseEther('1000'),
      nonce: nonce++,
      gas: 21_000n,
    });
  if (hash) await net.l2.waitForTransactionReceipt({ hash });
  return accounts;
}

async function deployToken(net, accounts) {
  const { Token } = compile('Token.sol');
  const hash = await net.wallet(accounts[0]).deployContract({
    ...Token,
    args: [accounts.map(({ address }) => address), 10n ** 24n],
  });
  const receipt = await net.l2.waitForTransactionReceipt({ hash });
  if (receipt.status !== 'success') throw new Error('the token was not deployed');
  return { address: receipt.contractAddress, abi: Token.abi };
}

/// COUNT raw transactions, the senders taking turns. Recipients are new accounts: the dearer case.
async function signAll(net, accounts, token) {
  const nonces = await Promise.all(
    accounts.map(({ address }) => net.l2.getTransactionCount({ address })),
  );
  const raws = [];
  for (let i = 0; i < COUNT; ++i) {
    const sender = i % accounts.length;
    const recipient = getAddress(numberToHex(0xbe_0000_0000n + BigInt(i), { size: 20 }));
    raws.push(
      await accounts[sender].signTransaction({
        type: 'eip1559',
        chainId: net.l2Chain.id,
        nonce: nonces[sender]++,
        maxFeePerGas: 100_000_000_000n,
        maxPriorityFeePerGas: 1_000_000n,
        ...(token
          ? {
              to: token.address,
              gas: 80_000n,
              data: encodeFunctionData({
                abi: token.abi,
                functionName: 'transfer',
                args: [recipient, 1n],
              }),
            }
          : { to: recipient, value: 1n, gas: 21_000n }),
      }),
    );
  }
  return raws;
}

/// Sends each sender's transactions in order, CONNECTIONS batches at a time.
async function sendAll(url, raws) {
  const batches = [];
  for (let i = 0; i < raws.length; i += BATCH) batches.push(raws.slice(i, i + BATCH));
  const next = batches[Symbol.iterator]();
  const worker = async () => {
    for (const batch of next) await batchCall(url, 'eth_sendRawTransaction', batch.map((raw) => [raw]));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

const patientRpc = (url, method, params) => rpc(url, method, params, { timeout: PATIENCE_MS });

/// Follows the head until every transaction has a receipt. Gives the blocks that hold them.
async function awaitReceipts(url, hashes, fromBlock) {
  const open = new Set(hashes);
  const blocks = [];
  const deadline = Date.now() + PATIENCE_MS;
  for (let number = fromBlock; open.size > 0; ) {
    if (Date.now() > deadline) throw new Error(`${open.size} transactions have no receipt`);
    const block = await patientRpc(url, 'eth_getBlockByNumber', [numberToHex(number), false]);
    if (!block) {
      await sleep(20);
      continue;
    }
    const receipts = await patientRpc(url, 'eth_getBlockReceipts', [numberToHex(number)]);
    let ours = 0;
    for (const receipt of receipts) {
      if (!open.delete(receipt.transactionHash)) continue;
      if (receipt.status !== '0x1') throw new Error(`${receipt.transactionHash} failed`);
      ++ours;
    }
    if (ours > 0)
      blocks.push({
        txns: ours,
        gas: Number(block.gasUsed),
        da: Number(block.blobGasUsed),
        limit: Number(block.gasLimit),
      });
    ++number;
  }
  return blocks;
}

function cpuSeconds(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}

/// Memory of a process in RAM, in megabytes.
function memoryMb(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) / 1024);
}

const cpuOf = (processes) =>
  Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, cpuSeconds(pid)]));

async function measure(net) {
  const accounts = await makeSenders(net);
  const token = values.plain ? undefined : await deployToken(net, accounts);
  let raws = await signAll(net, accounts, token);
  if (values.unlimited && !values.anvil) await liftLimits(net);
  const { processes } = net.summary();
  const results = [];
  for (let i = 0; i < ROUNDS; ++i) {
    if (i > 0) raws = await signAll(net, accounts, token);
    results.push(await measureRound(net.endpoints.l2_http, processes, raws));
  }
  return {
    kind: token ? 'erc20' : 'plain',
    count: COUNT,
    senders: SENDERS,
    rounds: ROUNDS,
    unlimited: values.unlimited,
    ...results.at(-1),
    cpu_us_per_txn: Object.fromEntries(
      Object.keys(processes).map((name) => [
        name,
        Math.round(results.reduce((sum, { cpu_us_per_txn: us }) => sum + us[name], 0) / ROUNDS),
      ]),
    ),
    memory_mb: Object.fromEntries(
      Object.entries(processes).map(([name, pid]) => [name, memoryMb(pid)]),
    ),
  };
}

async function measureRound(url, processes, raws) {
  const hashes = raws.map((raw) => keccak256(raw));
  const firstBlock = Number(await patientRpc(url, 'eth_blockNumber', [])) + 1;
  const cpuBefore = cpuOf(processes);
  const start = performance.now();
  let sentAt;
  const [blocks] = await Promise.all([
    awaitReceipts(url, hashes, firstBlock),
    sendAll(url, raws).then(() => (sentAt = performance.now())),
  ]);
  const seconds = (performance.now() - start) / 1000;
  const cpuAfter = cpuOf(processes);

  const fullest = blocks.reduce((a, b) => (a.txns > b.txns ? a : b));
  return {
    seconds: round(seconds),
    txns_per_s: round(COUNT / seconds),
    accepted_per_s: round(COUNT / ((sentAt - start) / 1000)),
    blocks: blocks.length,
    fullest_block: {
      txns: fullest.txns,
      gas_share: round(fullest.gas / fullest.limit),
      da_share: round(fullest.da / fullest.limit),
    },
    cpu_us_per_txn: Object.fromEntries(
      Object.keys(processes).map((name) => [
        name,
        ((cpuAfter[name] - cpuBefore[name]) * 1e6) / COUNT,
      ]),
    ),
  };
}

const round = (number) => Math.round(number * 100) / 100;

const portOffset = Number(values['port-offset']);
const net = values.anvil
  ? await AnvilNet.start({ binary: values.anvil, port: 8545 + portOffset })
  : await Devnet.start({ portOffset });
let failed = true;
try {
  console.log(JSON.stringify(await measure(net)));
  failed = false;
} finally {
  if (values.unlimited && !values.anvil && net.pid('batcher')) process.kill(net.pid('batcher'), 'SIGCONT');
  await net.close({ failed });
}
