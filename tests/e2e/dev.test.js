// The developer's chain: what tests do to anvil and to Hardhat's network, by viem's test client in
// both modes and by Hardhat's own helpers; and that a node which others rely on refuses it.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeFunctionData, keccak256, numberToHex, pad, parseEther, recoverMessageAddress, toHex } from 'viem';
import { compile } from './lib/contracts.js';
import { DEV_CHAIN_ID, DevChain } from './lib/devchain.js';
import { DUSKEVM, ROOT, run } from './lib/process.js';
import { post } from './lib/rpc.js';

const STRANGER = '0x00000000000000000000000000000000005743e5';
const RECIPIENT = '0x000000000000000000000000000000000000d05c';
/// Returns its first word of storage.
const READ_SLOT_0 = '0x60005460005260206000f3';

for (const mode of ['anvil', 'hardhat']) {
  describe(`dev chain, viem in ${mode} mode`, { concurrency: 1 }, () => {
    let dev;
    let client;
    before(async () => {
      dev = await DevChain.start({ port: mode === 'anvil' ? 18_145 : 18_146 });
      client = dev.client(mode);
    });
    after(() => dev?.close());

    const transfer = (account, to = RECIPIENT, value = 1n) =>
      client.sendTransaction({ account, to, value });

    it('makes a block for each transaction before it answers, by OP rules', async () => {
      const account = dev.account(0);
      const number = await client.getBlockNumber();
      const hash = await transfer(account, RECIPIENT, parseEther('1'));
      const receipt = await client.getTransactionReceipt({ hash });
      assert.equal(receipt.status, 'success');
      assert.equal(receipt.blockNumber, number + 1n);
      const block = await client.getBlock({ includeTransactions: true });
      assert.equal(block.transactions.length, 2);
      assert.equal(block.transactions[0].typeHex, '0x7e');
      assert.equal(block.transactions[0].to, '0x4200000000000000000000000000000000000015');
      const raw = await dev.rpc('eth_getTransactionReceipt', [hash]);
      assert.ok(BigInt(raw.l1Fee) > 0n);
      assert.equal(await client.getBalance({ address: RECIPIENT }), parseEther('1'));
    });

    it('tells its namespaces', async () => {
      const spaces = Object.keys(await dev.rpc('rpc_modules'));
      for (const space of ['rpc', 'eth', 'net', 'web3', 'anvil', 'hardhat', 'evm']) assert.ok(spaces.includes(space), space);
      assert.ok(!spaces.includes('engine'));
    });

    it('signs for its own accounts', async () => {
      const [address] = await client.getAddresses();
      assert.equal(address, dev.account(0).address);
      const hash = await client.sendTransaction({ account: address, to: RECIPIENT, value: 5n });
      assert.equal((await client.getTransaction({ hash })).from, address.toLowerCase());
      const signature = await dev.rpc('personal_sign', [toHex('hello'), address]);
      assert.equal(await recoverMessageAddress({ message: 'hello', signature }), address);
      await assert.rejects(client.sendTransaction({ account: STRANGER, to: RECIPIENT, value: 1n }), /unknown account/);
    });

    it('changes balance, nonce, code and storage', async () => {
      await client.setBalance({ address: STRANGER, value: parseEther('3') });
      await client.setNonce({ address: STRANGER, nonce: 7 });
      await client.setCode({ address: RECIPIENT, bytecode: READ_SLOT_0 });
      await client.setStorageAt({ address: RECIPIENT, index: 0, value: pad('0x2a') });
      const check = async (options) => {
        assert.equal(await client.getBalance({ address: STRANGER, ...options }), parseEther('3'));
        assert.equal(await client.getTransactionCount({ address: STRANGER, ...options }), 7);
        assert.equal(await client.getCode({ address: RECIPIENT, ...options }), READ_SLOT_0);
        const { data } = await client.call({ to: RECIPIENT, ...options });
        assert.equal(data, pad('0x2a'));
      };
      await check();
      const blockNumber = await client.getBlockNumber();
      await client.mine({ blocks: 2 });
      await check();
      // The next block's root has it all: proofs of the storage verify against its header.
      const proof = await client.getProof({ address: RECIPIENT, storageKeys: [pad('0x0')] });
      assert.equal(proof.storageProof[0].value, 42n);
      await check({ blockNumber: blockNumber + 1n });
    });

    it('impersonates accounts and contracts', async () => {
      await client.impersonateAccount({ address: STRANGER });
      const hash = await client.sendTransaction({ account: STRANGER, to: dev.account(3).address, value: 9n });
      const receipt = await client.getTransactionReceipt({ hash });
      assert.equal(receipt.status, 'success');
      assert.equal(receipt.from, STRANGER);
      assert.equal(await client.getTransactionCount({ address: STRANGER }), 8);
      const trace = await dev.rpc('debug_traceTransaction', [hash, { tracer: 'callTracer' }]);
      assert.equal(trace.from, STRANGER);
      await client.stopImpersonatingAccount({ address: STRANGER });
      await assert.rejects(client.sendTransaction({ account: STRANGER, to: RECIPIENT, value: 1n }), /unknown account/);

      await client.setBalance({ address: RECIPIENT, value: parseEther('1') }); // has code
      await client.impersonateAccount({ address: RECIPIENT });
      const fromContract = await client.sendTransaction({ account: RECIPIENT, to: STRANGER, value: 2n });
      assert.equal((await client.getTransactionReceipt({ hash: fromContract })).status, 'success');
      const contractTrace = await dev.rpc('debug_traceTransaction', [fromContract, { tracer: 'callTracer' }]);
      assert.equal(contractTrace.from, RECIPIENT);
      const { l1Fee, gasUsed, effectiveGasPrice } = await dev.rpc('eth_getTransactionReceipt', [fromContract]);
      const paid = BigInt(l1Fee) + BigInt(gasUsed) * BigInt(effectiveGasPrice) + 2n;
      assert.equal(await client.getBalance({ address: RECIPIENT }), parseEther('1') - paid);
      await client.stopImpersonatingAccount({ address: RECIPIENT });
    });

    it('puts other blocks in the place of the last', async () => {
      const gone = await transfer(dev.account(2), STRANGER, 3n);
      const nonce = await client.getTransactionCount({ address: dev.account(2).address });
      const before = await client.getBlock();
      const replacement = { from: dev.account(2).address, to: RECIPIENT, value: '0x4' };
      const signed = await dev.rpc('eth_signTransaction', [
        { from: dev.account(3).address, to: RECIPIENT, value: '0x5', gas: '0x186a0' },
      ]);
      const balance = await client.getBalance({ address: RECIPIENT });
      await client.mine({ blocks: 1 });
      assert.equal(
        await dev.rpc('anvil_reorg', [2, [[replacement, 0], [signed.raw ?? signed, 1]]]),
        null,
      );
      const block = await client.getBlock({ includeTransactions: true });
      assert.equal(block.number, before.number + 1n);
      assert.equal(block.transactions.length, 2);
      assert.equal(block.transactions[1].from, dev.account(3).address.toLowerCase());
      const first = await client.getBlock({ blockNumber: before.number, includeTransactions: true });
      assert.notEqual(first.hash, before.hash);
      assert.equal(first.transactions[1].nonce, nonce - 1);
      assert.equal(await client.getBalance({ address: RECIPIENT }), balance + 9n);
      assert.equal(await dev.rpc('eth_getTransactionReceipt', [gone]), null);
      await assert.rejects(dev.rpc('anvil_reorg', [1, [[replacement, 1]]]), /past the depth/);
      await assert.rejects(dev.rpc('anvil_reorg', ['0xffffff', []]), /fewer blocks/);
    });

    it('goes back to snapshots, changes of state included', async () => {
      const before = await client.getBlock();
      const balance = await client.getBalance({ address: STRANGER });
      await client.setBalance({ address: STRANGER, value: 11n });
      const id = await client.snapshot();
      await client.setBalance({ address: STRANGER, value: 12n });
      const hash = await transfer(dev.account(1), STRANGER, 100n);
      assert.equal(await client.getBalance({ address: STRANGER }), 112n);
      await client.revert({ id });
      assert.equal(await client.getBalance({ address: STRANGER }), 11n);
      assert.equal((await client.getBlock()).hash, before.hash);
      assert.equal(await dev.rpc('eth_getTransactionReceipt', [hash]), null);
      assert.equal(await dev.rpc('evm_revert', [id]), false);
      await client.mine({ blocks: 1 });
      assert.equal(await client.getBalance({ address: STRANGER }), 11n);
      await client.setBalance({ address: STRANGER, value: balance });
    });

    it('dumps its state and loads it again', async () => {
      await client.setStorageAt({ address: RECIPIENT, index: 3, value: pad('0x2b') });
      const balance = await client.getBalance({ address: STRANGER });
      const state = await client.dumpState();
      await client.setBalance({ address: STRANGER, value: 1n });
      await client.setStorageAt({ address: RECIPIENT, index: 3, value: pad('0x01') });
      await client.loadState({ state });
      assert.equal(await client.getBalance({ address: STRANGER }), balance);
      assert.equal(await client.getStorageAt({ address: RECIPIENT, slot: '0x3' }), pad('0x2b'));
      assert.equal(await client.getCode({ address: RECIPIENT }), READ_SLOT_0);
      await client.mine({ blocks: 1 });
      assert.equal(await client.getBalance({ address: STRANGER }), balance);
      await assert.rejects(client.loadState({ state: '0x1f8b' }), /compressed/);
    });

    it('takes blocks away', async () => {
      const number = await client.getBlockNumber();
      await client.mine({ blocks: 3 });
      await dev.rpc('anvil_rollback', [2]);
      assert.equal(await client.getBlockNumber(), number + 1n);
      await assert.rejects(dev.rpc('anvil_rollback', [1_000_000]), /fewer blocks/);
    });

    it('travels in time', async () => {
      const { timestamp } = await client.getBlock();
      await client.increaseTime({ seconds: 86_400 });
      await client.mine({ blocks: 1 });
      const later = (await client.getBlock()).timestamp;
      assert.ok(later >= timestamp + 86_400n && later < timestamp + 86_500n, `${timestamp} -> ${later}`);
      await client.setNextBlockTimestamp({ timestamp: later + 1_000n });
      await client.mine({ blocks: 1 });
      assert.equal((await client.getBlock()).timestamp, later + 1_000n);
      await client.mine({ blocks: 3, interval: 60 });
      const last = await client.getBlock();
      const first = await client.getBlock({ blockNumber: last.number - 2n });
      assert.equal(last.timestamp - first.timestamp, 120n);
      await assert.rejects(client.setNextBlockTimestamp({ timestamp: 1n }), /lower than or equal/);
    });

    it('waits to be told when automine is off', async () => {
      await client.setAutomine(false);
      assert.equal(await client.getAutomine(), false);
      const number = await client.getBlockNumber();
      const sent = [await transfer(dev.account(1)), await transfer(dev.account(2))];
      assert.equal(await client.getBlockNumber(), number);
      await client.dropTransaction({ hash: sent[1] });
      await client.mine({ blocks: 1 });
      assert.equal((await client.getTransactionReceipt({ hash: sent[0] })).blockNumber, number + 1n);
      assert.equal(await dev.rpc('eth_getTransactionByHash', [sent[1]]), null);
      await client.setAutomine(true);
      await transfer(dev.account(2));
      assert.equal(await client.getBlockNumber(), number + 2n);
    });

    it('sets what the next block says', async () => {
      await client.setNextBlockBaseFeePerGas({ baseFeePerGas: 7_000_000_000n });
      await client.setCoinbase({ address: STRANGER });
      await client.setBlockGasLimit({ gasLimit: 20_000_000n });
      await dev.rpc(`${mode}_setPrevRandao`, [keccak256('0x01')]);
      await client.mine({ blocks: 1 });
      const block = await client.getBlock();
      assert.equal(block.baseFeePerGas, 7_000_000_000n);
      assert.equal(block.miner, STRANGER);
      assert.equal(block.gasLimit, 20_000_000n);
      assert.equal(block.mixHash, keccak256('0x01'));
    });

    it('starts over', async () => {
      await client.reset();
      assert.equal(await client.getBlockNumber(), 0n);
      assert.equal(await client.getBalance({ address: STRANGER }), 0n);
      assert.equal(await client.getTransactionCount({ address: dev.account(0).address }), 0);
      await transfer(dev.account(0));
      assert.equal(await client.getBlockNumber(), 1n);
    });
  });
}

