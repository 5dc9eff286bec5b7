#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/abi.hpp>

namespace dusk::abi {
namespace {

constexpr std::size_t WORD_SIZE = 32;

void append_word(Bytes& out, const u256& value) { append(out, to_hash32(value)); }

}  // namespace

AbiWriter& AbiWriter::add_u256(const u256& value) {
    append_word(head_, value);
    return *this;
}

AbiWriter& AbiWriter::add_bytes32(const Hash32& value) {
    append(head_, value);
    return *this;
}

AbiWriter& AbiWriter::add_address(const Address& value) { return add_u256(to_u256(value)); }

AbiWriter& AbiWriter::add_bool(bool value) { return add_u256(value ? 1 : 0); }

AbiWriter& AbiWriter::add_bytes(BytesView value) {
    Bytes encoding;
    append_word(encoding, value.size());
    append(encoding, value);
    encoding.resize((encoding.size() + WORD_SIZE - 1) / WORD_SIZE * WORD_SIZE);
    return add_dynamic(encoding);
}

AbiWriter& AbiWriter::add_dynamic(BytesView encoding) {
    dynamics_.push_back({.head_position = head_.size(), .tail_position = tail_.size()});
    head_.resize(head_.size() + WORD_SIZE);
    append(tail_, encoding);
    return *this;
}

void AbiWriter::append_to(Bytes& out) const {
    const auto start = out.size();
    append(out, head_);
    for (const auto& dynamic : dynamics_)
        store_be(out.data() + start + dynamic.head_position,
                 u256{head_.size() + dynamic.tail_position});
    append(out, tail_);
}

Bytes AbiWriter::finish() const {
    Bytes out;
    append_to(out);
    return out;
}

Bytes AbiWriter::finish_call(const Selector& selector) const {
    Bytes out = to_bytes(selector);
    append_to(out);
    return out;
}

std::expected<Hash32, AbiError> AbiReader::bytes32() {
    if (tuple_.size() - position_ < WORD_SIZE) return std::unexpected(AbiError::input_too_short);
    const auto word = Hash32::from(tuple_.subspan(position_, WORD_SIZE));
    position_ += WORD_SIZE;
    return word;
}

std::expected<u256, AbiError> AbiReader::uint256() {
    DUSK_TRY(word, bytes32());
    return to_u256(word);
}

std::expected<std::uint64_t, AbiError> AbiReader::uint64() {
    DUSK_TRY(value, uint256());
    if (!value.fits_u64()) return std::unexpected(AbiError::value_too_wide);
    return value.low64();
}

std::expected<Address, AbiError> AbiReader::address() {
    DUSK_TRY(value, uint256());
    if (value.bit_length() > 160) return std::unexpected(AbiError::value_too_wide);
    return to_address(value);
}

std::expected<bool, AbiError> AbiReader::boolean() {
    DUSK_TRY(value, uint256());
    if (value > u256{1}) return std::unexpected(AbiError::value_too_wide);
    return !value.is_zero();
}

std::expected<BytesView, AbiError> AbiReader::follow_offset() {
    DUSK_TRY(offset, uint256());
    if (offset > u256{tuple_.size()}) return std::unexpected(AbiError::offset_too_large);
    return tuple_.subspan(static_cast<std::size_t>(offset.low64()));
}

std::expected<BytesView, AbiError> AbiReader::bytes() {
    DUSK_TRY(encoding, follow_offset());
    DUSK_TRY(size, AbiReader{encoding}.uint256());
    const auto content = encoding.subspan(WORD_SIZE);
    if (size > u256{content.size()}) return std::unexpected(AbiError::offset_too_large);
    return content.first(static_cast<std::size_t>(size.low64()));
}

std::expected<AbiReader, AbiError> AbiReader::tuple() {
    DUSK_TRY(encoding, follow_offset());
    return AbiReader{encoding};
}

std::expected<AbiReader::Array, AbiError> AbiReader::array() {
    DUSK_TRY(encoding, follow_offset());
    DUSK_TRY(count, AbiReader{encoding}.uint256());
    const auto elements = encoding.subspan(WORD_SIZE);
    if (count > u256{elements.size() / WORD_SIZE})
        return std::unexpected(AbiError::offset_too_large);
    return Array{.elements = AbiReader{elements}, .count = static_cast<std::size_t>(count.low64())};
}

}  // namespace dusk::abi
