// The whole way of a transaction: an ERC-20, 200 transactions of four types, events over WebSocket,
// proofs, deposits of both kinds from L1, safe, finalized; then a verifier that knows only L1,
// arrives at the same blocks and passes transactions on.

import assert from 'node:assert/strict';
import {
  createClient,
  encodeFunctionData,
  getAddress,
  keccak256,
  parseEther,
  toHex,
  webSocket,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { getL2TransactionHashes } from 'viem/op-stack';
import { PORTAL_ABI, compile } from './lib/contracts.js';
import { duskevm } from './lib/process.js';
import { mappingSlot, verifyProof } from './lib/proof.js';
import { devnetSuite } from './lib/suite.js';
import { Verifier } from './lib/verifier.js';
import { until } from './lib/wait.js';

const ACCOUNTS = 10;
const ROUNDS = 5; // each: one transaction of every type from every account
const TYPES = ['legacy', 'eip2930', 'eip1559', 'eip7702'];
const HOLDING = parseEther('1000');
const MESSENGER = '0x4200000000000000000000000000000000000007';
const RELAYED_MESSAGE = keccak256(toHex('RelayedMessage(bytes32)'));

const keyOf = (text) => keccak256(toHex(text));

devnetSuite('chain', { portOffset: 11_000 }, ({ net, step, cleanup }) => {
  const { Token, Purse } = compile('Token.sol');
  const accounts = [];
  const purses = [];
  const balances = new Map();
  const sent = []; // {hash, type, from, to, value}
  const seen = new Map(); // Transfer events by position
  let token;
  let purse;
  let verifier;
  let lastBlock = 0n; // the last one with something of ours

  const noteBlock = ({ blockNumber }) => {
    if (blockNumber > lastBlock) lastBlock = blockNumber;
  };
  const nonceOf = ({ address }) => net().l2.getTransactionCount({ address });
  const move = (from, to, value) => {
    balances.set(from, (balances.get(from) ?? 0n) - value);
    balances.set(to, (balances.get(to) ?? 0n) + value);
  };

  step('deploys an ERC-20 compiled by solc', async () => {
    for (let i = 0; i < ACCOUNTS; ++i) {
      accounts.push(net().account(i));
      purses.push(privateKeyToAccount(keyOf(`purse ${i}`)));
    }
    const holders = [...accounts, ...purses].map(({ address }) => address);
    for (const holder of holders) balances.set(holder, HOLDING);
    const wallet = net().wallet(accounts[0]);
    const deploy = async ({ abi, bytecode }, args) => {
      const hash = await wallet.deployContract({ abi, bytecode, args });
      const receipt = await net().l2.waitForTransactionReceipt({ hash });
      assert.equal(receipt.status, 'success');
      return getAddress(receipt.contractAddress);
    };
    token = await deploy(Token, [holders, HOLDING]);
    purse = await deploy(Purse, []);
    const read = (functionName) =>
      net().l2.readContract({ address: token, abi: Token.abi, functionName });
    assert.equal(await read('totalSupply'), HOLDING * BigInt(holders.length));
    assert.equal(await read('symbol'), 'TEST');
  });

  step('tells the reason of a revert', async () => {
    const call = net().l2.simulateContract({
      address: token,
      abi: Token.abi,
      functionName: 'transfer',
      args: [accounts[1].address, HOLDING + 1n],
      account: accounts[0],
    });
    await assert.rejects(call, /InsufficientBalance/);
  });

  step('subscribes to events over WebSocket', async () => {
    const socket = net().webSocket();
    const unwatch = socket.watchContractEvent({
      address: token,
      abi: Token.abi,
      eventName: 'Transfer',
      onLogs: (logs) => {
        for (const log of logs) seen.set(`${log.blockHash} ${log.logIndex}`, log);
      },
      onError: () => {},
    });
    cleanup(async () => {
      unwatch();
      (await socket.transport.getRpcClient()).close();
    });
    // The subscription stands when the socket has answered something that was asked after it.
    await socket.getBlockNumber();
  });

  step('includes 200 transactions of types 0, 1, 2 and 4 from 10 accounts', async () => {
    const { baseFeePerGas } = await net().l2.getBlock();
    const price = baseFeePerGas * 4n + 1_000_000n;
    const send = async (i) => {
      const account = accounts[i];
      let nonce = await net().l2.getTransactionCount({ address: account.address });
      for (let n = 0; n < ROUNDS * TYPES.length; ++n) {
        const type = TYPES[n % TYPES.length];
        const from = type === 'eip7702' ? purses[i] : account;
        const to = accounts[(i + 1 + (n % 7)) % ACCOUNTS].address;
        const value = BigInt(1 + n + i * 100);
        const { serialized } = await signed(type, { account, purse: from, nonce, price, to, value });
        const hash = await net().l2.sendRawTransaction({ serializedTransaction: serialized });
        assert.equal(hash, keccak256(serialized));
        move(from.address, to, value);
        sent.push({ hash, type, sender: account.address, from: from.address, to, value });
        ++nonce;
      }
    };
    await Promise.all(accounts.map((_, i) => send(i)));
    assert.equal(sent.length, 200);
    for (const txn of sent) {
      const receipt = await until(
        `the receipt of ${txn.hash}`,
        () => net().l2.getTransactionReceipt({ hash: txn.hash }),
        { timeout: 30_000 },
      );
      assert.equal(receipt.status, 'success', `${txn.type} ${txn.hash}`);
      assert.equal(receipt.type, txn.type);
      assert.equal(receipt.from, txn.sender.toLowerCase());
      txn.blockHash = receipt.blockHash;
      txn.blockNumber = receipt.blockNumber;
      noteBlock(receipt);
    }
    for (const { address } of purses)
      assert.equal(await net().l2.getCode({ address }), `0xef0100${purse.slice(2).toLowerCase()}`);
  });

  async function signed(type, { account, purse: from, nonce, price, to, value }) {
    const base = { chainId: net().l2Chain.id, nonce, gas: 250_000n };
    const dynamic = { maxFeePerGas: price, maxPriorityFeePerGas: 1_000_000n };
    const transfer = {
      to: token,
      data: encodeFunctionData({ abi: Token.abi, functionName: 'transfer', args: [to, value] }),
    };
    const slots = [account.address, to].map((holder) => mappingSlot(holder, 1));
    const accessList = [{ address: token, storageKeys: slots }];
    const fields = {
      legacy: () => ({ ...transfer, gasPrice: price }),
      eip2930: () => ({ ...transfer, gasPrice: price, accessList }),
      eip1559: () => ({ ...transfer, ...dynamic }),
      eip7702: async () => ({
        to: from.address,
        data: encodeFunctionData({
          abi: Purse.abi,
          functionName: 'pay',
          args: [token, to, value],
        }),
        ...dynamic,
        authorizationList: [
          await from.signAuthorization({
            contractAddress: purse,
            chainId: net().l2Chain.id,
            nonce: authorizations(from),
          }),
        ],
      }),
    };
    const txn = { type, ...base, ...(await fields[type]()) };
    return { serialized: await account.signTransaction(txn) };
  }

  const authorized = new Map();
  function authorizations({ address }) {
    const nonce = authorized.get(address) ?? 0;
    authorized.set(address, nonce + 1);
    return nonce;
  }

  step('delivers each event over WebSocket, as eth_getLogs does', async () => {
    await until('200 events', () => seen.size >= sent.length, { timeout: 15_000 });
    const key = ({ transactionHash, args }) => `${transactionHash} ${args.from} ${args.value}`;
    const wanted = sent.map(({ hash, from, value }) => `${hash} ${from} ${value}`).sort();
    assert.deepEqual([...seen.values()].map(key).sort(), wanted);
    const logs = await net().l2.getContractEvents({
      address: token,
      abi: Token.abi,
      eventName: 'Transfer',
      fromBlock: sent.reduce((least, { blockNumber: n }) => (n < least ? n : least), lastBlock),
      toBlock: lastBlock,
    });
    assert.deepEqual(logs.map(key).sort(), wanted);
  });

  step('keeps every balance', async () => {
    for (const [holder, balance] of balances) {
      const args = [holder];
      const call = { address: token, abi: Token.abi, functionName: 'balanceOf', args };
      assert.equal(await net().l2.readContract(call), balance, holder);
    }
  });

  step('proves accounts and slots against the header', async () => {
    const block = await net().l2.getBlock();
    const nobody = privateKeyToAccount(keyOf('nobody')).address;
    const holders = [accounts[0].address, purses[3].address];
    const proof = await net().l2.getProof({
      address: token,
      storageKeys: [...holders, nobody].map((holder) => mappingSlot(holder, 1)),
      blockNumber: block.number,
    });
    verifyProof(block.stateRoot, proof);
    assert.deepEqual(
      proof.storageProof.map(({ value }) => value),
      [...holders.map((holder) => balances.get(holder)), 0n],
    );
    const absent = await net().l2.getProof({
      address: nobody,
      storageKeys: [],
      blockNumber: block.number,
    });
    verifyProof(block.stateRoot, absent);
    // The check is worth something only if it finds a lie.
    proof.storageProof[0].value += 1n;
    assert.throws(() => verifyProof(block.stateRoot, proof), /the proof shows/);
  });

  step('mints what an Ethereum-signed L1 transaction deposits through the portal', async () => {
    const recipient = privateKeyToAccount(keyOf('portal recipient')).address;
    const value = parseEther('1.25');
    const wallet = net().wallet(accounts[2], { chain: net().l1Chain });
    const hash = await wallet.writeContract({
      address: net().contracts.optimism_portal,
      abi: PORTAL_ABI,
      functionName: 'depositTransaction',
      args: [recipient, value, 100_000n, false, '0x'],
      value,
    });
    const receipt = await net().l1.waitForTransactionReceipt({ hash, timeout: 30_000 });
    assert.equal(receipt.status, 'success');
    const [l2Hash] = getL2TransactionHashes(receipt);
    const deposit = await until(
      'the deposit on L2',
      () => net().l2.getTransactionReceipt({ hash: l2Hash }),
      { timeout: 30_000 },
    );
    assert.equal(deposit.status, 'success');
    assert.equal(await net().l2.getBalance({ address: recipient }), value);
    noteBlock(deposit);
  });

  step('mints what a Moonlight account deposits through the bridge', async () => {
    const recipient = privateKeyToAccount(keyOf('bridge recipient')).address;
    const fromBlock = await net().l2.getBlockNumber();
    const { accounts: keys } = net().summary();
    const result = await duskevm([
      'bridge', 'deposit',
      '--duskds', net().endpoints.duskds,
      '--key', keys[4].moonlight_secret,
      '--to', recipient,
      '--amount', '2.5',
    ]);
    assert.equal(result.code, 0, result.stderr);
    await until(
      'the bridged DUSK on L2',
      async () => (await net().l2.getBalance({ address: recipient })) === parseEther('2.5'),
      { timeout: 30_000 },
    );
    const logs = await net().l2.getLogs({ address: MESSENGER, fromBlock });
    const relayed = logs.filter(({ topics }) => topics[0] === RELAYED_MESSAGE);
    assert.equal(relayed.length, 1);
    noteBlock(relayed[0]);
  });

  step('makes all of it safe, then finalized', async () => {
    await net().awaitBlock('safe', lastBlock);
    await net().awaitBlock('finalized', lastBlock);
    for (const { hash, blockHash } of sent) {
      const receipt = await net().l2.getTransactionReceipt({ hash });
      assert.equal(receipt.blockHash, blockHash);
    }
  });

  step('has a verifier arrive at the same blocks from L1 alone', async () => {
    verifier = new Verifier(net());
    cleanup(() => verifier.stop());
    await verifier.agreesUpTo(lastBlock);
  });

  step('offers over WebSocket what is named for it', async () => {
    const socket = createClient({ transport: webSocket(verifier.wsUrl) });
    const modules = await socket.request({ method: 'rpc_modules' });
    (await socket.transport.getRpcClient()).close();
    assert.deepEqual(Object.keys(modules).sort(), ['eth', 'rpc']);
    const overHttp = await verifier.l2.request({ method: 'rpc_modules' });
    assert.ok('debug' in overHttp);
  });

  step('takes what is sent to the verifier', async () => {
    const wallet = net().wallet(accounts[0]);
    const request = { to: accounts[1].address, value: 1n, nonce: await nonceOf(accounts[0]) };
    const prepared = await wallet.prepareTransactionRequest(request);
    const serializedTransaction = await wallet.signTransaction(prepared);
    const hash = await verifier.l2.sendRawTransaction({ serializedTransaction });
    const receipt = await net().l2.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success');
    // The sequencer's refusal is the verifier's.
    await assert.rejects(
      verifier.l2.sendRawTransaction({ serializedTransaction }),
      /nonce too low: next nonce \d+, tx nonce \d+/,
    );
  });
});
