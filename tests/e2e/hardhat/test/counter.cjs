// npx hardhat test --network devnet
const assert = require('node:assert/strict');
const { ethers } = require('hardhat');

describe('Counter', () => {
  let counter;

  before(async () => {
    counter = await ethers.deployContract('Counter', [40n]);
    await counter.waitForDeployment();
  });

  it('counts and says so', async () => {
    const [signer] = await ethers.getSigners();
    const receipt = await (await counter.increase(2n)).wait();
    const [event] = await counter.queryFilter('Increased', receipt.blockNumber, receipt.blockNumber);
    assert.equal(event.args.by, signer.address);
    assert.equal(event.args.number, 42n);
    assert.equal(await counter.number(), 42n);
  });

  it('takes transactions of several accounts', async () => {
    const signers = (await ethers.getSigners()).slice(0, 4);
    const sent = await Promise.all(signers.map((signer) => counter.connect(signer).increase(1n)));
    await Promise.all(sent.map((txn) => txn.wait()));
    assert.equal(await counter.number(), 46n);
  });

  it('tells the reason of a revert', async () => {
    // A custom network's node gives the data; decoding it is left to the caller.
    const isTooLarge = ({ data }) => {
      const reason = counter.interface.parseError(data?.data ?? data);
      return reason.name === 'TooLarge' && reason.args.step === 101n;
    };
    await assert.rejects(counter.increase.staticCall(101n), isTooLarge);
    await assert.rejects(counter.increase(101n), isTooLarge);
    assert.equal(await counter.number(), 46n);
  });
});
