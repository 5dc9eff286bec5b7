// Solidity contract ABI: 32-byte words, with dynamic values behind offsets from the start of their
// tuple (docs.soliditylang.org, "Contract ABI Specification"). One writer or reader is one tuple:
// the arguments of a call without the selector, a return value, the data of an event, or a nested
// tuple.
//
// Reading costs what is read: views into the input, no copies. Padding is not looked at, as
// Solidity's own decoder has it; values wider than their type are refused.
#pragma once

#include <expected>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::abi {

enum class [[nodiscard]] AbiError : std::uint8_t {
    input_too_short,
    value_too_wide,    ///< an integer, address or bool with bits beyond its type
    offset_too_large,  ///< an offset or size that points past the input
};

/// The four bytes in front of a call's arguments.
using Selector = FixedBytes<4>;

class AbiWriter {
public:
    AbiWriter& add_u256(const u256& value);
    AbiWriter& add_bytes32(const Hash32& value);
    AbiWriter& add_address(const Address& value);
    AbiWriter& add_bool(bool value);
    /// `bytes` or `string`.
    AbiWriter& add_bytes(BytesView value);
    /// A tuple or array that is dynamic, from its own encoding; an array's starts with its size.
    AbiWriter& add_dynamic(BytesView encoding);

    /// The tuple's encoding.
    Bytes finish() const;
    /// The same after a selector: the input of a call.
    Bytes finish_call(const Selector& selector) const;

private:
    void append_to(Bytes& out) const;

    struct Dynamic {
        std::size_t head_position;
        std::size_t tail_position;
    };
    Bytes head_;
    Bytes tail_;
    std::vector<Dynamic> dynamics_;  ///< heads whose offset is known when the head is complete
};

class AbiReader {
public:
    explicit AbiReader(BytesView tuple) noexcept : tuple_(tuple) {}

    // Each takes the next value of the tuple.
    std::expected<Hash32, AbiError> bytes32();
    std::expected<u256, AbiError> uint256();
    std::expected<std::uint64_t, AbiError> uint64();
    std::expected<Address, AbiError> address();
    std::expected<bool, AbiError> boolean();
    /// `bytes` or `string`.
    std::expected<BytesView, AbiError> bytes();
    /// A dynamic tuple.
    std::expected<AbiReader, AbiError> tuple();
    /// An array: a reader over its elements, and how many they are. Each element has a head of at
    /// least one word, so that the count is bounded by the input.
    struct Array;
    std::expected<Array, AbiError> array();

private:
    /// The input from the offset in the next word on.
    std::expected<BytesView, AbiError> follow_offset();

    BytesView tuple_;
    std::size_t position_ = 0;
};

struct AbiReader::Array {
    AbiReader elements;
    std::size_t count = 0;
};

}  // namespace dusk::abi
