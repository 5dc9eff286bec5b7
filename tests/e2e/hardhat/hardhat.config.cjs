// A Hardhat project on DuskEVM's local network: the `networks` entry is all that is ours. The
// compiler is npm's solc instead of one that Hardhat downloads, so that the project works offline.

require('@nomicfoundation/hardhat-ethers');
const { subtask } = require('hardhat/config');
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require('hardhat/builtin-tasks/task-names');

const SOLC = '0.8.30';

subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async ({ solcVersion }, _, runSuper) => {
  if (solcVersion !== SOLC) return runSuper();
  return {
    version: SOLC,
    longVersion: require('solc').version().replace('.Emscripten.clang', ''),
    compilerPath: require.resolve('solc/soljson.js'),
    isSolcJs: true,
  };
});

const folder = process.env.HARDHAT_FOLDER; // of what is built; default: here

module.exports = {
  solidity: { version: SOLC, settings: { optimizer: { enabled: true }, evmVersion: 'prague' } },
  paths: folder ? { artifacts: `${folder}/artifacts`, cache: `${folder}/cache` } : {},
  networks: {
    devnet: {
      url: process.env.DEVNET_URL ?? 'http://127.0.0.1:8545',
      chainId: 31744,
      accounts: { mnemonic: 'test test test test test test test test test test test junk' },
    },
    // duskevm dev: the node holds the keys, of impersonated accounts, too.
    dev: { url: process.env.DEVNET_URL ?? 'http://127.0.0.1:8545', chainId: 31744 },
  },
};
