// Checks Merkle-Patricia proofs (EIP-1186) against a state root, with nothing but keccak and RLP.

import { concat, fromRlp, hexToBigInt, keccak256, numberToHex, toRlp } from 'viem';

const EMPTY_ROOT = keccak256('0x80');
const nibblesOf = (hex) => [...hex.slice(2)].map((digit) => parseInt(digit, 16));

/// The value under `key` (already hashed) that `proof` shows for `root`; null: shown to be absent.
/// Throws when the proof shows neither.
export function provenValue(root, key, proof) {
  if (root === EMPTY_ROOT && proof.length === 0) return null;
  const path = nibblesOf(key);
  const nodes = [...proof];
  let expected = root;
  let at = 0;
  for (;;) {
    const node = typeof expected === 'string' ? nodeOfHash(nodes.shift(), expected) : expected;
    let next;
    if (node.length === 17) {
      next = at === path.length ? node[16] : node[path[at]];
      if (at === path.length) return finish(next, nodes);
      at += 1;
    } else if (node.length === 2) {
      const { nibbles, isLeaf } = compactPath(node[0]);
      const matches = nibbles.every((nibble, i) => path[at + i] === nibble);
      if (isLeaf) {
        const found = matches && at + nibbles.length === path.length;
        return finish(found ? node[1] : '0x', nodes);
      }
      if (!matches) return finish('0x', nodes);
      at += nibbles.length;
      next = node[1];
    } else {
      throw new Error(`a trie node of ${node.length} items`);
    }
    if (next === '0x') return finish('0x', nodes);
    // A child under 32 bytes is in its parent itself.
    expected = next;
  }
}

function nodeOfHash(encoded, hash) {
  if (encoded === undefined) throw new Error(`the proof ends before the node ${hash}`);
  if (keccak256(encoded) !== hash) throw new Error(`the proof's node is not ${hash}`);
  const node = fromRlp(encoded);
  if (!Array.isArray(node)) throw new Error('a trie node that is no list');
  return node;
}

function compactPath(encoded) {
  const nibbles = nibblesOf(encoded);
  const flag = nibbles[0];
  if (flag > 3) throw new Error(`bad compact path ${encoded}`);
  return { isLeaf: flag >= 2, nibbles: nibbles.slice(flag % 2 === 1 ? 1 : 2) };
}

function finish(value, left) {
  if (left.length > 0) throw new Error(`${left.length} nodes too many in the proof`);
  return value === '0x' ? null : value;
}

const scalar = (value) => (BigInt(value) === 0n ? '0x' : numberToHex(BigInt(value)));

/// Throws unless `proof` (eth_getProof's answer, as viem formats it) proves account and slots
/// under `stateRoot`.
export function verifyProof(stateRoot, proof) {
  const account = provenValue(stateRoot, keccak256(proof.address), proof.accountProof);
  const claimed = toRlp([
    scalar(proof.nonce),
    scalar(proof.balance),
    proof.storageHash,
    proof.codeHash,
  ]);
  const isEmpty = BigInt(proof.nonce) === 0n && BigInt(proof.balance) === 0n &&
    proof.codeHash === keccak256('0x');
  if (account === null ? !isEmpty : account !== claimed)
    throw new Error(`the account proof shows ${account}, the answer says ${claimed}`);
  for (const { key, value, proof: nodes } of proof.storageProof) {
    const found = provenValue(proof.storageHash, keccak256(padKey(key)), nodes);
    const shown = found === null ? 0n : hexToBigInt(fromRlp(found));
    if (shown !== BigInt(value))
      throw new Error(`slot ${key}: the proof shows ${shown}, the answer says ${value}`);
  }
}

const padKey = (key) => numberToHex(BigInt(key), { size: 32 });

/// Storage key of `mapping[key]` for a mapping at `slot`.
export const mappingSlot = (key, slot) =>
  keccak256(concat([numberToHex(BigInt(key), { size: 32 }), numberToHex(slot, { size: 32 })]));
