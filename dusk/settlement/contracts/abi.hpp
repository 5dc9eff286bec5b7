// Solidity's contract ABI: selectors, and arguments of the static word types and `bytes`.
//
// The writer collects a head of words and a tail of byte strings; the reader gives words and byte
// strings in argument order with bounds checks, strict as solc's decoder is (ABI coder v2: unused
// high bits of narrow types must be zero). Limits: one level of arguments, no arrays of dynamic
// types. Spec: Solidity documentation, "Contract ABI Specification".
#pragma once

#include <expected>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::settlement::abi {

enum class [[nodiscard]] AbiError : std::uint8_t {
    too_short,      ///< the head ends early
    out_of_range,   ///< a narrow type with high bits set
    out_of_bounds,  ///< an offset or length that leaves the data
};

using Selector = std::uint32_t;

/// The first four bytes of keccak256(signature), e.g. "transfer(address,uint256)".
Selector selector(std::string_view signature) noexcept;
/// keccak256(signature): an event's first topic.
Hash32 event_topic(std::string_view signature) noexcept;

class Writer {
public:
    Writer() = default;
    /// Arguments preceded by a selector.
    explicit Writer(std::string_view signature);

    Writer& word(const u256& value);
    Writer& word(const Hash32& value);
    Writer& address(const Address& value) { return word(to_u256(value)); }
    Writer& boolean(bool value) { return word(u256{value ? 1u : 0u}); }
    /// A `bytes` or `string` argument.
    Writer& bytes(BytesView value);
    Bytes finish() const;

private:
    struct Tail {
        std::size_t head_position;
        std::size_t tail_position;
    };
    Bytes selector_;
    Bytes head_;
    Bytes tail_;
    std::vector<Tail> tails_;
};

class Reader {
public:
    /// A reader over arguments, without the selector.
    explicit Reader(BytesView arguments) noexcept : arguments_(arguments) {}

    std::expected<u256, AbiError> word();
    std::expected<Hash32, AbiError> hash();
    std::expected<Address, AbiError> address();
    std::expected<bool, AbiError> boolean();
    /// An unsigned integer of `bits` bits, at most 64.
    std::expected<std::uint64_t, AbiError> uint(unsigned bits);
    std::expected<BytesView, AbiError> bytes();

private:
    BytesView arguments_;
    std::size_t position_ = 0;
};

}  // namespace dusk::settlement::abi
