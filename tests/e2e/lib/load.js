// Steady load on L2: each sender signs one transfer after the other and remembers which of them the
// node acknowledged. A send that got no answer is repeated until it gets one.

import { keccak256 } from 'viem';
import { post, rpc } from './rpc.js';
import { sleep, until } from './wait.js';

const GAS = 21_000n;
const FEE = 100_000_000_000n;

export class Load {
  constructor(devnet, indices, { pauseMs = 60 } = {}) {
    this.url = devnet.endpoints.l2_http;
    this.chainId = devnet.l2Chain.id;
    this.accounts = indices.map((index) => devnet.account(index));
    this.pauseMs = pauseMs;
    this.acknowledged = [];
    this.stopped = false;
    this.error = undefined;
  }

  start() {
    this.senders = this.accounts.map((account) =>
      this.#run(account).catch((error) => {
        this.error ??= error;
      }),
    );
    return this;
  }

  async #run(account) {
    let nonce = Number(await rpc(this.url, 'eth_getTransactionCount', [account.address, 'pending']));
    for (; !this.stopped; ++nonce) {
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId: this.chainId,
        nonce,
        to: `0x${(0xe2e0_0000n + BigInt(nonce)).toString(16).padStart(40, '0')}`,
        value: 1n,
        gas: GAS,
        maxFeePerGas: FEE,
        maxPriorityFeePerGas: 1_000_000n,
      });
      const hash = await this.#send(raw, nonce);
      this.acknowledged.push({ hash, sender: account.address, nonce });
      await sleep(this.pauseMs);
    }
  }

  async #send(raw, nonce) {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_sendRawTransaction',
      params: [raw],
    });
    for (let repeated = false; ; repeated = true) {
      let answer;
      try {
        answer = JSON.parse((await post(this.url, body)).text);
      } catch {
        await sleep(100); // nobody there, or gone before it answered
        continue;
      }
      if (answer.result) return answer.result;
      // Taken by a process that died before it could say so.
      const { message } = answer.error;
      if (repeated && /already known|nonce too low/.test(message)) return keccak256(raw);
      throw new Error(`nonce ${nonce} was refused: ${message}`);
    }
  }

  async stop() {
    this.stopped = true;
    await Promise.all(this.senders ?? []);
    if (this.error) throw this.error;
  }

  /// Waits until each transaction acknowledged so far is in a block; gives their receipts.
  async included({ timeout = 60_000 } = {}) {
    const found = new Map();
    const wanted = [...this.acknowledged];
    await until(
      `${wanted.length} acknowledged transactions to be included`,
      async () => {
        const open = wanted.filter(({ hash }) => !found.has(hash));
        for (let i = 0; i < open.length; i += 100)
          for (const receipt of await this.#receipts(open.slice(i, i + 100)))
            found.set(receipt.transactionHash, receipt);
        if (found.size === wanted.length) return true;
        const { sender, nonce, hash } = wanted.find((txn) => !found.has(txn.hash));
        throw new Error(
          `${wanted.length - found.size} missing, the first: ${hash}, nonce ${nonce} of ${sender}`,
        );
      },
      { timeout, interval: 300 },
    );
    return [...found.values()];
  }

  async #receipts(txns) {
    const calls = txns.map(({ hash }, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_getTransactionReceipt',
      params: [hash],
    }));
    const { text } = await post(this.url, JSON.stringify(calls));
    return JSON.parse(text)
      .map(({ result }) => result)
      .filter(Boolean);
  }
}
