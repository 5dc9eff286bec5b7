// A rollup node of the simplest kind: hands blocks to an execution node over the Engine API.

import { createHmac } from 'node:crypto';
import { post } from './rpc.js';

const base64url = (data) => Buffer.from(data).toString('base64url');

/// JWT as the Engine API wants it (HS256, issued now).
function token(secretHex) {
  const head = base64url(JSON.stringify({ alg: 'HS256', typ: 'JWT' }));
  const claims = base64url(JSON.stringify({ iat: Math.floor(Date.now() / 1000) }));
  const mac = createHmac('sha256', Buffer.from(secretHex, 'hex')).update(`${head}.${claims}`).digest('base64url');
  return `${head}.${claims}.${mac}`;
}

export class EngineClient {
  constructor(url, secretHex) {
    this.url = url;
    this.secretHex = secretHex;
  }

  async call(method, params) {
    const { text } = await post(this.url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), {
      headers: { authorization: `Bearer ${token(this.secretHex)}` },
    });
    const { result, error } = JSON.parse(text);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /// Has `block` executed, and makes it the head. Throws unless it is valid.
  async import(block, rawTransactions) {
    const status = await this.call('engine_newPayloadV4', [
      payloadOf(block, rawTransactions),
      [],
      block.parentBeaconBlockRoot,
      [],
    ]);
    if (status.status !== 'VALID')
      throw new Error(`block ${Number(block.number)}: ${status.status}: ${status.validationError}`);
    const zero = `0x${'00'.repeat(32)}`;
    await this.call('engine_forkchoiceUpdatedV3', [
      { headBlockHash: block.hash, safeBlockHash: zero, finalizedBlockHash: zero },
      null,
    ]);
  }
}

/// An eth_getBlockBy… answer as ExecutionPayloadV4 (OP Isthmus and later).
function payloadOf(block, transactions) {
  const { parentHash, stateRoot, receiptsRoot, logsBloom, gasLimit, gasUsed, timestamp, extraData, baseFeePerGas } = block;
  return {
    parentHash,
    feeRecipient: block.miner,
    stateRoot,
    receiptsRoot,
    logsBloom,
    prevRandao: block.mixHash,
    blockNumber: block.number,
    gasLimit,
    gasUsed,
    timestamp,
    extraData,
    baseFeePerGas,
    blockHash: block.hash,
    transactions,
    withdrawals: [],
    blobGasUsed: block.blobGasUsed,
    excessBlobGas: block.excessBlobGas,
    withdrawalsRoot: block.withdrawalsRoot,
  };
}
