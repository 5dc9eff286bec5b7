// A verifier: execution node and rollup node of their own, from genesis, that know the chain's
// configuration and the L1 endpoints, and where to send transactions, and nothing else.

import fs from 'node:fs';
import path from 'node:path';
import { createPublicClient, http } from 'viem';
import { Process } from './process.js';
import { rpc } from './rpc.js';
import { GiveUp, until } from './wait.js';

// Above every port of the devnet it follows (5052 to 9555).
const PORTS = { http: 9600, ws: 9601, engine: 9602, rollup: 9603 };

export class Verifier {
  constructor(devnet, name = 'verifier') {
    this.devnet = devnet;
    const folder = path.join(devnet.folder, name);
    fs.mkdirSync(folder);
    const { files } = devnet.summary();
    const port = (base) => base + devnet.portOffset;
    const url = (base) => `http://127.0.0.1:${port(base)}`;
    const jwt = path.join(folder, 'jwt.hex');
    fs.writeFileSync(jwt, '5a'.repeat(32), { mode: 0o600 });
    this.execution = Process.duskevm(
      'execution',
      [
        'execution',
        '--datadir', path.join(folder, 'execution'),
        '--genesis', files.genesis,
        '--http.port', port(PORTS.http),
        '--ws.port', port(PORTS.ws),
        '--ws.api', 'eth',
        '--authrpc.port', port(PORTS.engine),
        '--authrpc.jwtsecret', jwt,
        '--rollup.sequencerhttp', devnet.endpoints.l2_http,
      ],
      path.join(folder, 'execution.log'),
    );
    this.rollup = Process.duskevm(
      'rollup',
      [
        'rollup',
        '--l1', devnet.endpoints.l1_rpc,
        '--l1.beacon', devnet.endpoints.l1_beacon,
        '--l2', url(PORTS.engine),
        '--l2.jwt-secret', jwt,
        '--rollup.config', files.rollup,
        '--rpc.port', port(PORTS.rollup),
        '--l1.http-poll-interval', '250ms',
      ],
      path.join(folder, 'rollup.log'),
    );
    this.wsUrl = `ws://127.0.0.1:${port(PORTS.ws)}`;
    this.rollupUrl = url(PORTS.rollup);
    this.l2 = createPublicClient({ cacheTime: 0, transport: http(url(PORTS.http)) });
  }

  /// Waits until it has finalized block `number`, then compares every block hash up to it with the
  /// sequencer's.
  async agreesUpTo(number, { timeout = 120_000 } = {}) {
    const last = Number(number);
    try {
      await until(
        `the verifier to finalize block ${last}`,
        async () => {
          for (const process of [this.execution, this.rollup])
            if (!process.running)
              throw new GiveUp(`${process.name} ended: ${JSON.stringify(process.status)}`);
          const status = await rpc(this.rollupUrl, 'optimism_syncStatus');
          return status.finalized_l2.number >= last;
        },
        { timeout },
      );
      for (let first = 0; first <= last; first += 20) {
        const numbers = Array.from({ length: Math.min(20, last + 1 - first) }, (_, i) => first + i);
        await Promise.all(numbers.map((n) => this.#compare(n)));
      }
    } catch (error) {
      for (const process of [this.execution, this.rollup])
        console.error(`--- the verifier's ${process.name}:\n${process.logTail(30)}`);
      throw error;
    }
  }

  async #compare(number) {
    const blockNumber = BigInt(number);
    const [ours, theirs] = await Promise.all(
      [this.l2, this.devnet.l2].map((client) => client.getBlock({ blockNumber })),
    );
    if (ours.hash !== theirs.hash)
      throw new Error(
        `block ${number}: the verifier has ${ours.hash}, the sequencer ${theirs.hash}`,
      );
  }

  async stop() {
    await this.rollup.stop();
    await this.execution.stop();
  }
}