describe('dev chain', { concurrency: 1 }, () => {
  let dev;
  before(async () => {
    dev = await DevChain.start({ port: 18_147 });
  });
  after(() => dev?.close());

  it("passes Hardhat's network helpers", async () => {
    const { code, stdout, stderr } = await run(
      [path.join(ROOT, 'node_modules/.bin/hardhat'), 'test', '--network', 'dev', 'helpers/helpers.cjs'],
      {
        cwd: path.join(ROOT, 'tests/e2e/hardhat'),
        env: {
          DEVNET_URL: dev.url,
          HOME: dev.folder,
          HARDHAT_FOLDER: path.join(dev.folder, 'hardhat'),
          HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
        },
        timeout: 120_000,
      },
    );
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /7 passing/);
  });

  it('replays a block that began with a change of state', async () => {
    const client = dev.client();
    const { Token } = compile('Token.sol');
    const account = dev.account(4);
    const hash = await client.deployContract({ account, abi: Token.abi, bytecode: Token.bytecode, args: [[account.address], 100n] });
    const { contractAddress: token } = await client.getTransactionReceipt({ hash });
    await client.setCode({ address: token, bytecode: READ_SLOT_0 });
    await client.setStorageAt({ address: token, index: 0, value: pad('0x07') });
    const data = encodeFunctionData({ abi: Token.abi, functionName: 'transfer', args: [RECIPIENT, 1n] });
    const call = await client.sendTransaction({ account, to: token, data });
    await client.setStorageAt({ address: token, index: 0, value: pad('0x08') });
    await client.mine({ blocks: 1 });
    const trace = await dev.rpc('debug_traceTransaction', [call, { tracer: 'callTracer' }]);
    assert.equal(trace.output, pad('0x07'));
  });
});

