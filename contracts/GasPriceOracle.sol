// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {L1Block} from "./L1Block.sol";

/// The gas price oracle 0x42..0f at Jovian level (OP specs, fjord/predeploys.md, isthmus/predeploys.md,
/// jovian/predeploys.md). It answers what a transaction would be charged; the engine charges by the same rules.
contract GasPriceOracle {
    error NotDepositor();
    error AlreadyActive();
    error PreviousForkInactive();
    error RemovedInEcotone();

    L1Block internal constant L1_BLOCK = L1Block(0x4200000000000000000000000000000000000015);
    address internal constant DEPOSITOR = 0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001;
    uint256 internal constant SIGNATURE_BYTES = 68;

    // Fjord's linear model of the compressed size, scaled by 10^6.
    uint256 internal constant COST_INTERCEPT = 42_585_600;
    uint256 internal constant COST_FASTLZ_COEFFICIENT = 836_500;
    uint256 internal constant MINIMUM_SIZE = 100_000_000;

    bool public isEcotone; // slot 0
    bool public isFjord;
    bool public isIsthmus;
    bool public isJovian;

    function version() external pure returns (string memory) {
        return "1.6.0";
    }

    function DECIMALS() external pure returns (uint256) {
        return 6;
    }

    function decimals() external pure returns (uint256) {
        return 6;
    }

    function gasPrice() external view returns (uint256) {
        return block.basefee;
    }

    function baseFee() external view returns (uint256) {
        return block.basefee;
    }

    function overhead() external view returns (uint256) {
        if (isEcotone) revert RemovedInEcotone();
        return L1_BLOCK.l1FeeOverhead();
    }

    function scalar() external view returns (uint256) {
        if (isEcotone) revert RemovedInEcotone();
        return L1_BLOCK.l1FeeScalar();
    }

    function l1BaseFee() public view returns (uint256) {
        return L1_BLOCK.basefee();
    }

    function blobBaseFee() public view returns (uint256) {
        return L1_BLOCK.blobBaseFee();
    }

    function baseFeeScalar() public view returns (uint32) {
        return L1_BLOCK.baseFeeScalar();
    }

    function blobBaseFeeScalar() public view returns (uint32) {
        return L1_BLOCK.blobBaseFeeScalar();
    }

    /// The L1 data fee in wei of an unsigned, RLP-encoded transaction.
    function getL1Fee(bytes memory data) external view returns (uint256) {
        if (isFjord) return _feeOfSize(_linearSize(fastLzLength(data) + SIGNATURE_BYTES));
        uint256 used = _calldataGas(data) + SIGNATURE_BYTES * 16;
        if (isEcotone) return (used * _weightedPrice()) / 16e6;
        return ((used + L1_BLOCK.l1FeeOverhead()) * l1BaseFee() * L1_BLOCK.l1FeeScalar()) / 1e6;
    }

    /// An upper bound of the L1 data fee for an unsigned transaction of `unsignedSize` bytes.
    function getL1FeeUpperBound(uint256 unsignedSize) external view returns (uint256) {
        uint256 size = unsignedSize + SIGNATURE_BYTES;
        return _feeOfSize(_linearSize(size + size / 255 + 16));
    }

    function getL1GasUsed(bytes memory data) external view returns (uint256) {
        if (isFjord) return (_linearSize(fastLzLength(data) + SIGNATURE_BYTES) * 16) / 1e6;
        uint256 used = _calldataGas(data) + SIGNATURE_BYTES * 16;
        return isEcotone ? used : used + L1_BLOCK.l1FeeOverhead();
    }

    /// The operator fee in wei for `gasUsed` gas.
    function getOperatorFee(uint256 gasUsed) external view returns (uint256) {
        if (!isIsthmus) return 0;
        uint256 scaled = gasUsed * L1_BLOCK.operatorFeeScalar();
        return (isJovian ? scaled * 100 : scaled / 1e6) + L1_BLOCK.operatorFeeConstant();
    }

    function setEcotone() external {
        _activate(true, isEcotone);
        isEcotone = true;
    }

    function setFjord() external {
        _activate(isEcotone, isFjord);
        isFjord = true;
    }

    function setIsthmus() external {
        _activate(isFjord, isIsthmus);
        isIsthmus = true;
    }

    function setJovian() external {
        _activate(isIsthmus, isJovian);
        isJovian = true;
    }

    /// The length of `data` after FastLZ level-1 compression.
    function fastLzLength(bytes memory data) public pure returns (uint256 length) {
        uint256 size = data.length;
        uint256 anchor;
        if (size > 13) {
            uint256 limit = size - 13;
            // 8192 positions of four bytes each.
            bytes memory table = new bytes(8192 * 4 + 32);
            uint256 position = 2;
            while (position < limit) {
                uint256 candidate;
                bool found;
                (position, candidate, found) = _findMatch(data, table, position, limit);
                if (!found) break;
                if (position > anchor) length += _literals(position - anchor);
                uint256 run = _matchLength(data, candidate + 3, position + 3, limit + 9);
                length += _matchCost(run);
                position = _remember(data, table, _remember(data, table, position + run));
                anchor = position;
            }
        }
        length += _literals(size - anchor);
    }

    function _findMatch(bytes memory data, bytes memory table, uint256 position, uint256 limit)
        private
        pure
        returns (uint256, uint256, bool)
    {
        while (true) {
            uint256 three = _read24(data, position);
            uint256 slot = _hash(three);
            uint256 candidate = _get(table, slot);
            _set(table, slot, position);
            if (position >= limit) break;
            if (position - candidate <= 0x1fff && three == _read24(data, candidate)) {
                // The scan steps past the position before it checks for the end.
                if (position + 1 >= limit) break;
                return (position, candidate, true);
            }
            ++position;
            if (position >= limit) {
                // One more position is hashed by the reference before it stops; it has no effect on the length.
                break;
            }
        }
        return (position, 0, false);
    }

    function _matchLength(bytes memory data, uint256 from, uint256 to, uint256 end) private pure returns (uint256 run) {
        uint256 most = end - to;
        while (run < most) {
            bool same = data[from + run] == data[to + run];
            ++run;
            if (!same) break;
        }
    }

    function _literals(uint256 count) private pure returns (uint256 cost) {
        cost = 0x21 * (count / 0x20);
        uint256 rest = count % 0x20;
        if (rest != 0) cost += rest + 1;
    }

    function _matchCost(uint256 run) private pure returns (uint256) {
        --run;
        return 3 * (run / 262) + (run % 262 >= 6 ? 3 : 2);
    }

    function _remember(bytes memory data, bytes memory table, uint256 position) private pure returns (uint256) {
        _set(table, _hash(_read24(data, position)), position);
        return position + 1;
    }

    function _hash(uint256 three) private pure returns (uint256) {
        return ((2654435769 * three) >> 19) & 0x1fff;
    }

    /// Three bytes, least significant first.
    function _read24(bytes memory data, uint256 position) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            let word := mload(add(add(data, 32), position))
            value := or(or(byte(0, word), shl(8, byte(1, word))), shl(16, byte(2, word)))
        }
    }

    function _get(bytes memory table, uint256 slot) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(224, mload(add(add(table, 32), shl(2, slot))))
        }
    }

    function _set(bytes memory table, uint256 slot, uint256 value) private pure {
        assembly ("memory-safe") {
            let place := add(add(table, 32), shl(2, slot))
            mstore(place, or(shr(32, shl(32, mload(place))), shl(224, value)))
        }
    }

    function _calldataGas(bytes memory data) private pure returns (uint256 total) {
        for (uint256 i = 0; i < data.length; ++i) total += data[i] == 0 ? 4 : 16;
    }

    function _weightedPrice() private view returns (uint256) {
        return 16 * uint256(baseFeeScalar()) * l1BaseFee() + uint256(blobBaseFeeScalar()) * blobBaseFee();
    }

    function _feeOfSize(uint256 size) private view returns (uint256) {
        return (size * _weightedPrice()) / 1e12;
    }

    function _linearSize(uint256 compressed) private pure returns (uint256) {
        uint256 scaled = COST_FASTLZ_COEFFICIENT * compressed;
        if (scaled < COST_INTERCEPT + MINIMUM_SIZE) return MINIMUM_SIZE;
        return scaled - COST_INTERCEPT;
    }

    function _activate(bool previous, bool current) private view {
        if (msg.sender != DEPOSITOR) revert NotDepositor();
        if (!previous) revert PreviousForkInactive();
        if (current) revert AlreadyActive();
    }
}
