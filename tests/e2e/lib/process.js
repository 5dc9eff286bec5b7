// Processes of the binary under test: started with their output in a file, watched, and ended by
// their own pid when the test run ends. DUSKEVM names the binary.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const DUSKEVM = process.env.DUSKEVM ?? path.join(ROOT, 'build/release/bin/duskevm');

if (!fs.existsSync(DUSKEVM)) throw new Error(`${DUSKEVM}: no such binary; build it, or set DUSKEVM`);

const alive = new Set();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export class Process {
  constructor(name, argv, logFile) {
    this.name = name;
    this.logFile = logFile;
    const log = fs.openSync(logFile, 'a');
    this.child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    alive.add(this.child);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ error }));
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    }).then((status) => {
      alive.delete(this.child);
      this.status = status;
      return status;
    });
  }

  /// A role of the binary under test.
  static duskevm(name, args, logFile) {
    return new Process(name, [DUSKEVM, ...args.map(String)], logFile);
  }

  get running() {
    return this.status === undefined;
  }

  logTail(lines = 60) {
    const text = fs.existsSync(this.logFile) ? fs.readFileSync(this.logFile, 'utf8') : '';
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /// Asks it to stop, insists after a while, and gives how it ended.
  async stop(signal = 'SIGINT', patience = 30_000) {
    if (this.running) this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), patience);
    const status = await this.ended;
    clearTimeout(timer);
    return status;
  }
}

/// Runs a command to its end: {code, signal, stdout, stderr}.
export function run(argv, { cwd, env, input, timeout = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1).map(String), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    alive.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeout);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      alive.delete(child);
      resolve({ code, signal, stdout, stderr, timedOut });
    });
  });
}

/// Runs a subcommand of the binary under test to its end.
export const duskevm = (args, options) => run([DUSKEVM, ...args], options);