describe('dev chain on disk', { concurrency: 1 }, () => {
  it('keeps blocks and changes of state over kill -9', async () => {
    const dev = await DevChain.start({ port: 18_148, args: [] });
    await dev.process.stop();
    dev.args = ['--datadir', path.join(dev.folder, 'chain'), '--dev.chainid', DEV_CHAIN_ID];
    try {
      await dev.launch();
      const client = dev.client();
      await client.setBalance({ address: STRANGER, value: 5n });
      await client.sendTransaction({ account: dev.account(0), to: RECIPIENT, value: 1n });
      await client.setBalance({ address: STRANGER, value: 6n });
      await client.setCode({ address: RECIPIENT, bytecode: READ_SLOT_0 });
      const before = await client.getBlock();
      await dev.crash();
      assert.equal((await client.getBlock()).hash, before.hash);
      assert.equal(await client.getBalance({ address: STRANGER }), 6n);
      assert.equal(await client.getCode({ address: RECIPIENT }), READ_SLOT_0);
      assert.equal(await client.getBalance({ address: STRANGER, blockNumber: 1n }), 6n);
      await client.mine({ blocks: 1 });
      assert.equal(await client.getBalance({ address: STRANGER }), 6n);
      assert.equal(await dev.rpc('eth_getBalance', [STRANGER, numberToHex(0)]), '0x5');
    } finally {
      await dev.close();
    }
  });
});

