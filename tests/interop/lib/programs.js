// A hundred transactions that differ: every type, transfers, a token's calls, and small programs as
// creation code, each for a corner of the EVM. Signed for fixed nonces and fees, so that two nodes
// with the same accounts take the same bytes.

import { concat, encodeDeployData, encodeFunctionData, getContractAddress, keccak256, pad, parseEther, sha256, toHex } from 'viem';
import { compile } from '../../e2e/lib/contracts.js';

const OP = {
  STOP: 0x00, ADD: 0x01, MUL: 0x02, SDIV: 0x05, ADDMOD: 0x08, MULMOD: 0x09, EXP: 0x0a, SIGNEXTEND: 0x0b, SLT: 0x12,
  BYTE: 0x1a, SHL: 0x1b, SAR: 0x1d, KECCAK256: 0x20, ADDRESS: 0x30, BALANCE: 0x31, ORIGIN: 0x32, CALLER: 0x33,
  CALLVALUE: 0x34, CODESIZE: 0x38, CODECOPY: 0x39, GASPRICE: 0x3a, EXTCODESIZE: 0x3b, EXTCODECOPY: 0x3c,
  RETURNDATASIZE: 0x3d, EXTCODEHASH: 0x3f, BLOCKHASH: 0x40, TIMESTAMP: 0x42, NUMBER: 0x43, PREVRANDAO: 0x44,
  GASLIMIT: 0x45, CHAINID: 0x46, SELFBALANCE: 0x47, BASEFEE: 0x48, BLOBHASH: 0x49, POP: 0x50, MLOAD: 0x51,
  MSTORE: 0x52, MSTORE8: 0x53, SLOAD: 0x54, SSTORE: 0x55, JUMP: 0x56, JUMPI: 0x57, PC: 0x58, MSIZE: 0x59, GAS: 0x5a,
  JUMPDEST: 0x5b, TLOAD: 0x5c, TSTORE: 0x5d, MCOPY: 0x5e, LOG0: 0xa0, CREATE: 0xf0, CALL: 0xf1, CALLCODE: 0xf2,
  RETURN: 0xf3, DELEGATECALL: 0xf4, CREATE2: 0xf5, STATICCALL: 0xfa, REVERT: 0xfd, INVALID: 0xfe, SELFDESTRUCT: 0xff,
};

const push = (value) => {
  let hex = typeof value === 'string' ? value.slice(2) : BigInt(value).toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  return `0x${(0x5f + hex.length / 2).toString(16)}${hex}`;
};
/// Opcodes by name, everything else pushed.
const asm = (...items) =>
  concat(items.map((item) => (typeof item === 'string' && item in OP ? toHex(OP[item], { size: 1 }) : push(item))));

/// Stores the top of the stack, and goes on.
const keep = (slot) => [slot, 'SSTORE'];
const mstore = (at, word) => [word, at, 'MSTORE'];
/// Puts `hex` into memory from 0, in words.
const load = (hex) => {
  const items = [];
  for (let i = 2, at = 0; i < hex.length; i += 64, at += 32) items.push(...mstore(at, `0x${hex.slice(i, i + 64).padEnd(64, '0')}`));
  return items;
};
const precompile = (address, input, outSize = 32) => [
  ...load(input), outSize, 0x400, (input.length - 2) / 2, 0, 0, address, 'GAS', 'CALL', ...keep(1),
  'RETURNDATASIZE', ...keep(2), 0x400, 'MLOAD', ...keep(3), 'STOP',
];
const G1 = concat([pad('0x01'), pad('0x02')]);
const word = (n) => pad(toHex(n));

const ENVIRONMENT = ['ADDRESS', 'ORIGIN', 'CALLER', 'CALLVALUE', 'GASPRICE', 'TIMESTAMP', 'NUMBER', 'PREVRANDAO', 'GASLIMIT', 'CHAINID', 'BASEFEE', 'SELFBALANCE', 'CODESIZE', 'MSIZE', 'PC'];

