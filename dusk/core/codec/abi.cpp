#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk::abi {
namespace {

constexpr std::size_t WORD_SIZE = 32;

}  // namespace

Selector selector(std::string_view signature) noexcept {
    return load_be<Selector>(keccak256(as_bytes(signature)));
}

Hash32 event_topic(std::string_view signature) noexcept { return keccak256(as_bytes(signature)); }

Writer::Writer(std::string_view signature) { append_be(selector_, selector(signature)); }

Writer& Writer::word(const u256& value) { return word(to_hash32(value)); }

Writer& Writer::word(const Hash32& value) {
    append(head_, value);
    return *this;
}

Writer& Writer::address(const Address& value) { return word(to_u256(value)); }

Writer& Writer::boolean(bool value) { return word(u256{value ? 1u : 0u}); }

Writer& Writer::bytes(BytesView value) {
    Bytes encoding;
    append(encoding, to_hash32(u256{value.size()}));
    append(encoding, value);
    encoding.resize((encoding.size() + WORD_SIZE - 1) / WORD_SIZE * WORD_SIZE);
    return dynamic(encoding);
}

Writer& Writer::dynamic(BytesView encoding) {
    dynamics_.push_back({.head_position = head_.size(), .tail_position = tail_.size()});
    head_.resize(head_.size() + WORD_SIZE);
    append(tail_, encoding);
    return *this;
}

Bytes Writer::finish() const {
    auto out = selector_;
    append(out, head_);
    for (const auto& dynamic : dynamics_)
        store_be(out.data() + selector_.size() + dynamic.head_position,
                 u256{head_.size() + dynamic.tail_position});
    append(out, tail_);
    return out;
}

std::expected<Hash32, AbiError> Reader::hash() {
    if (tuple_.size() - position_ < WORD_SIZE) return std::unexpected(AbiError::input_too_short);
    const auto word = Hash32::from(tuple_.subspan(position_, WORD_SIZE));
    position_ += WORD_SIZE;
    return word;
}

std::expected<u256, AbiError> Reader::word() {
    DUSK_TRY(bytes, hash());
    return to_u256(bytes);
}

std::expected<Address, AbiError> Reader::address() {
    DUSK_TRY(value, word());
    if (value.bit_length() > 160) return std::unexpected(AbiError::value_too_wide);
    return to_address(value);
}

std::expected<bool, AbiError> Reader::boolean() {
    DUSK_TRY(value, uint(1));
    return value == 1;
}

std::expected<std::uint64_t, AbiError> Reader::uint(unsigned bits) {
    DUSK_CHECK(bits <= 64);
    DUSK_TRY(value, word());
    if (value.bit_length() > bits) return std::unexpected(AbiError::value_too_wide);
    return value.low64();
}

std::expected<BytesView, AbiError> Reader::follow_offset() {
    DUSK_TRY(offset, word());
    if (offset > u256{tuple_.size()}) return std::unexpected(AbiError::offset_too_large);
    return tuple_.subspan(static_cast<std::size_t>(offset.low64()));
}

std::expected<BytesView, AbiError> Reader::bytes() {
    DUSK_TRY(encoding, follow_offset());
    DUSK_TRY(size, Reader{encoding}.word());
    const auto content = encoding.subspan(WORD_SIZE);
    if (size > u256{content.size()}) return std::unexpected(AbiError::offset_too_large);
    return content.first(static_cast<std::size_t>(size.low64()));
}

std::expected<Reader, AbiError> Reader::tuple() {
    DUSK_TRY(encoding, follow_offset());
    return Reader{encoding};
}

std::expected<Reader::Array, AbiError> Reader::array() {
    DUSK_TRY(encoding, follow_offset());
    DUSK_TRY(count, Reader{encoding}.word());
    const auto elements = encoding.subspan(WORD_SIZE);
    if (count > u256{elements.size() / WORD_SIZE})
        return std::unexpected(AbiError::offset_too_large);
    return Array{.elements = Reader{elements}, .count = static_cast<std::size_t>(count.low64())};
}

}  // namespace dusk::abi
