#!/usr/bin/env node
// npm's solc behind the part of the native compiler's command line that forge uses: --version, and
// --standard-json from standard input to standard output.
const solc = require('solc');

if (process.argv.includes('--version')) {
  const version = solc.version().replace('Emscripten.clang', 'Linux.g++');
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`);
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(solc.compile(require('node:fs').readFileSync(0, 'utf8')));
} else {
  console.error('solc.cjs: only --version and --standard-json');
  process.exitCode = 1;
}
