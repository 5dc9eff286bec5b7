// What code may read of its message, transaction and block: 0x30-0x4a, 0x59, 0x5a (yellow paper
// H.2; EIP-1344, 1884, 3198, 4399, 4844, 7516).
#pragma once

#include <dusk/core/evm/machine.hpp>

namespace dusk::evm::instructions {

inline std::int64_t push_value(u256* top, const u256& value, std::int64_t gas) {
    top[1] = value;
    return gas;
}

inline std::int64_t address(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, to_u256(m.frame.message.recipient), gas);
}
inline std::int64_t origin(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, to_u256(m.env.txn.origin), gas);
}
inline std::int64_t caller(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, to_u256(m.frame.message.sender), gas);
}
inline std::int64_t callvalue(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.frame.message.value, gas);
}
inline std::int64_t calldatasize(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.frame.calldata.size(), gas);
}
inline std::int64_t codesize(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.frame.code->code_size, gas);
}
inline std::int64_t returndatasize(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.frame.return_data.size(), gas);
}
inline std::int64_t gasprice(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.txn.gas_price, gas);
}
inline std::int64_t coinbase(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, to_u256(m.env.block.coinbase), gas);
}
inline std::int64_t timestamp(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.timestamp, gas);
}
inline std::int64_t number(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.number, gas);
}
inline std::int64_t prevrandao(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, to_u256(m.env.block.prev_randao), gas);
}
inline std::int64_t gaslimit(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.gas_limit, gas);
}
inline std::int64_t chainid(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.chain_id, gas);
}
inline std::int64_t selfbalance(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.state.balance(m.frame.message.recipient), gas);
}
inline std::int64_t basefee(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.base_fee, gas);
}
inline std::int64_t blobbasefee(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.env.block.blob_base_fee, gas);
}
inline std::int64_t msize(auto& m, u256* top, std::int64_t gas) {
    return push_value(top, m.frame.memory.size(), gas);
}
inline std::int64_t gas_left(auto&, u256* top, std::int64_t gas) {
    return push_value(top, static_cast<std::uint64_t>(gas), gas);
}

/// EIP-4844: zero past the end of the list.
inline std::int64_t blobhash(auto& m, u256* top, std::int64_t gas) {
    const auto& hashes = m.env.txn.blob_versioned_hashes;
    const auto index = top[0].saturated64();
    top[0] = index < hashes.size() ? to_u256(hashes[index]) : u256{};
    return gas;
}

/// The hashes of the 256 blocks before this one; zero for any other.
inline std::int64_t blockhash(auto& m, u256* top, std::int64_t gas) {
    const auto wanted = top[0].saturated64();
    const auto present = m.env.block.number;
    const bool is_known = wanted < present && present - wanted <= 256;
    top[0] = is_known ? to_u256(m.env.block_hashes.block_hash(wanted)) : u256{};
    return gas;
}

}  // namespace dusk::evm::instructions
