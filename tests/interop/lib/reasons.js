// Why our answers and anvil's may differ: each value that does falls under the first row whose kinds
// and path fit and whose `holds`, where there is one, says yes.

const number = (value) => BigInt(value ?? 0);
const BLOCK = ['block'];
const RECEIPT = ['receipt'];

export const REASONS = [
  {
    id: 'other chain',
    kinds: ['block', 'receipt'],
    path: /^(hash|parentHash|stateRoot|receiptsRoot|transactionsRoot|size|(transactions\.\d+\.|logs\.\d+\.)?blockHash)$/,
    why: 'every block of an OP chain holds the attributes deposit, and the genesis its predeploys: roots and hashes differ',
  },
  {
    id: 'attributes deposit first',
    kinds: ['block', 'receipt'],
    path: /^(transactions\.\d+\.|logs\.\d+\.)?transactionIndex$/,
    holds: ({ ours, theirs }) => number(ours) === number(theirs) + 1n,
    why: 'the attributes deposit is transaction 0 of our block; anvil makes none',
  },
  {
    id: 'gas of the attributes deposit',
    kinds: ['block', 'receipt'],
    path: /^(gasUsed|cumulativeGasUsed)$/,
    holds: ({ ours, theirs, context }) => number(ours) === number(theirs) + number(context.attributes.gasUsed),
    why: 'the block holds the attributes deposit: exactly its gas more',
  },
  {
    id: 'Holocene extra data',
    kinds: BLOCK,
    path: /^extraData$/,
    holds: ({ ours, theirs }) => ours.length === 2 + 2 * 17 && theirs === '0x',
    why: 'extraData holds the EIP-1559 parameters and the minimum base fee (OP Holocene, Jovian); anvil leaves it empty',
  },
  {
    id: 'Isthmus withdrawals root',
    kinds: BLOCK,
    path: /^withdrawalsRoot$/,
    why: "the storage root of L2ToL1MessagePasser (OP Isthmus); anvil gives the empty list's",
  },
  {
    id: 'Jovian DA footprint',
    kinds: ['block', 'receipt'],
    path: /^blobGasUsed$/,
    why: 'the DA footprint (OP Jovian); anvil gives zero',
  },
  {
    id: 'beacon root of L1',
    kinds: BLOCK,
    path: /^parentBeaconBlockRoot$/,
    why: "the L1 origin's parent beacon block root (OP Ecotone); anvil has none",
  },
  {
    id: 'total difficulty',
    kinds: BLOCK,
    path: /^totalDifficulty$/,
    holds: ({ ours }) => ours === undefined,
    why: 'execution-apis dropped it, and so did geth; anvil still gives it',
  },
  {
    id: 'L1 fee fields',
    kinds: RECEIPT,
    path: /^(l1GasPrice|l1GasUsed|l1Fee|l1BlobBaseFee|l1BaseFeeScalar|l1BlobBaseFeeScalar|daFootprintGasScalar|operatorFee\w+)$/,
    holds: ({ theirs }) => theirs === undefined,
    why: 'OP receipts tell what L1 costs; anvil charges nothing for L1',
  },
  {
    id: 'blob gas price',
    kinds: RECEIPT,
    path: /^blobGasPrice$/,
    holds: ({ ours, theirs }) => ours === undefined && theirs === '0x1',
    why: 'geth gives it with blob transactions only',
  },
  {
    id: 'block timestamp',
    kinds: RECEIPT,
    path: /^(logs\.\d+\.)?blockTimestamp$/,
    holds: ({ ours, theirs, context }) =>
      [ours, theirs].every((time) => time === undefined || number(time) === number(context.blocks[0].timestamp)),
    why: "Foundry's addition to receipts; where both have it, it is the same time",
  },
  {
    id: 'refund of nothing',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.refund$/,
    holds: ({ ours, theirs }) => ours === undefined && theirs === 0,
    why: 'geth leaves a refund of zero out',
  },
  {
    id: 'gas of the call tree',
    kinds: ['call tree'],
    path: /^gas$/,
    holds: ({ ours, theirs, context }) =>
      number(ours) === number(context.blocks[0].transactions[1].gas) && number(theirs) < number(ours),
    why: "the root's gas is the transaction's limit in geth's tracer; anvil takes the intrinsic gas off",
  },
  {
    id: 'cost of a step that fails',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.gasCost$/,
    holds: ({ at, context }) => stepOf(context.steps[0], at).error !== undefined,
    why: 'we give the static part of what it would have cost, anvil what was left',
  },
  {
    id: 'cost of a creation',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.gasCost$/,
    holds: ({ ours, theirs, at, context }) =>
      ['CREATE', 'CREATE2'].includes(stepOf(context.steps[0], at).op) && ours < theirs,
    why: "geth counts what a creation costs by itself; anvil adds the gas that it passes on",
  },
  {
    id: 'code deposit',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.gasCost$/,
    holds: ({ ours, theirs, at, context }) =>
      stepOf(context.steps[0], at).op === 'RETURN' && theirs === 0 && ours > 0 && ours % 200 === 0,
    why: 'we count the 200 gas for each byte of new code at the RETURN that leaves it; anvil at no step',
  },
  {
    id: 'names of opcodes',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.op$/,
    holds: ({ ours, theirs }) =>
      (ours === 'PREVRANDAO' && theirs === 'DIFFICULTY') || ours.startsWith('opcode 0x'),
    why: "ours are geth's: PREVRANDAO since Paris, and the number of one that is not defined",
  },
  {
    id: 'words for errors',
    kinds: ['struct logs', 'call tree'],
    path: /^(structLogs\.\d+\.|calls\.\d+\.)*error$/,
    holds: ({ ours, theirs }) => ours !== undefined && (theirs !== undefined || /code/.test(ours)),
    why: "ours are geth's texts, anvil's are revm's names; anvil tells nothing at the step whose code is refused",
  },
  {
    id: 'slot of a store that failed',
    kinds: ['struct logs'],
    path: /^structLogs\.\d+\.storage\./,
    holds: ({ at, theirs, context }) =>
      theirs === undefined && stepOf(context.steps[0], at).error !== undefined,
    why: "geth's tracer notes the slot before the store; anvil leaves out those of a store that fails",
  },
];

const stepOf = (trace, at) => trace.structLogs[Number(at.split('.')[1])];
