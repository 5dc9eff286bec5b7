// Compares our answers with those of anvil (--network optimism), a node that shares no code with
// ours: the same hundred transactions (lib/programs.js), one a block, then block, receipt, struct
// logs and call tree of each. Every value that differs must fall under a reason of the table below;
// one without a reason fails.
//
//   node tests/interop/compare-anvil.js [--anvil PATH] [--show REASON]
//
// Without --anvil npm's @foundry-rs/anvil-linux-amd64 of this repository serves.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toHex } from 'viem';
import { DEV_CHAIN_ID, DevChain } from '../e2e/lib/devchain.js';
import { MNEMONIC } from '../e2e/lib/devnet.js';
import { Process, ROOT } from '../e2e/lib/process.js';
import { rpc } from '../e2e/lib/rpc.js';
import { GiveUp, until } from '../e2e/lib/wait.js';
import { REASONS } from './lib/reasons.js';
import { signedTransactions } from './lib/programs.js';

const { values: options } = parseArgs({
  options: {
    anvil: { type: 'string', default: path.join(ROOT, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil') },
    show: { type: 'string' },
  },
});
const PORTS = { ours: 18_160, anvil: 18_161 };
const BASE_FEE = toHex(1_000_000_000);
const COINBASE = '0x4200000000000000000000000000000000000011';

async function startAnvil(folder, timestamp) {
  const url = `http://127.0.0.1:${PORTS.anvil}`;
  const process = new Process(
    'anvil',
    [
      options.anvil,
      '--network', 'optimism', '--host', '127.0.0.1', '--port', PORTS.anvil, '--chain-id', DEV_CHAIN_ID,
      '--mnemonic', MNEMONIC, '--accounts', 10, '--balance', 10_000, '--gas-limit', 60_000_000,
      '--base-fee', 1_000_000_000, '--timestamp', timestamp, '--steps-tracing', '--hardfork', 'jovian',
    ].map(String),
    path.join(folder, 'anvil.log'),
  );
  await until('anvil to answer', () => {
    if (!process.running) throw new GiveUp(`anvil ended:\n${process.logTail(20)}`);
    return rpc(url, 'eth_chainId');
  });
  return { process, url };
}

/// Every value of `value` by its path.
function leaves(value, at = '', out = new Map()) {
  if (value !== null && typeof value === 'object') {
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, member] of entries) leaves(member, at ? `${at}.${key}` : `${key}`, out);
  } else {
    out.set(at, value);
  }
  return out;
}

class Comparison {
  answers = 0;
  values = 0;
  explained = new Map();
  unexplained = [];

  add(kind, name, ours, theirs, context) {
    this.answers += 1;
    const [mine, other] = [leaves(ours), leaves(theirs)];
    for (const at of new Set([...mine.keys(), ...other.keys()])) {
      this.values += 1;
      const [a, b] = [mine.get(at), other.get(at)];
      if (a === b) continue;
      const difference = { kind, name, at, ours: a, theirs: b, context };
      const reason = REASONS.find(({ kinds, path: pattern, holds }) =>
        kinds.includes(kind) && pattern.test(at) && (!holds || holds(difference)));
      if (!reason) this.unexplained.push(difference);
      else this.explained.set(reason, [...(this.explained.get(reason) ?? []), difference]);
    }
  }

  report() {
    console.log(`${this.answers} answers with ${this.values} values compared\n`);
    for (const [reason, all] of this.explained) {
      console.log(`${String(all.length).padStart(7)}  ${reason.id}: ${reason.why}`);
      if (options.show === reason.id) for (const d of all.slice(0, 20)) console.log(line(d));
    }
    console.log(`\n${this.unexplained.length} unexplained`);
    const groups = new Map();
    for (const difference of this.unexplained) {
      const key = `${difference.kind} ${difference.at.replaceAll(/\d+/g, 'N')}`;
      groups.set(key, [...(groups.get(key) ?? []), difference]);
    }
    for (const [key, all] of groups) {
      console.log(`${String(all.length).padStart(7)}  ${key}`);
      for (const difference of all.slice(0, 12)) console.log(line(difference));
    }
  }
}

const clip = (value) => (value === undefined ? 'absent' : JSON.stringify(value)?.slice(0, 90));
const line = ({ kind, name, at, ours, theirs }) => `         ${kind} of "${name}", ${at}: ours ${clip(ours)}, anvil ${clip(theirs)}`;

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-compare-'));
  const dev = await DevChain.start({ port: PORTS.ours });
  let anvil;
  try {
    const genesis = await dev.rpc('eth_getBlockByNumber', ['0x0', false]);
    const start = Number(genesis.timestamp);
    anvil = await startAnvil(folder, start);
    const urls = [dev.url, anvil.url];
    const both = (method, params) => Promise.all(urls.map((url) => rpc(url, method, params, { timeout: 60_000 })));
    await both('anvil_setCoinbase', [COINBASE]);

    const accounts = Array.from({ length: 10 }, (_, i) => dev.account(i));
    const transactions = await signedTransactions(accounts, DEV_CHAIN_ID);
    const result = new Comparison();
    for (const [i, { name, raw, hash }] of transactions.entries()) {
      await both('evm_setNextBlockTimestamp', [start + 2 * (i + 1)]);
      await both('anvil_setNextBlockBaseFeePerGas', [BASE_FEE]);
      // Anvil draws its randomness; ours takes it over.
      const number = toHex(i + 1);
      await rpc(anvil.url, 'eth_sendRawTransaction', [raw]);
      const { mixHash } = await until(`"${name}" to be mined`, () => rpc(anvil.url, 'eth_getBlockByNumber', [number, false]), { interval: 5 });
      await dev.rpc('anvil_setPrevRandao', [mixHash]);
      await dev.rpc('eth_sendRawTransaction', [raw]);
      const [blocks, receipts, steps, calls] = await Promise.all([
        both('eth_getBlockByNumber', [number, true]),
        both('eth_getTransactionReceipt', [hash]),
        both('debug_traceTransaction', [hash, {}]),
        both('debug_traceTransaction', [hash, { tracer: 'callTracer' }]),
      ]);
      // Ours begins with the attributes deposit; the rest stands at the same places as anvil's.
      const [attributes, ...rest] = blocks[0].transactions;
      const context = { attributes: await dev.rpc('eth_getTransactionReceipt', [attributes.hash]), receipts, blocks, steps };
      result.add('block', name, { ...blocks[0], transactions: rest }, blocks[1], context);
      result.add('receipt', name, ...receipts, context);
      result.add('struct logs', name, ...steps, context);
      result.add('call tree', name, ...calls, context);
    }
    result.report();
    if (result.unexplained.length > 0) throw new Error('differences without a reason');
  } finally {
    await anvil?.process.stop('SIGTERM');
    await dev.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => console.log('compare-anvil: passed'),
  (error) => {
    console.error(`compare-anvil: failed: ${error.message}`);
    process.exit(1);
  },
);
