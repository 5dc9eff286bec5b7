// A developer's chain (duskevm dev) for a test: one process, its folder, and viem's clients.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTestClient, defineChain, http, publicActions, walletActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { MNEMONIC } from './devnet.js';
import { Process } from './process.js';
import { rpc } from './rpc.js';
import { GiveUp, until } from './wait.js';

export const DEV_CHAIN_ID = 31744;

export class DevChain {
  constructor(port, args, folder, command = ['dev']) {
    this.port = port;
    this.args = args;
    this.command = command;
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.logFile = path.join(folder, 'dev.log');
    this.chain = defineChain({
      id: DEV_CHAIN_ID,
      name: 'DuskEVM developer chain',
      nativeCurrency: { name: 'DUSK', symbol: 'DUSK', decimals: 18 },
      rpcUrls: { default: { http: [this.url] } },
    });
  }

  static async start({ port, args = [], command }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'duskevm-dev-'));
    const dev = new DevChain(port, args, folder, command);
    await dev.launch();
    return dev;
  }

  async launch() {
    const argv = [...this.command, '--http.port', this.port, ...this.args];
    this.process = Process.duskevm('dev', argv, this.logFile);
    await until(
      'the developer chain to answer',
      () => {
        if (!this.process.running) throw new GiveUp(`it ended:\n${this.process.logTail(20)}`);
        return rpc(this.url, 'eth_chainId');
      },
      { interval: 20 },
    );
  }

  /// kill -9 and a new start on the same folder.
  async crash() {
    await this.process.stop('SIGKILL');
    await this.launch();
  }

  /// viem's test client for nodes of kind `mode`, with its public and wallet actions.
  client(mode = 'anvil') {
    return createTestClient({
      mode,
      chain: this.chain,
      transport: http(this.url, { retryCount: 0 }),
      pollingInterval: 20,
      cacheTime: 0,
    })
      .extend(publicActions)
      .extend(walletActions);
  }

  account(index) {
    return mnemonicToAccount(MNEMONIC, { addressIndex: index });
  }

  rpc(method, params = []) {
    return rpc(this.url, method, params);
  }

  async close() {
    await this.process.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
