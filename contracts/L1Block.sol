// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// The L1 attributes predeploy 0x42..15 at Jovian level (OP specs, jovian/l1-attributes.md).
/// Storage positions are protocol: the execution engine reads the L1 fee parameters from them.
contract L1Block {
    error NotDepositor();

    address internal constant DEPOSITOR = 0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001;

    uint64 public number; // slot 0
    uint64 public timestamp;
    uint256 public basefee; // slot 1
    bytes32 public hash; // slot 2
    uint64 public sequenceNumber; // slot 3
    uint32 public blobBaseFeeScalar;
    uint32 public baseFeeScalar;
    bytes32 public batcherHash; // slot 4
    uint256 public l1FeeOverhead; // slot 5, Bedrock only
    uint256 public l1FeeScalar; // slot 6, Bedrock only
    uint256 public blobBaseFee; // slot 7
    uint64 public operatorFeeConstant; // slot 8
    uint32 public operatorFeeScalar;
    uint16 public daFootprintGasScalar;

    function version() external pure returns (string memory) {
        return "1.7.0";
    }

    function DEPOSITOR_ACCOUNT() external pure returns (address) {
        return DEPOSITOR;
    }

    function gasPayingToken() external pure returns (address, uint8) {
        return (0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE, 18);
    }

    function gasPayingTokenName() external pure returns (string memory) {
        return "Ether";
    }

    function gasPayingTokenSymbol() external pure returns (string memory) {
        return "ETH";
    }

    function isCustomGasToken() external pure returns (bool) {
        return false;
    }

    function setL1BlockValues(
        uint64 newNumber,
        uint64 newTimestamp,
        uint256 newBasefee,
        bytes32 newHash,
        uint64 newSequenceNumber,
        bytes32 newBatcherHash,
        uint256 newL1FeeOverhead,
        uint256 newL1FeeScalar
    ) external {
        _onlyDepositor();
        number = newNumber;
        timestamp = newTimestamp;
        basefee = newBasefee;
        hash = newHash;
        sequenceNumber = newSequenceNumber;
        batcherHash = newBatcherHash;
        l1FeeOverhead = newL1FeeOverhead;
        l1FeeScalar = newL1FeeScalar;
    }

    /// Packed calldata: selector, baseFeeScalar u32, blobBaseFeeScalar u32, sequenceNumber u64, timestamp u64,
    /// number u64, basefee, blobBaseFee, hash, batcherHash.
    function setL1BlockValuesEcotone() external {
        _onlyDepositor();
        _setEcotone();
    }

    /// Adds operatorFeeScalar u32, operatorFeeConstant u64.
    function setL1BlockValuesIsthmus() external {
        _onlyDepositor();
        _setEcotone();
        assembly ("memory-safe") {
            let kept := and(sload(operatorFeeConstant.slot), not(0xffffffffffffffffffffffff))
            sstore(operatorFeeConstant.slot, or(kept, shr(160, calldataload(164))))
        }
    }

    /// Adds daFootprintGasScalar u16.
    function setL1BlockValuesJovian() external {
        _onlyDepositor();
        _setEcotone();
        assembly ("memory-safe") {
            let footprint := shl(96, shr(240, calldataload(176)))
            sstore(operatorFeeConstant.slot, or(footprint, shr(160, calldataload(164))))
        }
    }

    function _setEcotone() private {
        assembly ("memory-safe") {
            sstore(sequenceNumber.slot, shr(128, calldataload(4)))
            sstore(number.slot, shr(128, calldataload(20)))
            sstore(basefee.slot, calldataload(36))
            sstore(blobBaseFee.slot, calldataload(68))
            sstore(hash.slot, calldataload(100))
            sstore(batcherHash.slot, calldataload(132))
        }
    }

    function _onlyDepositor() private view {
        if (msg.sender != DEPOSITOR) revert NotDepositor();
    }
}
