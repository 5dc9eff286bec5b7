// What users of ethers do, on the developer's chain: providers over HTTP and WebSocket, wallets, the
// node's own accounts, contracts with their events and errors.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ethers } from 'ethers';
import { compile } from './lib/contracts.js';
import { DEV_CHAIN_ID, DevChain } from './lib/devchain.js';
import { MNEMONIC } from './lib/devnet.js';

const RECIPIENT = ethers.getAddress('0x000000000000000000000000000000000000d05c');
const { Token } = compile('Token.sol');

describe('ethers', { concurrency: 1 }, () => {
  let dev;
  let provider;
  let wallet;
  let token;
  before(async () => {
    dev = await DevChain.start({ port: 18_150 });
    provider = new ethers.JsonRpcProvider(dev.url, undefined, { cacheTimeout: -1, pollingInterval: 20 });
    wallet = new ethers.NonceManager(ethers.HDNodeWallet.fromPhrase(MNEMONIC).connect(provider));
  });
  after(async () => {
    provider?.destroy();
    await dev?.close();
  });

  it('reads the network, blocks and fees', async () => {
    assert.equal((await provider.getNetwork()).chainId, BigInt(DEV_CHAIN_ID));
    const fees = await provider.getFeeData();
    assert.ok(fees.maxFeePerGas > fees.maxPriorityFeePerGas && fees.gasPrice > 0n);
    const genesis = await provider.getBlock(0);
    assert.equal(genesis.number, 0);
    assert.equal((await provider.getBlock('finalized')).number, 0);
    assert.equal(await provider.getBlock(ethers.id('no block')), null);
    assert.equal(await provider.getTransaction(ethers.id('no transaction')), null);
    assert.equal(await provider.getTransactionReceipt(ethers.id('no transaction')), null);
  });

  it('sends ether and waits for it', async () => {
    const sent = await wallet.sendTransaction({ to: RECIPIENT, value: 5n });
    const receipt = await sent.wait();
    assert.equal(receipt.status, 1);
    assert.equal(receipt.gasUsed, 21_000n);
    assert.equal(await provider.getBalance(RECIPIENT), 5n);
    const block = await provider.getBlock(receipt.blockNumber, true);
    assert.deepEqual(
      block.prefetchedTransactions.map(({ type }) => type),
      [0x7e, 2],
    );
    assert.equal(block.prefetchedTransactions[1].hash, sent.hash);
    assert.equal((await provider.getTransaction(sent.hash)).from, await wallet.getAddress());
    assert.equal(await provider.getBalance(RECIPIENT, receipt.blockNumber - 1), 0n);
  });

  it('sends every type of transaction that a user may', async () => {
    for (const request of [
      { type: 0 },
      { type: 1, accessList: [{ address: RECIPIENT, storageKeys: [ethers.ZeroHash] }] },
      { type: 2 },
    ]) {
      const receipt = await (await wallet.sendTransaction({ to: RECIPIENT, value: 1n, ...request })).wait();
      assert.equal(receipt.status, 1);
      assert.equal(receipt.type, request.type);
    }
    const delegate = ethers.HDNodeWallet.createRandom().connect(provider);
    const authorization = await delegate.authorize({ address: RECIPIENT, nonce: 0 });
    const receipt = await (
      await wallet.sendTransaction({ type: 4, to: RECIPIENT, authorizationList: [authorization] })
    ).wait();
    assert.equal(receipt.type, 4);
    assert.equal(
      await provider.getCode(delegate.address),
      ethers.concat(['0xef0100', RECIPIENT]).toLowerCase(),
    );
  });

  it('deploys a contract, calls it, and finds its events', async () => {
    const owner = await wallet.getAddress();
    const factory = new ethers.ContractFactory(Token.abi, Token.bytecode, wallet);
    token = await factory.deploy([owner], 1_000n);
    await token.waitForDeployment();
    assert.equal(await provider.getCode(await token.getAddress()), Token.runtime);
    const receipt = await (await token.transfer(RECIPIENT, 7n)).wait();
    assert.equal(await token.balanceOf(RECIPIENT), 7n);
    assert.ok((await token.transfer.estimateGas(RECIPIENT, 1n)) > 21_000n);
    const events = await token.queryFilter(token.filters.Transfer(owner, RECIPIENT), receipt.blockNumber);
    assert.equal(events.length, 1);
    assert.equal(events[0].args[2], 7n);
    assert.equal(events[0].transactionHash, receipt.hash);
  });

  it('tells why a call or a transaction fails', async () => {
    await assert.rejects(
      token.transfer.staticCall(RECIPIENT, 10n ** 30n),
      (error) => error.code === 'CALL_EXCEPTION' && error.revert.name === 'InsufficientBalance',
    );
    const failing = await token.transfer(RECIPIENT, 10n ** 30n, { gasLimit: 100_000n });
    await assert.rejects(failing.wait(), { code: 'CALL_EXCEPTION' });
    const poor = ethers.HDNodeWallet.createRandom().connect(provider);
    await assert.rejects(poor.sendTransaction({ to: RECIPIENT, value: 1n }), { code: 'INSUFFICIENT_FUNDS' });
    const signer = await provider.getSigner(1);
    const nonce = await signer.getNonce();
    await (await signer.sendTransaction({ to: RECIPIENT, nonce })).wait();
    const stale = ethers.HDNodeWallet.fromPhrase(MNEMONIC, undefined, "m/44'/60'/0'/0/1").connect(provider);
    await assert.rejects(stale.sendTransaction({ to: RECIPIENT, nonce }), { code: 'NONCE_EXPIRED' });
  });

  it("signs with the node's accounts", async () => {
    const signer = await provider.getSigner(2);
    const message = 'hello';
    assert.equal(ethers.verifyMessage(message, await signer.signMessage(message)), signer.address);
    const domain = { name: 'Test', version: '1', chainId: DEV_CHAIN_ID, verifyingContract: RECIPIENT };
    const types = {
      Order: [
        { name: 'maker', type: 'Person' },
        { name: 'amounts', type: 'int256[]' },
        { name: 'note', type: 'string' },
        { name: 'data', type: 'bytes' },
        { name: 'tag', type: 'bytes4' },
        { name: 'open', type: 'bool' },
      ],
      Person: [{ name: 'wallet', type: 'address' }],
    };
    const order = {
      maker: { wallet: RECIPIENT },
      amounts: [1n, -2n, 2n ** 200n],
      note: 'a note',
      data: '0x1234',
      tag: '0xcafebabe',
      open: true,
    };
    const signature = await signer.signTypedData(domain, types, order);
    assert.equal(ethers.verifyTypedData(domain, types, order, signature), signer.address);
  });

  it('listens over WebSocket', async () => {
    const socket = new ethers.WebSocketProvider(dev.url.replace('http', 'ws'));
    const answers = [];
    const send = socket.send.bind(socket);
    socket.send = (...request) => {
      const answer = send(...request);
      answers.push(answer);
      return answer;
    };
    try {
      const contract = token.connect(socket);
      const heard = new Promise((resolve) => contract.once('Transfer', (from, to, value) => resolve(value)));
      const block = new Promise((resolve) => socket.once('block', resolve));
      // Events before a subscription stands are not told.
      await socket.getBlockNumber();
      await (await token.transfer(RECIPIENT, 3n)).wait();
      assert.equal(await heard, 3n);
      assert.ok((await block) > 0);
      await contract.removeAllListeners();
      await socket.removeAllListeners();
      // Nobody awaits the unsubscriptions that it sends a little later: those still open when it is
      // destroyed would fail unheard.
      await new Promise(setImmediate);
      await Promise.all(answers);
    } finally {
      await socket.destroy();
    }
  });
});
