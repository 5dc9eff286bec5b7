// A local network of its own for a test file: `duskevm devnet` in a temporary folder, on ports of
// its own, blocks of one second on both layers. Stopped by a signal to the process started here;
// when a test failed its last log lines are printed and the folder is kept.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  webSocket,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { Process } from './process.js';
import { rpc } from './rpc.js';
import { GiveUp, until } from './wait.js';

export const MNEMONIC = 'test test test test test test test test test test test junk';

export class Devnet {
  static async start({ portOffset, args = [] }) {
    const devnet = new Devnet();
    devnet.portOffset = portOffset;
    devnet.args = args;
    devnet.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-e2e-'));
    devnet.datadir = path.join(devnet.folder, 'net');
    devnet.logFile = path.join(devnet.folder, 'devnet.log');
    try {
      await devnet.#launch(['--fresh']);
    } catch (error) {
      await devnet.close({ failed: true });
      throw error;
    }
    return devnet;
  }

  async #launch(extra = []) {
    // A network that was stopped left its summary behind.
    fs.rmSync(path.join(this.datadir, 'devnet.json'), { force: true });
    this.process = Process.duskevm(
      'devnet',
      [
        'devnet',
        '--datadir', this.datadir,
        '--port-offset', this.portOffset,
        '--l1.block-time-ms', 1000,
        '--l2.block-time', 1,
        ...this.args,
        ...extra,
      ],
      this.logFile,
    );
    const started = Date.now();
    await until(
      'the devnet to be ready',
      () => {
        if (!this.process.running)
          throw new GiveUp(`devnet ended: ${JSON.stringify(this.process.status)}`);
        return this.summary()?.ready;
      },
      { timeout: 90_000, interval: 50 },
    );
    this.startedInMs = Date.now() - started;
    this.#connect();
  }

  /// Stops it in good order and starts it on the same folder.
  async restart() {
    await this.process.stop();
    await this.#launch();
  }

  summary() {
    const file = path.join(this.datadir, 'devnet.json');
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  }

  #connect() {
    const { endpoints, l1_chain_id, l2_chain_id, contracts } = this.summary();
    this.endpoints = endpoints;
    this.contracts = contracts;
    const currency = { name: 'DUSK', symbol: 'DUSK', decimals: 18 };
    this.l1Chain = defineChain({
      id: l1_chain_id,
      name: 'DuskDS as Ethereum',
      nativeCurrency: currency,
      rpcUrls: { default: { http: [endpoints.l1_rpc] } },
    });
    this.l2Chain = defineChain({
      id: l2_chain_id,
      name: 'DuskEVM',
      nativeCurrency: currency,
      // With --l1-only somebody else runs L2.
      rpcUrls: { default: { http: [endpoints.l2_http ?? ''], webSocket: [endpoints.l2_ws ?? ''] } },
      contracts: { portal: { [l1_chain_id]: { address: contracts.optimism_portal } } },
    });
    const options = { pollingInterval: 200, cacheTime: 0 };
    this.l1 = createPublicClient({ ...options, chain: this.l1Chain, transport: http() });
    if (endpoints.l2_http)
      this.l2 = createPublicClient({ ...options, chain: this.l2Chain, transport: http() });
  }

  /// A client for subscriptions; its connection is closed by transport.getRpcClient().
  webSocket() {
    return createPublicClient({
      chain: this.l2Chain,
      transport: webSocket(this.endpoints.l2_ws, { reconnect: false, retryCount: 0 }),
    });
  }

  account(index) {
    return mnemonicToAccount(MNEMONIC, { addressIndex: index });
  }

  wallet(account, { chain = this.l2Chain } = {}) {
    return createWalletClient({ account, chain, pollingInterval: 200, transport: http() });
  }

  pid(name) {
    const pid = this.summary()?.processes[name];
    return pid ? pid : undefined;
  }

  /// kill -9, then waits until the supervisor has started another.
  async killAndAwait(name) {
    const pid = this.kill(name);
    await until(`${name} to be started again`, () => {
      const next = this.pid(name);
      return next !== undefined && next !== pid;
    });
  }

  /// kill -9 of a child by its pid; gives the pid.
  kill(name) {
    const pid = this.pid(name);
    if (!pid) throw new Error(`${name} is not running`);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  syncStatus() {
    return rpc(this.endpoints.rollup, 'optimism_syncStatus');
  }

  /// Waits until `tag` ("safe", "finalized", "latest") is at `number` or beyond.
  awaitBlock(tag, number, timeout = 90_000) {
    return until(
      `the ${tag} block to reach ${number}`,
      async () => {
        const block = await this.l2.getBlock({ blockTag: tag });
        return block.number >= BigInt(number) ? block : undefined;
      },
      { timeout },
    );
  }

  async close({ failed = false } = {}) {
    const status = this.process ? await this.process.stop() : undefined;
    if (failed) {
      console.error(`--- the devnet's last words (all of them: ${this.logFile})`);
      console.error(this.process?.logTail(80));
      console.error('---');
    } else {
      fs.rmSync(this.folder, { recursive: true, force: true });
    }
    return status;
  }
}
