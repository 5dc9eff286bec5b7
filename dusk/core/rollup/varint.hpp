// uvarint: the unsigned Base128 varint of protobuf, which span batches are made of (OP specs,
// delta/span-batches.md). The accepted set is that of Go's binary.ReadUvarint: encodings longer
// than needed are read (80 00 is zero), more than 64 bits are refused.
#pragma once

#include <optional>

#include <dusk/core/base/bytes.hpp>

namespace dusk::rollup {

inline constexpr std::size_t MAX_UVARINT_LEN = 10;

void append_uvarint(Bytes& out, std::uint64_t value);
/// Takes a uvarint off the front of `in`; none if it is cut short or does not fit 64 bits.
std::optional<std::uint64_t> take_uvarint(BytesView& in) noexcept;

}  // namespace dusk::rollup
