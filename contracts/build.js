// Compiles this folder's contracts with npm solc and collects, with the OP predeploy artifacts and
// preinstalls of npm @eth-optimism/contracts-bedrock, the one JSON file that `duskevm genesis` embeds.
// Usage: node contracts/build.js OUTPUT.json
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const bedrock = join(here, '..', 'node_modules', '@eth-optimism', 'contracts-bedrock');

// Predeploys from the package: address suffix, contract, and what a constructor must be given. Storage
// positions come from the artifact's own storage layout.
const PREDEPLOYS = [
  ['0000', 'LegacyMessagePasser'],
  ['0002', 'DeployerWhitelist'],
  ['0006', 'WETH'],
  ['0007', 'L2CrossDomainMessenger'],
  ['0010', 'L2StandardBridge'],
  ['0011', 'SequencerFeeVault'],
  ['0012', 'OptimismMintableERC20Factory'],
  ['0013', 'L1BlockNumber'],
  ['0014', 'L2ERC721Bridge'],
  ['0016', 'L2ToL1MessagePasser'],
  ['0017', 'OptimismMintableERC721Factory'],
  ['0018', 'ProxyAdmin'],
  ['0019', 'BaseFeeVault'],
  ['001a', 'L1FeeVault'],
  ['0020', 'SchemaRegistry'],
  ['0021', 'EAS'],
];
const OWN = [
  ['000f', 'GasPriceOracle'],
  ['0015', 'L1Block'],
  ['001b', 'OperatorFeeVault'],
];

function artifact(name) {
  return JSON.parse(readFileSync(join(bedrock, 'forge-artifacts', `${name}.sol`, `${name}.json`), 'utf8'));
}

function predeploy([suffix, name]) {
  const { bytecode, deployedBytecode, storageLayout } = artifact(name);
  const immutable = Object.keys(deployedBytecode.immutableReferences ?? {}).length > 0;
  return {
    address: `0x420000000000000000000000000000000000${suffix}`,
    name,
    // Contracts with immutables are made by running their creation code.
    ...(immutable ? { creation: bytecode.object } : { code: deployedBytecode.object }),
    layout: (storageLayout?.storage ?? []).map(({ label, slot, offset }) => ({ label, slot: Number(slot), offset })),
  };
}

function compileOwn() {
  const solc = require('solc');
  const sources = Object.fromEntries(
    OWN.map(([, name]) => [`${name}.sol`, { content: readFileSync(join(here, `${name}.sol`), 'utf8') }]));
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 999999 },
      metadata: { bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['evm.deployedBytecode.object', 'storageLayout'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  if (errors.length) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  return OWN.map(([suffix, name]) => {
    const { evm, storageLayout } = output.contracts[`${name}.sol`][name];
    return {
      address: `0x420000000000000000000000000000000000${suffix}`,
      name,
      code: `0x${evm.deployedBytecode.object}`,
      layout: storageLayout.storage.map(({ label, slot, offset }) => ({ label, slot: Number(slot), offset })),
    };
  });
}

// Preinstalls stand as hex literals in Preinstalls.sol: `address internal constant NAME = 0x…;` and
// `bytes internal constant NAMECode = hex"…";`.
function preinstalls() {
  const source = readFileSync(join(bedrock, 'src', 'libraries', 'Preinstalls.sol'), 'utf8');
  const addresses = Object.fromEntries(
    [...source.matchAll(/address internal constant (\w+)\s*=\s*(0x[0-9a-fA-F]{40});/g)].map((m) => [m[1], m[2].toLowerCase()]));
  const codes = Object.fromEntries(
    [...source.matchAll(/bytes internal constant (\w+)Code\s*=\s*hex"([0-9a-fA-F]+)";/g)].map((m) => [m[1], `0x${m[2]}`]));
  const list = Object.entries(addresses)
    .filter(([name]) => codes[name])
    .map(([name, address]) => ({ name, address, code: codes[name] }));
  // Permit2's code carries the chain id and its EIP-712 domain separator; genesis writes them in.
  list.push({
    name: 'Permit2',
    address: addresses.Permit2,
    code: codes.Permit2Template,
    chain_id_offset: 6945,
    domain_separator_offset: 6983,
  });
  return list;
}

const output = process.argv[2];
const result = {
  proxy: artifact('Proxy').deployedBytecode.object,
  predeploys: [...PREDEPLOYS.map(predeploy), ...compileOwn()].sort((a, b) => (a.address < b.address ? -1 : 1)),
  preinstalls: preinstalls(),
};
mkdirSync(dirname(output), { recursive: true });
writeFileSync(`${output}.tmp`, JSON.stringify(result));
renameSync(`${output}.tmp`, output);