/// [name, code, options]
const PROGRAMS = [
  ['environment', asm(...ENVIRONMENT.flatMap((op, i) => [op, ...keep(i)]), 'STOP'), { value: 3n }],
  ['arithmetic', asm(7, 5, 'ADD', 3, 'MUL', ...keep(0), 9, 2, 5, 'ADDMOD', ...keep(1), 9, 4, 5, 'MULMOD', ...keep(2), 10, 3, 'EXP', ...keep(3), 'STOP')],
  ['signed arithmetic', asm(2, `0x${'ff'.repeat(32)}`, 'SDIV', ...keep(0), 1, `0x${'fe'.repeat(32)}`, 'SLT', ...keep(1), 0x80, 0, 'SIGNEXTEND', ...keep(2), `0x${'f0'.repeat(32)}`, 4, 'SAR', ...keep(3), 'STOP')],
  ['division by zero', asm(0, 5, 'SDIV', ...keep(0), 0, 1, 2, 'ADDMOD', ...keep(1), 'STOP')],
  ['exp by a large number', asm(`0x${'ab'.repeat(32)}`, 3, 'EXP', ...keep(0), 'STOP')],
  ['keccak of 4 KiB', asm(4096, 0, 'KECCAK256', ...keep(0), 'STOP')],
  ['memory growth', asm(1, 0x20000, 'MSTORE8', 'MSIZE', ...keep(0), 'STOP')],
  ['mcopy', asm(...mstore(0, `0x${'12'.repeat(32)}`), 64, 16, 5, 'MCOPY', 32, 'MLOAD', ...keep(0), 'STOP')],
  ['transient storage', asm(5, 1, 'TSTORE', 1, 'TLOAD', ...keep(0), 'STOP')],
  ['blob hash of none', asm(0, 'BLOBHASH', ...keep(0), 'STOP')],
  ['block hashes', asm('NUMBER', 'BLOCKHASH', ...keep(0), 0xffffff, 'BLOCKHASH', ...keep(1), 'STOP')],
  ['storage set and cleared', asm(1, ...keep(5), 0, ...keep(5), 2, ...keep(6), 3, ...keep(6), 2, ...keep(6), 'STOP')],
  ['storage read cold and warm', asm(8, 'SLOAD', 8, 'SLOAD', 'ADD', ...keep(9), 'STOP')],
  ...[0, 1, 2, 3, 4].map((topics) => [
    `log with ${topics} topics`,
    asm(...mstore(0, word(0xabcd)), ...Array.from({ length: topics }, (_, i) => i + 1), 32, 0).concat((0xa0 + topics).toString(16)).concat('00'),
  ]),
  ['revert with data', asm(...mstore(0, word(42)), 32, 0, 'REVERT')],
  ['revert without data', asm(0, 0, 'REVERT')],
  ['invalid opcode', asm(1, ...keep(0), 'INVALID')],
  ['undefined opcode', '0x60015f550c'],
  ['stack underflow', asm(1, 'ADD')],
  ['bad jump', asm(3, 'JUMP', 'STOP')],
  ['jump', concat([asm(4, 'JUMP'), '0xfe', asm('JUMPDEST', 7, ...keep(0), 'STOP')])],
  ['endless loop', asm('JUMPDEST', 0, 'JUMP'), { gas: 90_000n }],
  ['out of gas in a store', asm(1, ...keep(0), 2, ...keep(1), 3, ...keep(2), 'STOP'), { gas: 90_000n }],
  ['deploys code', asm(...mstore(0, `0x${'60aa60005500'.padEnd(64, '0')}`), 6, 0, 'RETURN')],
  ['deploys code that EIP-3541 refuses', asm(...mstore(0, `0x${'ef00'.padEnd(64, '0')}`), 2, 0, 'RETURN')],
  ['deploys too much code', asm(0x6001, 0, 'RETURN'), { gas: 9_000_000n }],
  ['create', asm(...mstore(0, `0x${'600a600055600b60015500'.padEnd(64, '0')}`), 11, 0, 0, 'CREATE', ...keep(0), 'STOP')],
  ['create2', asm(...mstore(0, `0x${'600a600055600b60015500'.padEnd(64, '0')}`), 0x1234, 11, 0, 0, 'CREATE2', ...keep(0), 'STOP')],
  ['create2 twice at one address', asm(...mstore(0, `0x${'00'.padEnd(64, '0')}`), 1, 1, 0, 0, 'CREATE2', ...keep(0), 1, 1, 0, 0, 'CREATE2', ...keep(1), 'STOP')],
  ['create with value that fails', asm(...mstore(0, `0x${'60006000fd'.padEnd(64, '0')}`), 5, 0, 1, 'CREATE', ...keep(0), 'RETURNDATASIZE', ...keep(1), 'STOP'), { value: 5n }],
  ['selfdestruct in creation', asm('CALLER', 'SELFDESTRUCT'), { value: 9n }],
  ['selfdestruct to itself', asm('ADDRESS', 'SELFDESTRUCT'), { value: 9n }],
  ['selfdestruct to a new account', asm(0x99887766, 'SELFDESTRUCT'), { value: 9n }],
  ['call with value to a new account', asm(0, 0, 0, 0, 5, 0x77665544, 'GAS', 'CALL', ...keep(0), 'STOP'), { value: 5n }],
  ['call with more value than there is', asm(0, 0, 0, 0, 5, 0x77665545, 'GAS', 'CALL', ...keep(0), 'STOP')],
  ['static call of itself', asm(0, 0, 0, 0, 'ADDRESS', 'GAS', 'STATICCALL', ...keep(0), 'STOP')],
  ['delegate call to nothing', asm(0, 0, 0, 0, 0x1234567, 'GAS', 'DELEGATECALL', ...keep(0), 'STOP')],
  ['callcode to nothing', asm(0, 0, 0, 0, 0, 0x1234567, 'GAS', 'CALLCODE', ...keep(0), 'STOP')],
  ['code of others', asm('CALLER', 'EXTCODESIZE', ...keep(0), 'CALLER', 'EXTCODEHASH', ...keep(1), 0xdead, 'EXTCODEHASH', ...keep(2), 'STOP')],
  ['own code', asm('CODESIZE', 0, 0, 'CODECOPY', 0, 'MLOAD', ...keep(0), 'STOP')],
  ['gas left', asm('GAS', ...keep(0), 'GAS', ...keep(1), 'STOP')],
  ['bytes and shifts', asm(`0x${'0123456789abcdef'.repeat(4)}`, 3, 'BYTE', ...keep(0), 1, 255, 'SHL', ...keep(1), 'STOP')],
  ['ecrecover of nonsense', asm(...precompile(1, concat([word(1), word(27), word(1), word(1)])))],
  ['sha256', asm(...precompile(2, word(1)))],
  ['ripemd160', asm(...precompile(3, word(1)))],
  ['identity', asm(...precompile(4, word(77)))],
  ['modexp', asm(...precompile(5, concat([word(32), word(32), word(32), word(3), word(65537), word(1_000_000_007)])))],
  ['bn254 add', asm(...precompile(6, concat([G1, G1]), 64))],
  ['bn254 mul', asm(...precompile(7, concat([G1, word(12345)]), 64))],
  ['bn254 pairing of nothing', asm(...precompile(8, '0x'))],
  ['bn254 point off the curve', asm(...precompile(6, concat([word(1), word(1), G1]), 64)), { gas: 300_000n }],
  ['blake2f', asm(...precompile(9, concat(['0x0000000c', `0x${'48'.repeat(64)}`, `0x${'61'.repeat(128)}`, `0x${'00'.repeat(16)}`, '0x01']), 64))],
  ['point evaluation of nonsense', asm(...precompile(0x0a, concat([word(1), word(2), word(3)]))), { gas: 300_000n }],
  ['bls12-381 g1 add of nothing', asm(...precompile(0x0b, `0x${'00'.repeat(256)}`, 128))],
  ['p256 verify of nonsense', asm(...precompile(0x100, `0x${'01'.repeat(160)}`))],
  ['a call to a precompile that is none', asm(...precompile(0x13, word(1)))],
];

