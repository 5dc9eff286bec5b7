// An unmodified op-node drives our execution node over the Engine API, as sequencer and as verifier. L1 is DuskDS
// through the adapter, the batches are our batcher's; our own rollup node verifies beside op-node. The chain carries
// transfers, contract creations and calls of every transaction type, and deposits of both kinds. In the end every
// block is the same on all three nodes, and so are the output roots that the rollup nodes tell.
//
//   node tests/interop/engine.js [--blocks 500] [--keep]
//
// OP_NODE names a binary; without it op-node.sh builds one. All processes listen on 127.0.0.1 and end with this one.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createWalletClient, encodeFunctionData, http, parseEther } from 'viem';
import { PORTAL_ABI, compile } from '../e2e/lib/contracts.js';
import { Devnet, MNEMONIC } from '../e2e/lib/devnet.js';
import { Load } from '../e2e/lib/load.js';
import { ROOT, duskevm, run } from '../e2e/lib/process.js';
import { rpc } from '../e2e/lib/rpc.js';
import { until } from '../e2e/lib/wait.js';
import { L2Node, OpNode, OurRollup, batcher } from './lib/nodes.js';

const { values: options } = parseArgs({
  options: {
    blocks: { type: 'string', default: '500' },
    keep: { type: 'boolean', default: false },
  },
});
const BLOCKS = Number(options.blocks);
const PORT_OFFSET = 17_000;
/// The last blocks come in real time, so that deposits of later L1 blocks are among them; the ones before are caught
/// up with at once, as after an outage of the sequencer.
const REAL_TIME_S = 60;
const L2_CHAIN_ID = 31744;
/// DuskDS's view follows Ethereum's rules at Cancun from its genesis.
const L1_CHAIN_CONFIG = {
  chainId: 250,
  ...Object.fromEntries(
    ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg', 'istanbul', 'berlin',
      'london', 'mergeNetsplit'].map((fork) => [`${fork}Block`, 0]),
  ),
  terminalTotalDifficulty: 0,
  shanghaiTime: 0,
  cancunTime: 0,
  blobSchedule: { cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 } },
};

const started = Date.now();
const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);

