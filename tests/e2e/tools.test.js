// Foundry and Hardhat as their users run them: deploy and test a contract on the devnet by the
// README's lines. Both compile with npm's solc, so that nothing is downloaded.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { toHex } from 'viem';
import { ROOT, run } from './lib/process.js';
import { devnetSuite } from './lib/suite.js';

const BIN = path.join(ROOT, 'node_modules/.bin');
const FOUNDRY = path.join(ROOT, 'tests/e2e/foundry');
const HARDHAT = path.join(ROOT, 'tests/e2e/hardhat');
const NUMBER_ABI = [
  {
    type: 'function',
    name: 'number',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ name: '', type: 'uint256' }],
  },
];

devnetSuite('tools', { portOffset: 17_000 }, ({ net, step }) => {
  let deployed;

  const url = () => net().endpoints.l2_http;
  const key = (index) => toHex(net().account(index).getHdKey().privateKey);
  const number = (address) =>
    net().l2.readContract({ address, abi: NUMBER_ABI, functionName: 'number' });

  async function tool(argv, cwd, env) {
    const home = path.join(net().folder, 'home');
    fs.mkdirSync(home, { recursive: true });
    const result = await run(argv, { cwd, env: { HOME: home, ...env }, timeout: 120_000 });
    const output = result.stdout + result.stderr;
    assert.equal(result.code, 0, `${argv.join(' ')}\n${output}`);
    return output;
  }
  const forge = (args, env = {}) =>
    tool([path.join(BIN, 'forge'), ...args], FOUNDRY, {
      DEVNET_URL: url(),
      ETH_RPC_URL: url(),
      FOUNDRY_OUT: path.join(net().folder, 'forge-out'),
      FOUNDRY_CACHE_PATH: path.join(net().folder, 'forge-cache'),
      FOUNDRY_BROADCAST: path.join(net().folder, 'forge-broadcast'),
      ...env,
    });
  const hardhat = (args) =>
    tool([path.join(BIN, 'hardhat'), ...args], HARDHAT, {
      DEVNET_URL: url(),
      HARDHAT_FOLDER: path.join(net().folder, 'hardhat'),
      HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
    });

  step('forge create deploys a contract', async () => {
    const output = await forge([
      'create', 'src/Counter.sol:Counter',
      '--private-key', key(0),
      '--broadcast',
      '--constructor-args', '5',
    ]);
    deployed = output.match(/Deployed to: (0x[0-9a-fA-F]{40})/)?.[1];
    assert.ok(deployed, output);
    assert.equal(await number(deployed), 5n);
  });

  step('forge script deploys and calls', async () => {
    await forge([
      'script', 'script/Deploy.s.sol',
      '--rpc-url', 'devnet',
      '--private-key', key(1),
      '--broadcast',
    ]);
    const file = path.join(
      net().folder,
      'forge-broadcast/Deploy.s.sol',
      String(net().l2Chain.id),
      'run-latest.json',
    );
    const { transactions, receipts } = JSON.parse(fs.readFileSync(file, 'utf8'));
    assert.deepEqual(receipts.map(({ status }) => status), ['0x1', '0x1']);
    assert.equal(await number(transactions[0].contractAddress), 11n);
  });

  step('forge test runs on a fork of the devnet', async () => {
    const output = await forge(['test', '--fork-url', url()], { COUNTER: deployed });
    assert.match(output, /3 tests passed, 0 failed/);
    assert.equal(await number(deployed), 5n);
  });

  step('hardhat run deploys a contract', async () => {
    const output = await hardhat(['run', 'scripts/deploy.cjs', '--network', 'devnet']);
    const address = output.match(/Counter: (0x[0-9a-fA-F]{40})/)?.[1];
    assert.ok(address, output);
    assert.equal(await number(address), 7n);
  });

  step('hardhat test passes on the devnet', async () => {
    const output = await hardhat(['test', '--network', 'devnet']);
    assert.match(output, /3 passing/);
  });
});
