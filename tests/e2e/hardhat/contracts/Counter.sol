// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

contract Counter {
    uint256 public number;

    event Increased(address indexed by, uint256 number);

    error TooLarge(uint256 step);

    constructor(uint256 start) {
        number = start;
    }

    function increase(uint256 step) external {
        if (step > 100) revert TooLarge(step);
        number += step;
        emit Increased(msg.sender, number);
    }
}
