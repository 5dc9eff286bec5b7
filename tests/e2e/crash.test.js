// kill -9 under load, one process after the other and then all at once: after each the chain goes
// on by itself, what was acknowledged is included, and a verifier agrees in the end.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { encodeFunctionData, parseEther } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { getL2TransactionHashes } from 'viem/op-stack';
import { PORTAL_ABI } from './lib/contracts.js';
import { Load } from './lib/load.js';
import { devnetSuite } from './lib/suite.js';
import { Verifier } from './lib/verifier.js';
import { sleep, until } from './lib/wait.js';

const RECIPIENT = privateKeyToAccount(`0x${'d05c'.repeat(16)}`).address;

devnetSuite('crash', { portOffset: 13_000 }, ({ net, step, cleanup }) => {
  let load;
  let lastBlock = 0n;
  let deposited = 0n;

  const head = () => net().l2.getBlock();
  const height = async () => (await head()).number;

  /// The chain makes blocks again on top of `last`, the head before the crash, and all that was
  /// acknowledged until now is in one.
  async function goesOn(last) {
    const number = last?.number ?? 0n;
    await until('new blocks', async () => (await height()) > number + 2n, { timeout: 60_000 });
    if (last) assert.equal((await net().l2.getBlock({ blockNumber: number })).hash, last.hash);
    for (const receipt of await load.included()) {
      assert.equal(receipt.status, '0x1');
      const at = BigInt(receipt.blockNumber);
      if (at > lastBlock) lastBlock = at;
    }
  }

  /// Hands a signed deposit to L1's JSON-RPC; gives its hash once that has acknowledged it.
  async function deposit(account, value) {
    const wallet = net().wallet(account, { chain: net().l1Chain });
    const data = encodeFunctionData({
      abi: PORTAL_ABI,
      functionName: 'depositTransaction',
      args: [RECIPIENT, value, 100_000n, false, '0x'],
    });
    const to = net().contracts.optimism_portal;
    const request = await wallet.prepareTransactionRequest({ to, data, value });
    const serializedTransaction = await wallet.signTransaction(request);
    return async () => {
      deposited += value;
      return net().l1.sendRawTransaction({ serializedTransaction });
    };
  }

  async function deposited_on_l2(hash) {
    const receipt = await until(
      'the deposit on L1',
      () => net().l1.getTransactionReceipt({ hash }),
      { timeout: 60_000 },
    );
    assert.equal(receipt.status, 'success');
    const [l2Hash] = getL2TransactionHashes(receipt);
    const onL2 = await until(
      'the deposit on L2',
      () => net().l2.getTransactionReceipt({ hash: l2Hash }),
      { timeout: 60_000 },
    );
    assert.equal(onL2.status, 'success');
    assert.equal(await net().l2.getBalance({ address: RECIPIENT }), deposited);
  }

  /// Waits for the next line of the devnet's log that matches.
  async function nextLogLine(pattern, timeout = 30_000) {
    const from = fs.statSync(net().logFile).size;
    return until(
      `a log line ${pattern}`,
      () => fs.readFileSync(net().logFile).subarray(from).toString().match(pattern),
      { timeout, interval: 5 },
    );
  }

  step('runs under load', async () => {
    load = new Load(net(), [0, 1, 2, 3]).start();
    cleanup(() => load.stop().catch(() => {}));
    await until('the first hundred transactions', () => load.acknowledged.length >= 100);
    await goesOn();
  });

  step('survives kill -9 of the sequencer', async () => {
    const last = await head();
    await net().killAndAwait('rollup');
    await goesOn(last);
  });

  step('survives kill -9 of the execution node', async () => {
    // Twice: the second time while it catches up.
    for (let i = 0; i < 2; ++i) {
      const last = await until('an answer', head);
      await net().killAndAwait('execution');
      if (i === 1) await goesOn(last);
    }
  });

  step('survives kill -9 of DuskDS in the middle of a block', async () => {
    for (const delay of [300, 700]) {
      const send = await deposit(net().account(5), parseEther('1'));
      const before = await net().l1.getBlockNumber();
      await until('an L1 block', async () => (await net().l1.getBlockNumber()) > before, {
        interval: 20,
      });
      const hash = await send();
      await sleep(delay); // somewhere in the second until the next block
      await net().killAndAwait('duskds');
      await deposited_on_l2(hash);
      const restarted = await net().l1.getBlockNumber();
      await until('L1 blocks', async () => (await net().l1.getBlockNumber()) > restarted + 1n);
    }
    await goesOn();
  });

  step('survives kill -9 of the adapter', async () => {
    const send = await deposit(net().account(6), parseEther('2'));
    const hash = await send();
    await net().killAndAwait('adapter');
    await deposited_on_l2(hash);
    await goesOn();
  });

  step('survives kill -9 of the batcher between channel and submission', async () => {
    for (let i = 0; i < 2; ++i) {
      await nextLogLine(/batcher.*channel closed/);
      await net().killAndAwait('batcher');
      await net().awaitBlock('safe', await height());
    }
    await goesOn();
  });

  step('survives kill -9 of everything at once', async () => {
    const last = await head();
    const names = Object.keys(net().summary().processes);
    const pids = new Map(names.map((name) => [name, net().pid(name)]));
    for (const pid of pids.values()) process.kill(pid, 'SIGKILL');
    for (const [name, pid] of pids)
      await until(`${name} to be started again`, () => ![undefined, pid].includes(net().pid(name)));
    await goesOn(last);
  });

  step('goes on from its folder after it was stopped', async () => {
    await load.stop();
    await goesOn();
    const last = await head();
    await net().restart();
    await goesOn(last);
  });

  step('has lost no acknowledged transaction, and a verifier agrees', async (context) => {
    await goesOn();
    context.diagnostic(`${load.acknowledged.length} transactions were acknowledged`);
    await net().awaitBlock('finalized', lastBlock);
    const verifier = new Verifier(net());
    cleanup(() => verifier.stop());
    await verifier.agreesUpTo(lastBlock);
    for (const receipt of await load.included()) {
      const block = await net().l2.getBlock({ blockNumber: BigInt(receipt.blockNumber) });
      assert.equal(block.hash, receipt.blockHash);
    }
  });
});
