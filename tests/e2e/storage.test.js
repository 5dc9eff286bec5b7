// A node whose data is damaged or whose disk is full, through the real binary: it says so, ends with
// exit code 1 or answers with errors, and never crashes.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DUSKEVM, Process } from './lib/process.js';
import { rpc } from './lib/rpc.js';
import { GiveUp, until } from './lib/wait.js';

let folder;
before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-storage-'))));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('data of a node', { concurrency: 1 }, () => {
  const PORT = 18_149;
  const url = `http://127.0.0.1:${PORT}`;
  const data = () => path.join(folder, 'data');
  const argv = ['dev', '--http.port', PORT, '--datadir'];

  async function serving(node) {
    await until('the node to answer', () => {
      if (!node.running) throw new GiveUp(`it ended:\n${node.logTail(20)}`);
      return rpc(url, 'eth_chainId');
    });
  }
  const files = (at) =>
    fs
      .readdirSync(at, { recursive: true })
      .map((name) => path.join(at, name))
      .filter((name) => fs.statSync(name).isFile());

  before(async () => {
    const node = Process.duskevm('dev', [...argv, data()], path.join(folder, 'data.log'));
    await serving(node);
    await rpc(url, 'anvil_mine', ['0x40'], { timeout: 60_000 });
    const { code } = await node.stop();
    assert.equal(code, 0, node.logTail());
  });

  it('is told to be damaged, and crashes no node', { timeout: 300_000 }, async () => {
    const told = [];
    for (const kind of [/MANIFEST-/, /\.sst$/, /\.log$/]) {
      const [largest] = files(path.join(data(), 'chaindata'))
        .filter((name) => kind.test(name))
        .sort((a, b) => fs.statSync(b).size - fs.statSync(a).size);
      const name = path.relative(data(), largest);
      const copy = path.join(folder, 'copy');
      fs.rmSync(copy, { recursive: true, force: true });
      fs.cpSync(data(), copy, { recursive: true });
      const bytes = fs.readFileSync(path.join(copy, name));
      for (let i = 0; i < bytes.length; i += Math.max(1, bytes.length >> 5)) bytes[i] ^= 0x55;
      fs.writeFileSync(path.join(copy, name), bytes);
      const log = path.join(folder, `${path.basename(name)}.told`);
      const node = Process.duskevm('dev', [...argv, copy], log);
      const answered = await serving(node).then(
        () => true,
        () => false,
      );
      if (answered) {
        // What it can still read it answers; what it cannot is an error, or the end with a reason.
        for (const number of ['0x0', '0x20', '0x40'])
          await rpc(url, 'eth_getBlockByNumber', [number, true]).catch((error) => told.push(error.message));
        await rpc(url, 'anvil_mine', []).catch((error) => told.push(error.message));
      }
      const { code, signal } = answered ? await node.stop() : await node.ended;
      assert.equal(signal, null, `${name}: ${node.logTail()}`);
      assert.ok(code === 0 || code === 1, `${name}: exit code ${code}\n${node.logTail()}`);
      if (code === 1) told.push(node.logTail());
    }
    assert.ok(told.some((text) => /corrupt|checksum|damaged|mismatch/i.test(text)), told.join('\n'));
  });

  it('tells that the disk is full, and keeps what was there', { timeout: 300_000 }, async () => {
    const copy = path.join(folder, 'full');
    const limited = (blocks, log) =>
      new Process(
        'dev',
        ['bash', '-c', `ulimit -f ${blocks} && exec "$@"`, 'bash', DUSKEVM, ...argv.map(String), copy],
        log,
      );
    // Not even the start finds room.
    const never = limited(1, path.join(folder, 'never.log'));
    const first = await never.ended;
    assert.deepEqual(first, { code: 1, signal: null }, never.logTail());

    fs.rmSync(copy, { recursive: true, force: true });
    fs.cpSync(data(), copy, { recursive: true });
    const largest = Math.max(...files(copy).map((name) => fs.statSync(name).size));
    const log = path.join(folder, 'full.log');
    const node = limited(Math.ceil(largest / 1024) + 256, log);
    await serving(node);
    let acknowledged = 64n;
    while (node.running) {
      const mined = await rpc(url, 'anvil_mine', ['0x40'], { timeout: 60_000 }).then(
        () => true,
        () => false,
      );
      if (!mined) break;
      acknowledged += 64n;
    }
    assert.deepEqual(await node.ended, { code: 1, signal: null }, node.logTail());
    assert.match(node.logTail(), /storage failed|too large|space/i);
    const again = Process.duskevm('dev', [...argv, copy], path.join(folder, 'again.log'));
    await serving(again);
    assert.ok(BigInt(await rpc(url, 'eth_blockNumber')) >= acknowledged);
    assert.equal((await again.stop()).code, 0);
  });
});
