// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// The operator fee vault 0x42..1b (OP specs, isthmus/predeploys.md). Recipient, network and minimum are
/// the fixed ones of the Isthmus upgrade: the base fee vault, on L2, from zero.
contract OperatorFeeVault {
    error InsufficientBalance();
    error TransferFailed();

    enum WithdrawalNetwork {
        L1,
        L2
    }

    event Withdrawal(uint256 value, address to, address from);
    event Withdrawal(uint256 value, address to, address from, WithdrawalNetwork withdrawalNetwork);

    address public constant RECIPIENT = 0x4200000000000000000000000000000000000019;
    uint256 public constant MIN_WITHDRAWAL_AMOUNT = 0;
    WithdrawalNetwork public constant WITHDRAWAL_NETWORK = WithdrawalNetwork.L2;

    uint256 public totalProcessed;

    receive() external payable {}

    function version() external pure returns (string memory) {
        return "1.0.0";
    }

    function minWithdrawalAmount() external pure returns (uint256) {
        return MIN_WITHDRAWAL_AMOUNT;
    }

    function recipient() external pure returns (address) {
        return RECIPIENT;
    }

    function withdrawalNetwork() external pure returns (WithdrawalNetwork) {
        return WITHDRAWAL_NETWORK;
    }

    /// Sends the whole balance to the recipient; anybody may call it.
    function withdraw() external returns (uint256 value) {
        value = address(this).balance;
        if (value < MIN_WITHDRAWAL_AMOUNT) revert InsufficientBalance();
        totalProcessed += value;
        emit Withdrawal(value, RECIPIENT, msg.sender);
        emit Withdrawal(value, RECIPIENT, msg.sender, WITHDRAWAL_NETWORK);
        (bool success,) = RECIPIENT.call{value: value}("");
        if (!success) revert TransferFailed();
    }
}
