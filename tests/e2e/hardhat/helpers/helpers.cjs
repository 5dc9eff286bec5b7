// @nomicfoundation/hardhat-network-helpers on a developer's chain:
// npx hardhat test --network dev helpers/helpers.cjs
const assert = require('node:assert/strict');
const helpers = require('@nomicfoundation/hardhat-network-helpers');
const { ethers } = require('hardhat');

const STRANGER = '0x00000000000000000000000000000000000051de';

describe('network helpers', () => {
  it('mine', async () => {
    const before = await helpers.time.latestBlock();
    await helpers.mine(10, { interval: 15 });
    assert.equal(await helpers.time.latestBlock(), before + 10);
  });

  it('time', async () => {
    const before = await helpers.time.latest();
    await helpers.time.increase(3600);
    assert.ok((await helpers.time.latest()) >= before + 3600);
    await helpers.time.increaseTo(before + 10_000);
    assert.equal(await helpers.time.latest(), before + 10_000);
    await helpers.time.setNextBlockTimestamp(before + 20_000);
    await helpers.mine();
    assert.equal(await helpers.time.latest(), before + 20_000);
  });

  it('setBalance, setNonce, setCode, setStorageAt', async () => {
    await helpers.setBalance(STRANGER, 100n ** 9n);
    assert.equal(await ethers.provider.getBalance(STRANGER), 100n ** 9n);
    await helpers.setNonce(STRANGER, 3);
    assert.equal(await ethers.provider.getTransactionCount(STRANGER), 3);
    await helpers.setCode(STRANGER, '0x60005460005260206000f3');
    await helpers.setStorageAt(STRANGER, 0, 77);
    assert.equal(BigInt(await ethers.provider.call({ to: STRANGER })), 77n);
    assert.equal(BigInt(await helpers.getStorageAt(STRANGER, 0)), 77n);
  });

  it('impersonateAccount', async () => {
    const address = '0x00000000000000000000000000000000000051df';
    await helpers.setBalance(address, ethers.parseEther('1'));
    await helpers.impersonateAccount(address);
    const signer = await ethers.getImpersonatedSigner(address);
    const receipt = await (await signer.sendTransaction({ to: STRANGER, value: 1n })).wait();
    assert.equal(receipt.from.toLowerCase(), address);
    await helpers.stopImpersonatingAccount(address);
  });

  it('takeSnapshot', async () => {
    const snapshot = await helpers.takeSnapshot();
    const before = await helpers.time.latestBlock();
    await helpers.mine(5);
    await snapshot.restore();
    assert.equal(await helpers.time.latestBlock(), before);
  });

  it('loadFixture', async () => {
    async function deploy() {
      const counter = await ethers.deployContract('Counter', [1n]);
      await counter.waitForDeployment();
      return counter;
    }
    const first = await helpers.loadFixture(deploy);
    await (await first.increase(4n)).wait();
    assert.equal(await first.number(), 5n);
    const second = await helpers.loadFixture(deploy);
    assert.equal(await second.number(), 1n);
  });

  it('setNextBlockBaseFeePerGas, setCoinbase, setPrevRandao, dropTransaction', async () => {
    await helpers.setNextBlockBaseFeePerGas(3_000_000_000n);
    await helpers.setCoinbase(STRANGER);
    await helpers.setPrevRandao(5);
    await helpers.mine();
    const block = await ethers.provider.getBlock('latest');
    assert.equal(block.baseFeePerGas, 3_000_000_000n);
    assert.equal(block.miner.toLowerCase(), STRANGER);
    assert.equal(await helpers.dropTransaction(`0x${'11'.repeat(32)}`), false);
  });
});