async function opNodeBinary() {
  if (process.env.OP_NODE) return process.env.OP_NODE;
  const binary = path.join(ROOT, 'build/interop/op-node');
  const { code, stdout, stderr } = await run([path.join(ROOT, 'tests/interop/op-node.sh'), binary], {
    timeout: 3_600_000,
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (code !== 0) {
    console.error('interop-engine: nothing was checked, for want of an op-node');
    process.exit(1);
  }
  return binary;
}

/// Contracts and calls among the transfers: a transaction of each type a round.
async function useContracts(net, url, Token) {
  const account = net.account(7);
  const wallet = createWalletClient({ account, chain: net.l2Chain, transport: http(url) });
  const hash = await wallet.deployContract({
    abi: Token.abi,
    bytecode: Token.bytecode,
    args: [[account.address], parseEther('1000')],
  });
  const { contractAddress: token } = await until('the token', () =>
    rpc(url, 'eth_getTransactionReceipt', [hash]),
  );
  const transfer = (to, extra) =>
    wallet.writeContract({
      address: token,
      abi: Token.abi,
      functionName: 'transfer',
      args: [to, 1n],
      gas: 200_000n,
      ...extra,
    });
  const hashes = [hash];
  for (let round = 0; round < 5; ++round) {
    const to = net.account(round).address;
    const gasPrice = 10_000_000_000n;
    const authorization = await wallet.signAuthorization({ contractAddress: token, executor: 'self' });
    hashes.push(await transfer(to, { type: 'legacy', gasPrice }));
    hashes.push(await transfer(to, { type: 'eip2930', gasPrice, accessList: [{ address: token, storageKeys: [] }] }));
    hashes.push(await transfer(to, { type: 'eip1559' }));
    hashes.push(await transfer(to, { type: 'eip7702', authorizationList: [authorization] }));
    const included = () => rpc(url, 'eth_getTransactionReceipt', [hashes.at(-1)]);
    await until('a round of transactions', included);
  }
  return hashes;
}

/// Deposits by an Ethereum-signed call of the portal and by a Moonlight call of the bridge.
async function deposit(net, indices) {
  const recipient = net.account(9).address;
  for (const index of indices) {
    const data = encodeFunctionData({
      abi: PORTAL_ABI,
      functionName: 'depositTransaction',
      args: [recipient, parseEther('1'), 100_000n, false, '0x'],
    });
    const wallet = net.wallet(net.account(index), { chain: net.l1Chain });
    await wallet.sendTransaction({ to: net.contracts.optimism_portal, data, value: parseEther('1'), gas: 300_000n });
  }
  const secret = net.summary().accounts[8].moonlight_secret;
  const keyFile = path.join(net.folder, 'depositor.key');
  fs.writeFileSync(keyFile, secret, { mode: 0o600 });
  const { code, stderr } = await duskevm([
    'bridge', 'deposit', '--duskds', net.endpoints.duskds, '--key', keyFile, '--to', recipient, '--amount', '3',
  ]);
  assert.equal(code, 0, stderr);
}

/// Blocks 0 to `last` of `nodes`, compared hash by hash; gives what was in them.
async function compareBlocks(nodes, last) {
  const totals = { blocks: 0, transactions: 0, deposits: 0, gas: 0n };
  for (let first = 1; first <= last; first += 50) {
    const numbers = Array.from({ length: Math.min(50, last + 1 - first) }, (_, i) => first + i);
    const [reference, ...others] = await Promise.all(
      nodes.map((node) =>
        Promise.all(numbers.map((n) => rpc(node.url, 'eth_getBlockByNumber', [`0x${n.toString(16)}`, true]))),
      ),
    );
    for (const [i, block] of reference.entries()) {
      for (const [j, blocks] of others.entries())
        assert.deepEqual(blocks[i], block, `block ${numbers[i]} differs on ${nodes[j + 1].name}`);
      const [attributes, ...rest] = block.transactions;
      assert.equal(attributes.type, '0x7e');
      totals.blocks += 1;
      totals.gas += BigInt(block.gasUsed);
      for (const txn of rest) totals[txn.type === '0x7e' ? 'deposits' : 'transactions'] += 1;
    }
  }
  return totals;
}

async function compareOutputs(rollups, last) {
  let count = 0;
  for (const number of new Set([1, Math.floor(last / 2), last - 1, last])) {
    const [reference, ...others] = await Promise.all(
      rollups.map(({ url }) => rpc(url, 'optimism_outputAtBlock', [`0x${number.toString(16)}`])),
    );
    for (const [i, other] of others.entries())
      assert.equal(other.outputRoot, reference.outputRoot, `output of block ${number} on ${rollups[i + 1].name}`);
    count += 1;
  }
  return count;
}

async function main() {
  const binary = await opNodeBinary();
  const { Token } = compile('Token.sol'); // first: it keeps this process busy for seconds
  const net = await Devnet.start({
    portOffset: PORT_OFFSET,
    args: ['--l1-only', '--genesis-age', Math.max(0, Math.min(1_400, BLOCKS - REAL_TIME_S)), '--l2.chain-id', L2_CHAIN_ID],
  });
  const parts = [];
  const start = (part) => (parts.push(part), part);
  let failed = true;
  try {
    const l1ChainConfig = path.join(net.folder, 'l1-chain-config.json');
    fs.writeFileSync(l1ChainConfig, JSON.stringify(L1_CHAIN_CONFIG));
    const op = { binary, l1ChainConfig };
    const sequencer = start(new L2Node(net, 'sequencer', 0));
    const verifier = start(new L2Node(net, 'verifier', 10));
    const ours = start(new L2Node(net, 'ours', 20));
    await Promise.all([sequencer, verifier, ours].map((node) => node.ready()));
    const opSequencer = start(new OpNode(net, sequencer, { ...op, sequencer: true }));
    const opVerifier = start(new OpNode(net, verifier, op));
    const ourVerifier = start(new OurRollup(net, ours));
    const rollups = [opSequencer, opVerifier, ourVerifier];
    for (const rollup of rollups) await rollup.ready(parts);
    start(batcher(net, sequencer, opSequencer, MNEMONIC));
    say('op-node sequences and verifies, our rollup node verifies');

    const load = new Load(
      { endpoints: { l2_http: sequencer.url }, l2Chain: net.l2Chain, account: (i) => net.account(i) },
      [0, 1, 2, 3],
    ).start();
    const height = async (node, tag = 'latest') =>
      Number((await rpc(node.url, 'eth_getBlockByNumber', [tag, false])).number);
    const reach = (node, tag, number, timeout) =>
      until(`${node.name}'s ${tag} block to reach ${number}`, async () => {
        for (const part of parts) part.mustRun();
        return (await height(node, tag)) >= number;
      }, { timeout });
    const contracts = await useContracts(net, sequencer.url, Token);
    await deposit(net, [4, 5]);
    say(`deposits sent, sequencer at block ${await height(sequencer)}`);
    await reach(sequencer, 'latest', Math.floor(BLOCKS * 0.95), 900_000);
    await deposit(net, [4, 6]);
    await reach(sequencer, 'latest', BLOCKS, 300_000);
    await load.stop();
    const receipts = await load.included();
    for (const hash of contracts) receipts.push(await rpc(sequencer.url, 'eth_getTransactionReceipt', [hash]));
    for (const receipt of receipts) assert.equal(receipt.status, '0x1', receipt.transactionHash);
    const last = Math.max(BLOCKS, ...receipts.map(({ blockNumber }) => Number(blockNumber)));
    say(`sequenced ${last} blocks; waiting for L1 to make them safe`);
    for (const node of [sequencer, verifier, ours]) await reach(node, 'safe', last, 300_000);
    await reach(verifier, 'finalized', last, 120_000);

    const totals = await compareBlocks([sequencer, verifier, ours], last);
    const outputs = await compareOutputs(rollups, last);
    assert.ok(totals.blocks >= BLOCKS);
    assert.ok(totals.deposits >= 6, `${totals.deposits} deposits`);
    assert.ok(totals.transactions >= receipts.length);
    say(
      `${totals.blocks} blocks with ${totals.transactions} transactions and ${totals.deposits} deposits ` +
        `(${totals.gas} gas) are the same on 3 nodes, ${outputs} output roots on 3 rollup nodes`,
    );
    failed = false;
  } finally {
    if (failed) for (const part of parts) console.error(`--- ${part.name}:\n${part.logTail(15)}`);
    for (const part of parts.reverse()) await part.stop();
    if (options.keep) console.log(`kept: ${net.folder}`);
    await (options.keep ? net.process.stop() : net.close({ failed }));
  }
}

main().then(
  () => console.log('interop-engine: passed'),
  (error) => {
    console.error(`interop-engine: failed: ${error.stack}`);
    process.exit(1);
  },
);