const FEES = { maxFeePerGas: 10_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
const GAS_PRICE = { gasPrice: 9_000_000_000n };

/// `accounts` are viem's; none has sent anything. Gives [{name, raw, hash}] in order.
export async function signedTransactions(accounts, chainId) {
  const nonces = new Map();
  const list = [];
  const add = async (name, index, request, type = 'eip1559') => {
    const account = accounts[index];
    const nonce = nonces.get(index) ?? 0;
    const own = type === 'eip7702' ? 1 : 0; // an authorization of oneself takes a nonce, too
    const body = {
      chainId, nonce, type, gas: 400_000n, value: 0n,
      ...(type === 'legacy' || type === 'eip2930' ? GAS_PRICE : FEES),
      ...request,
    };
    if (own) body.authorizationList = [await account.signAuthorization({ contractAddress: request.delegate, chainId, nonce: nonce + 1 })];
    delete body.delegate;
    nonces.set(index, nonce + 1 + own);
    const raw = await account.signTransaction(body);
    list.push({ name, raw, hash: keccak256(raw), nonce, from: account.address });
  };

  const { Token } = compile('Token.sol');
  const holders = accounts.map(({ address }) => address);
  const token = getContractAddress({ from: accounts[0].address, nonce: 0n });
  const call = (functionName, args) => ({ to: token, data: encodeFunctionData({ abi: Token.abi, functionName, args }) });
  await add('deploys a token', 0, {
    data: encodeDeployData({ abi: Token.abi, bytecode: Token.bytecode, args: [holders, parseEther('1000')] }),
    gas: 4_000_000n,
  });
  const types = ['legacy', 'eip2930', 'eip1559', 'eip7702'];
  for (const [i, type] of types.entries()) {
    const accessList = type === 'legacy' ? {} : { accessList: [{ address: token, storageKeys: [pad('0x01'), pad('0x02')] }] };
    const delegate = type === 'eip7702' ? { delegate: token } : {};
    await add(`transfer, ${type}`, 1 + i, { to: accounts[8].address, value: parseEther('1'), ...delegate }, type);
    await add(`transfer to a new account, ${type}`, 1 + i, { to: `0x${sha256(toHex(type)).slice(-40)}`, value: 7n, ...delegate }, type);
    await add(`token transfer, ${type}`, 1 + i, { ...call('transfer', [accounts[9].address, 5n]), ...accessList, ...delegate }, type);
    await add(`token transfer, again, ${type}`, 1 + i, { ...call('transfer', [accounts[9].address, 5n]), ...accessList, ...delegate }, type);
    await add(`token transfer of too much, ${type}`, 1 + i, { ...call('transfer', [accounts[9].address, parseEther('9999')]), ...delegate }, type);
  }
  await add('token approval', 5, call('approve', [accounts[6].address, 100n]));
  await add('token transfer by another', 6, call('transferFrom', [accounts[5].address, accounts[7].address, 60n]));
  await add('token transfer by another of too much', 6, call('transferFrom', [accounts[5].address, accounts[7].address, 60n]));
  await add('token approval taken back', 5, call('approve', [accounts[6].address, 0n]));
  await add('token call without function', 5, { to: token, data: '0xdeadbeef' });
  await add('call of an empty account with data', 5, { to: accounts[9].address, data: `0x${'00ff'.repeat(200)}` });
  await add('transfer with the least gas', 5, { to: accounts[8].address, value: 1n, gas: 21_000n });
  await add('calldata that pays the floor', 5, { to: accounts[8].address, data: `0x${'11'.repeat(5_000)}`, gas: 300_000n });
  await add('transfer to itself', 5, { to: accounts[5].address, value: parseEther('2') });
  await add('call of a precompile', 5, { to: '0x0000000000000000000000000000000000000002', data: '0x1234' });
  for (const [i, [name, code, options]] of PROGRAMS.entries()) await add(name, 5 + (i % 5), { data: code, gas: 900_000n, ...options });
  for (let i = 0; list.length < 100; ++i) await add(`token transfer ${i}`, 9, call('transfer', [accounts[i].address, BigInt(i)]));
  return list.slice(0, 100);
}
