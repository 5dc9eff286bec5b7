// kill -9 at random moments under load: after each the node comes back with the same chain, every
// transaction that was acknowledged is in a block with its receipt, and its accounts prove against
// the head's state root. In the end another node executes every block again over the Engine API.
//
// KILL_POINTS: how many (default 20). KILL_SEED repeats a run.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DevChain } from './lib/devchain.js';
import { EngineClient } from './lib/engine.js';
import { Load } from './lib/load.js';
import { Process } from './lib/process.js';
import { verifyProof } from './lib/proof.js';
import { post, rpc } from './lib/rpc.js';
import { GiveUp, sleep, until } from './lib/wait.js';

const POINTS = Number(process.env.KILL_POINTS ?? 20);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000_007);
const PORT = 18_150;
const SENDERS = [0, 1, 2, 3];

/// xorshift32: the same moments for the same seed, as far as the machine allows.
function randomOf(seed) {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

async function batch(url, calls) {
  const body = calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }));
  const answers = JSON.parse((await post(url, JSON.stringify(body), { timeout: 60_000 })).text);
  return answers.sort((a, b) => a.id - b.id).map(({ result, error }) => {
    if (error) throw new Error(error.message);
    return result;
  });
}

describe(`kill -9 at ${POINTS} points (seed ${SEED})`, { concurrency: 1 }, () => {
  const random = randomOf(SEED);
  let dev;
  let load;
  let execution;
  let checked = 0; // acknowledged transactions whose receipts were seen

  before(async () => {
    dev = await DevChain.start({ port: PORT, args: ['--log.level', 'warn'] });
    await dev.process.stop();
    dev.args.push('--datadir', path.join(dev.folder, 'chain'));
    await dev.launch();
    const net = { endpoints: { l2_http: dev.url }, l2Chain: dev.chain, account: (i) => dev.account(i) };
    load = new Load(net, SENDERS, { pauseMs: 1 }).start();
  });
  after(async () => {
    load.stopped = true;
    await execution?.stop();
    await dev?.close();
  });

  /// Every acknowledged transaction is in the canonical chain: mined before it was acknowledged.
  async function nothingIsLost() {
    const upTo = load.acknowledged.length;
    for (; checked < upTo; checked += 100) {
      const part = load.acknowledged.slice(checked, Math.min(checked + 100, upTo));
      const receipts = await batch(dev.url, part.map(({ hash }) => ['eth_getTransactionReceipt', hash]));
      for (const [i, receipt] of receipts.entries()) {
        assert.ok(receipt, `${part[i].hash} was acknowledged and is lost`);
        assert.equal(receipt.status, '0x1');
      }
    }
    checked = upTo;
  }

  async function rootsHold() {
    const head = await rpc(dev.url, 'eth_getBlockByNumber', ['latest', false]);
    for (const index of SENDERS) {
      const { address } = dev.account(index);
      const [proof, balance] = await batch(dev.url, [
        ['eth_getProof', address, [], head.number],
        ['eth_getBalance', address, head.number],
      ]);
      verifyProof(head.stateRoot, proof);
      assert.equal(proof.balance, balance);
    }
    const receipts = await rpc(dev.url, 'eth_getBlockReceipts', [head.number]);
    assert.equal(receipts.length, head.transactions.length);
    return head;
  }

  it('loses nothing', { timeout: 60_000 + POINTS * 15_000 }, async (context) => {
    let blocks = 0;
    for (let point = 0; point < POINTS; ++point) {
      await sleep(20 + random() * 400);
      const seen = await rpc(dev.url, 'eth_getBlockByNumber', ['latest', false]);
      if (random() < 0.8) await sleep(random() * 30); // somewhere inside the next blocks
      await dev.crash();
      const again = await rpc(dev.url, 'eth_getBlockByNumber', [seen.number, false]);
      assert.deepEqual(again, seen, `point ${point}: block ${Number(seen.number)} changed`);
      await nothingIsLost();
      blocks = Number((await rootsHold()).number);
      if (load.error) throw load.error;
    }
    await load.stop();
    await nothingIsLost();
    await rootsHold();
    assert.ok(load.acknowledged.length > POINTS, 'there was load');
    context.diagnostic(`${load.acknowledged.length} transactions acknowledged in ${blocks} blocks`);
  });

  it('left blocks that another node executes to the same roots', { timeout: 300_000 }, async (context) => {
    const folder = path.join(dev.folder, 'other');
    fs.mkdirSync(folder);
    const jwt = path.join(folder, 'jwt.hex');
    fs.writeFileSync(jwt, '5a'.repeat(32), { mode: 0o600 });
    execution = Process.duskevm(
      'execution',
      [
        'execution',
        '--datadir', folder,
        '--genesis', path.join(dev.folder, 'chain/genesis.json'),
        '--http.port', PORT + 1,
        '--ws.port', PORT + 1,
        '--authrpc.port', PORT + 2,
        '--authrpc.jwtsecret', jwt,
        '--log.level', 'warn',
      ],
      path.join(folder, 'execution.log'),
    );
    const url = `http://127.0.0.1:${PORT + 1}`;
    await until('the other node', () => {
      if (!execution.running) throw new GiveUp(execution.logTail(20));
      return rpc(url, 'eth_chainId');
    });
    for (const method of ['anvil_setBalance', 'anvil_reorg', 'evm_mine'])
      await assert.rejects(rpc(url, method, ['0x1', '0x1']), /does not exist\/is not available/);
    const spaces = Object.keys(await rpc(url, 'rpc_modules')).sort();
    assert.deepEqual(spaces, ['debug', 'eth', 'net', 'rpc', 'txpool', 'web3']);
    const engine = new EngineClient(`http://127.0.0.1:${PORT + 2}`, '5a'.repeat(32));
    const last = Number(await rpc(dev.url, 'eth_blockNumber'));
    for (let first = 1; first <= last; first += 50) {
      const numbers = Array.from({ length: Math.min(50, last + 1 - first) }, (_, i) => `0x${(first + i).toString(16)}`);
      const blocks = await batch(dev.url, numbers.map((number) => ['eth_getBlockByNumber', number, false]));
      const hashes = blocks.flatMap(({ transactions }) => transactions);
      const raws = await batch(dev.url, hashes.map((hash) => ['eth_getRawTransactionByHash', hash]));
      const rawOf = new Map(hashes.map((hash, i) => [hash, raws[i]]));
      for (const block of blocks) await engine.import(block, block.transactions.map((hash) => rawOf.get(hash)));
    }
    const [ours, theirs] = await Promise.all(
      [dev.url, url].map((node) => rpc(node, 'eth_getBlockByNumber', ['latest', true])),
    );
    assert.deepEqual(theirs, ours);
    context.diagnostic(`${last} blocks executed again`);
  });
});
