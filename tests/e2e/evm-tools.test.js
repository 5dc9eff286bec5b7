// Commands that need no devnet, through the real binary: geth's tools.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { numberToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { duskevm } from './lib/process.js';

const account = privateKeyToAccount(numberToHex(1, { size: 32 }));
const CONTRACT = '0x00000000000000000000000000000000000c0de0';
/// Puts its caller into slot 0.
const KEEP_CALLER = '0x335f5500';
const COINBASE = '0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba';
const ETHER = 10n ** 18n;
const GAS_PRICE = 10n;

let folder;
before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-standalone-'))));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const alloc = () => ({
  [account.address]: { balance: numberToHex(ETHER) },
  [CONTRACT]: { balance: '0x0', code: KEEP_CALLER },
});
const transaction = {
  chainId: 1,
  type: 'legacy',
  nonce: 0,
  to: CONTRACT,
  gas: 100_000n,
  gasPrice: GAS_PRICE,
};

describe("geth's tools", { concurrency: 1 }, () => {
  const env = {
    currentCoinbase: COINBASE,
    currentGasLimit: '0x1c9c380',
    currentNumber: '0x1',
    currentTimestamp: '0x3e8',
    currentDifficulty: '0x0',
    currentRandom: numberToHex(7, { size: 32 }),
    currentBaseFee: '0x7',
    withdrawals: [],
    parentBeaconBlockRoot: numberToHex(0, { size: 32 }),
    currentExcessBlobGas: '0x0',
    parentHash: numberToHex(9, { size: 32 }),
  };

  it('executes the transactions of a block (t8n)', async () => {
    const raw = await account.signTransaction(transaction);
    const rlp = path.join(folder, 'txs.rlp');
    // A list of one legacy transaction, which is a list itself.
    const size = (raw.length - 2) / 2;
    fs.writeFileSync(rlp, JSON.stringify(`0xf8${size.toString(16)}${raw.slice(2)}`));
    const result = await duskevm(
      [
        't8n', '--state.fork', 'Cancun', '--state.chainid', 1,
        '--input.alloc', 'stdin', '--input.env', 'stdin', '--input.txs', rlp,
        '--output.alloc', 'stdout', '--output.result', 'stdout', '--output.basedir', folder,
      ],
      { input: JSON.stringify({ alloc: alloc(), env }) },
    );
    assert.equal(result.code, 0, result.stderr);
    const out = JSON.parse(result.stdout);
    assert.deepEqual(out.result.rejected ?? [], []);
    assert.equal(out.result.receipts.length, 1);
    assert.equal(out.result.receipts[0].status, '0x1');
    const slots = Object.values(out.alloc[CONTRACT].storage);
    assert.deepEqual(slots.map(BigInt), [BigInt(account.address)]);
    assert.equal(BigInt(out.alloc[account.address.toLowerCase()].nonce), 1n);
  });

  it('says what is wrong with its input', async () => {
    const result = await duskevm(
      ['t8n', '--state.fork', 'Cancun', '--input.alloc', 'stdin', '--input.env', 'stdin', '--input.txs', 'stdin'],
      { input: '{"alloc": {}, "env": {}, "txs": []' },
    );
    assert.notEqual(result.code, 0);
    assert.equal(result.signal, null);
    assert.match(result.stderr, /unmarshalling stdin/);
  });

  it('runs a state test and traces it (evm statetest)', async () => {
    const file = path.join(folder, 'state.json');
    const write = (hash) =>
      fs.writeFileSync(
        file,
        JSON.stringify({
          keeps_caller: {
            env,
            pre: Object.fromEntries(
              Object.entries(alloc()).map(([address, entry]) => [
                address,
                { nonce: '0x0', storage: {}, code: '0x', ...entry },
              ]),
            ),
            transaction: {
              nonce: '0x0',
              gasPrice: numberToHex(GAS_PRICE),
              to: CONTRACT,
              gasLimit: [numberToHex(transaction.gas)],
              value: ['0x0'],
              data: ['0x'],
              sender: account.address,
              secretKey: numberToHex(1, { size: 32 }),
            },
            post: {
              Cancun: [
                {
                  hash,
                  // keccak256 of the empty list: no logs.
                  logs: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
                  indexes: { data: 0, gas: 0, value: 0 },
                },
              ],
            },
          },
        }),
      );
    const statetest = async (...flags) => {
      const result = await duskevm(['evm', 'statetest', ...flags, file]);
      assert.equal(result.code, 0, result.stderr);
      const [entry] = JSON.parse(result.stdout);
      return { ...result, entry };
    };
    write(numberToHex(1, { size: 32 }));
    const wrong = await statetest();
    assert.equal(wrong.entry.pass, false);
    write(wrong.entry.stateRoot);
    const right = await statetest('--trace');
    assert.equal(right.entry.pass, true, right.stdout);
    const steps = right.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((line) => line.pc !== undefined);
    assert.deepEqual(
      steps.map(({ pc, opName }) => [pc, opName]),
      [[0, 'CALLER'], [1, 'PUSH0'], [2, 'SSTORE'], [3, 'STOP']],
    );
    assert.deepEqual(steps[2].stack, [account.address.toLowerCase(), '0x0']);
  });
});
