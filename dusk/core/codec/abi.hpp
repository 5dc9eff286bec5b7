// Solidity contract ABI: 32-byte words, with dynamic values behind offsets from the start of their
// tuple (docs.soliditylang.org, "Contract ABI Specification"). One writer or reader is one tuple:
// the arguments of a call without the selector, a return value, the data of an event, or a nested
// tuple.
//
// Reading costs what is read: views into the input, no copies. Padding is not looked at, as
// Solidity's own decoder has it; values wider than their type are refused.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>

namespace dusk::abi {

enum class [[nodiscard]] AbiError : std::uint8_t {
    input_too_short,
    value_too_wide,    ///< an integer, address or bool with bits beyond its type
    offset_too_large,  ///< an offset or size that points past the input
};

/// The four bytes in front of a call's arguments, as an integer.
using Selector = std::uint32_t;

/// The first four bytes of keccak256(signature), e.g. "transfer(address,uint256)".
Selector selector(std::string_view signature) noexcept;
/// keccak256(signature): an event's first topic.
Hash32 event_topic(std::string_view signature) noexcept;

class Writer {
public:
    Writer() = default;
    /// The input of a call: the selector of `signature`, then the arguments.
    explicit Writer(std::string_view signature);

    Writer& word(const u256& value);
    Writer& word(const Hash32& value);
    Writer& address(const Address& value);
    Writer& boolean(bool value);
    /// `bytes` or `string`.
    Writer& bytes(BytesView value);
    /// A tuple or array that is dynamic, from its own encoding; an array's starts with its size.
    Writer& dynamic(BytesView encoding);

    /// The tuple's encoding, behind the selector if there is one.
    Bytes finish() const;

private:
    struct Dynamic {
        std::size_t head_position;
        std::size_t tail_position;
    };
    Bytes selector_;
    Bytes head_;
    Bytes tail_;
    std::vector<Dynamic> dynamics_;  ///< heads whose offset is known when the head is complete
};

class Reader {
public:
    explicit Reader(BytesView tuple) noexcept : tuple_(tuple) {}

    // Each takes the next value of the tuple.
    std::expected<u256, AbiError> word();
    std::expected<Hash32, AbiError> hash();
    std::expected<Address, AbiError> address();
    std::expected<bool, AbiError> boolean();
    /// An unsigned integer of `bits` bits, at most 64.
    std::expected<std::uint64_t, AbiError> uint(unsigned bits);
    /// `bytes` or `string`.
    std::expected<BytesView, AbiError> bytes();
    /// A dynamic tuple.
    std::expected<Reader, AbiError> tuple();
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

struct Reader::Array {
    Reader elements;
    std::size_t count = 0;
};

}  // namespace dusk::abi
