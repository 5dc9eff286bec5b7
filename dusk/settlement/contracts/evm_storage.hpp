// Contract storage in Solidity's layout: words under slot numbers, mappings under
// keccak256(key || slot). Values are stored without leading zeros, so that state proofs read them
// as Ethereum storage slots (settlement/vm/contract.hpp). Words wider than a packed field are
// packed by the caller.
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

/// A storage word without leading zeros; empty for zero.
inline Bytes minimal_be(const u256& value) {
    const auto word = to_hash32(value);
    return to_bytes(word.view().last(value.byte_length()));
}

/// The slot of `key` in the mapping at `slot`.
inline Hash32 mapping_slot(const Hash32& key, std::uint64_t slot) {
    Bytes preimage = to_bytes(key);
    append(preimage, to_hash32(u256{slot}));
    return keccak256(preimage);
}
inline Hash32 mapping_slot(const Address& key, std::uint64_t slot) {
    return mapping_slot(to_hash32(to_u256(key)), slot);
}

class EvmStorage {
public:
    explicit EvmStorage(ContractHost& host) noexcept : host_(host) {}

    u256 get(const Hash32& slot) const {
        const auto value = host_.load(slot);
        return value.size() <= 32 ? u256_from_be(value) : u256{};
    }
    u256 get(std::uint64_t slot) const { return get(to_hash32(u256{slot})); }
    void set(const Hash32& slot, const u256& value) { host_.store(slot, minimal_be(value)); }
    void set(std::uint64_t slot, const u256& value) { set(to_hash32(u256{slot}), value); }

    /// The `bits` wide field at bit `offset` of a packed slot.
    std::uint64_t get_packed(std::uint64_t slot, unsigned offset, unsigned bits) const {
        return ((get(slot) >> offset) & mask(bits)).low64();
    }
    void set_packed(std::uint64_t slot, unsigned offset, unsigned bits, std::uint64_t value) {
        const auto cleared = get(slot) & ~(mask(bits) << offset);
        set(slot, cleared | (u256{value} << offset));
    }

private:
    static constexpr u256 mask(unsigned bits) noexcept { return (u256{1} << bits) - u256{1}; }
    ContractHost& host_;
};

}  // namespace dusk::settlement
