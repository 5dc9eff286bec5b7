// anvil in the place of a local network, for benchmarks that compare: the same accounts, the same
// block time, the gas limit that transfers.js --unlimited gives ours.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { MNEMONIC } from '../tests/e2e/lib/devnet.js';
import { Process } from '../tests/e2e/lib/process.js';
import { rpc } from '../tests/e2e/lib/rpc.js';
import { until } from '../tests/e2e/lib/wait.js';

const CHAIN_ID = 31744;
const GAS_LIMIT = 500_000_000;

export class AnvilNet {
  /// `blockTime` in seconds; 0: a block for each transaction, as it comes.
  static async start({ binary, port, blockTime = 1 }) {
    const net = new AnvilNet();
    net.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'anvil-bench-'));
    const times = blockTime > 0 ? ['--block-time', String(blockTime)] : [];
    net.process = new Process(
      'anvil',
      [binary, '--optimism', '--silent', '--host', '127.0.0.1', '--port', String(port),
        '--chain-id', String(CHAIN_ID), '--gas-limit', String(GAS_LIMIT), '--mnemonic', MNEMONIC, '--balance', '1000000',
        ...times],
      path.join(net.folder, 'anvil.log'),
    );
    const url = `http://127.0.0.1:${port}`;
    net.endpoints = { l2_http: url };
    net.l2Chain = defineChain({
      id: CHAIN_ID,
      name: 'anvil',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [url] } },
    });
    net.l2 = createPublicClient({
      pollingInterval: 200, cacheTime: 0, chain: net.l2Chain, transport: http(),
    });
    await until('anvil to answer', async () => {
      if (!net.process.running) throw new Error(`anvil has ended: ${net.process.logTail(5)}`);
      return rpc(url, 'eth_chainId').catch(() => false);
    });
    return net;
  }

  account(index) {
    return mnemonicToAccount(MNEMONIC, { addressIndex: index });
  }

  wallet(account) {
    return createWalletClient({
      account, chain: this.l2Chain, pollingInterval: 200, transport: http(),
    });
  }

  pid() {
    return this.process.child.pid;
  }

  summary() {
    return { processes: { anvil: this.pid() } };
  }

  async close({ failed = false } = {}) {
    await this.process.stop();
    if (failed) console.error(this.process.logTail(20));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