describe('dev chain of duskevm execution --dev', { concurrency: 1 }, () => {
  const METRICS = 18_151;
  const flags = [
    ['--ws.port', 18_150],
    ['--http.api', 'eth,evm'],
    ['--rpc.batch-request-limit', 2],
    ['--rpc.gascap', 30_000],
    ['--txpool.pricelimit', 1000],
    ['--metrics', '--metrics.port', METRICS],
  ].flat();
  let dev;
  before(async () => {
    dev = await DevChain.start({ port: 18_149, command: ['execution', '--dev'], args: flags });
  });
  after(() => dev?.close());

  const refusal = (method, params) => dev.rpc(method, params).then(assert.fail, ({ code, message }) => ({ code, message }));

  it('offers the namespaces of --http.api', async () => {
    assert.equal(await dev.rpc('evm_mine'), '0x0');
    assert.equal((await refusal('anvil_mine', [])).code, -32601);
  });

  it('has the limits of --rpc.* and --txpool.*', async () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
    const { text } = await post(dev.url, JSON.stringify([call, call, call]));
    assert.equal(JSON.parse(text)[0].error.message, 'batch too large');
    const estimate = await refusal('eth_estimateGas', [{ to: RECIPIENT, data: `0x${'ff'.repeat(1000)}` }]);
    assert.match(estimate.message, /gas required exceeds allowance \(30000\)/);
    const cheap = { account: dev.account(0), to: RECIPIENT, value: 1n, gas: 21_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
    await assert.rejects(dev.client().sendTransaction(cheap), /transaction gas price below minimum: gas tip cap 1, minimum needed 1000/);
  });

  it('has metrics', async () => {
    const text = await fetch(`http://127.0.0.1:${METRICS}/metrics`).then((response) => response.text());
    assert.match(text, /^chain_head_block 1$/m);
  });

  it('has no Engine API to set up', async () => {
    const { code, stderr } = await run([DUSKEVM, 'execution', '--dev', '--authrpc.port', '0']);
    assert.notEqual(code, 0);
    assert.match(stderr, /--dev excludes --authrpc.port/);
  });
});
