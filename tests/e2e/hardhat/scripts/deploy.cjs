// npx hardhat run scripts/deploy.cjs --network devnet
const { ethers } = require('hardhat');

async function main() {
  const counter = await ethers.deployContract('Counter', [7n]);
  await counter.waitForDeployment();
  console.log(`Counter: ${await counter.getAddress()}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
