#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/contracts/abi.hpp>

namespace dusk::settlement::abi {

namespace {

constexpr std::size_t WORD = 32;

constexpr std::size_t padded(std::size_t size) noexcept { return (size + WORD - 1) / WORD * WORD; }

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

Writer& Writer::bytes(BytesView value) {
    tails_.push_back({head_.size(), tail_.size()});
    head_.resize(head_.size() + WORD);
    append(tail_, to_hash32(u256{value.size()}));
    append(tail_, value);
    tail_.resize(padded(tail_.size()));
    return *this;
}

Bytes Writer::finish() const {
    auto out = selector_;
    append(out, head_);
    for (const auto& tail : tails_)
        dusk::store_be(out.data() + selector_.size() + tail.head_position,
                       u256{head_.size() + tail.tail_position});
    append(out, tail_);
    return out;
}

std::expected<Hash32, AbiError> Reader::hash() {
    if (arguments_.size() < WORD || position_ > arguments_.size() - WORD)
        return std::unexpected(AbiError::too_short);
    const auto out = Hash32::from(arguments_.subspan(position_, WORD));
    position_ += WORD;
    return out;
}

std::expected<u256, AbiError> Reader::word() {
    DUSK_TRY(bytes, hash());
    return to_u256(bytes);
}

std::expected<Address, AbiError> Reader::address() {
    DUSK_TRY(value, word());
    if (value.bit_length() > 160) return std::unexpected(AbiError::out_of_range);
    return to_address(value);
}

std::expected<bool, AbiError> Reader::boolean() {
    DUSK_TRY(value, uint(1));
    return value == 1;
}

std::expected<std::uint64_t, AbiError> Reader::uint(unsigned bits) {
    DUSK_CHECK(bits <= 64);
    DUSK_TRY(value, word());
    if (value.bit_length() > bits) return std::unexpected(AbiError::out_of_range);
    return value.low64();
}

std::expected<BytesView, AbiError> Reader::bytes() {
    DUSK_TRY(offset, word());
    if (!offset.fits_u64() || arguments_.size() < WORD || offset.low64() > arguments_.size() - WORD)
        return std::unexpected(AbiError::out_of_bounds);
    const auto tail = arguments_.subspan(static_cast<std::size_t>(offset.low64()));
    const auto size = load_be_u256(tail.data());
    if (!size.fits_u64() || size.low64() > tail.size() - WORD)
        return std::unexpected(AbiError::out_of_bounds);
    return tail.subspan(WORD, static_cast<std::size_t>(size.low64()));
}

}  // namespace dusk::settlement::abi
