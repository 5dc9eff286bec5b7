// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Counter} from "../src/Counter.sol";

interface Vm {
    function prank(address sender) external;
    function expectRevert(bytes calldata reason) external;
    function envOr(string calldata name, address otherwise) external returns (address);
}

contract CounterTest {
    Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function testCounts() external {
        Counter counter = new Counter(40);
        counter.increase(2);
        require(counter.number() == 42, "number");
    }

    function testFuzzCounts(uint8 step) external {
        Counter counter = new Counter(0);
        if (step > 100) vm.expectRevert(abi.encodeWithSelector(Counter.TooLarge.selector, step));
        counter.increase(step);
        require(counter.number() == (step > 100 ? 0 : step), "number");
    }

    /// Only on a fork of DuskEVM: its chain id, a predeploy, and a contract that was deployed there.
    function testFork() external {
        address deployed = vm.envOr("COUNTER", address(0));
        if (deployed == address(0)) return;
        require(block.chainid == 31744, "chain id");
        require(block.number > 0, "number");
        require(0x4200000000000000000000000000000000000007.code.length > 0, "messenger");
        Counter counter = Counter(deployed);
        uint256 before = counter.number();
        vm.prank(address(0xd05c));
        counter.increase(3);
        require(counter.number() == before + 3, "increase");
    }
}
