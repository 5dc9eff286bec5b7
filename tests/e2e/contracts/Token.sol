// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// ERC-20 as wallets know it, nothing more.
contract Token {
    string public constant name = "Token of a test";
    string public constant symbol = "TEST";
    uint8 public constant decimals = 18;

    uint256 public totalSupply;                                          // slot 0
    mapping(address => uint256) public balanceOf;                        // slot 1
    mapping(address => mapping(address => uint256)) public allowance;    // slot 2

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error InsufficientBalance(uint256 have, uint256 want);
    error InsufficientAllowance(uint256 have, uint256 want);

    constructor(address[] memory holders, uint256 each) {
        for (uint256 i = 0; i < holders.length; ++i) {
            balanceOf[holders[i]] += each;
            totalSupply += each;
            emit Transfer(address(0), holders[i], each);
        }
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value) revert InsufficientAllowance(allowed, value);
        allowance[from][msg.sender] = allowed - value;
        _move(from, to, value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        uint256 balance = balanceOf[from];
        if (balance < value) revert InsufficientBalance(balance, value);
        balanceOf[from] = balance - value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// What an account delegates to (EIP-7702): passes tokens that the account holds on to others.
contract Purse {
    event Paid(address indexed purse, address indexed to, uint256 value);

    function pay(Token token, address to, uint256 value) external {
        require(token.transfer(to, value));
        emit Paid(address(this), to, value);
    }
}
