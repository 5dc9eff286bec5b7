// Solidity for the tests: compiled by npm's solc, in this process.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './process.js';

/// Compiles tests/e2e/contracts/FILE; gives {NAME: {abi, bytecode, runtime}}.
export function compile(file) {
  const solc = createRequire(import.meta.url)('solc');
  const content = fs.readFileSync(path.join(ROOT, 'tests/e2e/contracts', file), 'utf8');
  const input = {
    language: 'Solidity',
    sources: { [file]: { content } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  return Object.fromEntries(
    Object.entries(output.contracts[file]).map(([name, contract]) => [
      name,
      {
        abi: contract.abi,
        bytecode: `0x${contract.evm.bytecode.object}`,
        runtime: `0x${contract.evm.deployedBytecode.object}`,
      },
    ]),
  );
}

export const PORTAL_ABI = [
  {
    type: 'function',
    name: 'depositTransaction',
    stateMutability: 'payable',
    inputs: [
      { name: '_to', type: 'address' },
      { name: '_value', type: 'uint256' },
      { name: '_gasLimit', type: 'uint64' },
      { name: '_isCreation', type: 'bool' },
      { name: '_data', type: 'bytes' },
    ],
    outputs: [],
  },
];
