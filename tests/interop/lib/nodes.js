// The parts of a rollup around an L1 that is up: execution nodes, rollup nodes (op-node and ours), the batcher.

import fs from 'node:fs';
import path from 'node:path';
import { DUSKEVM, Process } from '../../e2e/lib/process.js';
import { rpc } from '../../e2e/lib/rpc.js';
import { until } from '../../e2e/lib/wait.js';

// Above the devnet's own ports; each node takes ten.
const PORTS = { http: 9610, ws: 9611, engine: 9612, rollup: 9613, batcher: 9614 };

class Part {
  constructor(name, process, url) {
    this.name = name;
    this.process = process;
    this.url = url;
  }
  mustRun() {
    if (!this.process.running) throw new Error(`${this.name} has ended: ${JSON.stringify(this.process.status)}`);
  }
  logTail(lines) {
    return this.process.logTail(lines);
  }
  stop() {
    return this.process.stop();
  }
}

export class L2Node extends Part {
  constructor(net, name, portStep) {
    const folder = path.join(net.folder, name);
    fs.mkdirSync(folder);
    const port = (base) => base + portStep + net.portOffset;
    const jwt = path.join(folder, 'jwt.hex');
    fs.writeFileSync(jwt, '5a'.repeat(32), { mode: 0o600 });
    const process = Process.duskevm(
      name,
      [
        'execution',
        '--datadir', path.join(folder, 'execution'),
        '--genesis', net.summary().files.genesis,
        '--http.port', port(PORTS.http),
        '--ws.port', port(PORTS.ws),
        '--authrpc.port', port(PORTS.engine),
        '--authrpc.jwtsecret', jwt,
        '--log.level', 'warn',
      ],
      path.join(folder, 'execution.log'),
    );
    super(`${name}-execution`, process, `http://127.0.0.1:${port(PORTS.http)}`);
    Object.assign(this, { folder, jwt, port, engineUrl: `http://127.0.0.1:${port(PORTS.engine)}` });
  }
  ready() {
    return until(`${this.name} to answer`, () => (this.mustRun(), rpc(this.url, 'eth_chainId')), { interval: 50 });
  }
}

class RollupNode extends Part {
  constructor(name, node, argv) {
    super(name, new Process(name, argv.map(String), path.join(node.folder, 'rollup.log')), `http://127.0.0.1:${node.port(PORTS.rollup)}`);
  }
  ready() {
    return until(`${this.name} to answer`, () => (this.mustRun(), rpc(this.url, 'optimism_syncStatus')));
  }
}

export class OpNode extends RollupNode {
  constructor(net, node, { binary, l1ChainConfig, sequencer = false }) {
    super(`op-node-${sequencer ? 'sequencer' : 'verifier'}`, node, [
      binary,
      '--l1', net.endpoints.l1_rpc,
      '--l1.beacon', net.endpoints.l1_beacon,
      '--l1.rpckind', 'standard',
      '--l1.http-poll-interval', '250ms',
      '--l1.epoch-poll-interval', '1s',
      '--l2', node.engineUrl,
      '--l2.jwt-secret', node.jwt,
      '--rollup.config', net.summary().files.rollup,
      '--rollup.l1-chain-config', l1ChainConfig,
      '--p2p.disable',
      '--rpc.addr', '127.0.0.1',
      '--rpc.port', node.port(PORTS.rollup),
      ...(sequencer ? ['--sequencer.enabled', '--sequencer.l1-confs', '0'] : []),
    ]);
  }
}

export class OurRollup extends RollupNode {
  constructor(net, node) {
    super('rollup', node, [
      DUSKEVM, 'rollup',
      '--l1', net.endpoints.l1_rpc,
      '--l1.beacon', net.endpoints.l1_beacon,
      '--l1.http-poll-interval', '250ms',
      '--l2', node.engineUrl,
      '--l2.jwt-secret', node.jwt,
      '--rollup.config', net.summary().files.rollup,
      '--rpc.port', node.port(PORTS.rollup),
    ]);
  }
}

/// Posts what `rollup` sequenced; its key is the devnet's for that role (account 20 of the mnemonic).
export function batcher(net, node, rollup, mnemonic) {
  const process = Process.duskevm(
    'batcher',
    [
      'batcher',
      '--l1-eth-rpc', net.endpoints.l1_rpc,
      '--l2-eth-rpc', node.url,
      '--rollup-rpc', rollup.url,
      '--mnemonic', mnemonic,
      '--hd-path', "m/44'/60'/0'/0/20",
      '--rpc.port', node.port(PORTS.batcher),
      '--poll-interval', '500ms',
      '--num-confirmations', 1,
      '--max-channel-duration', 2,
    ],
    path.join(node.folder, 'batcher.log'),
  );
  return new Part('batcher', process, undefined);
}
