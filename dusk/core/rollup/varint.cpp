#include <dusk/core/rollup/varint.hpp>

namespace dusk::rollup {

void append_uvarint(Bytes& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

std::optional<std::uint64_t> take_uvarint(BytesView& in) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < MAX_UVARINT_LEN && i < in.size(); ++i) {
        const auto byte = in[i];
        // The tenth byte holds bit 63 only.
        if (i == MAX_UVARINT_LEN - 1 && byte > 1) return std::nullopt;
        value |= std::uint64_t{byte & 0x7fu} << (7 * i);
        if (byte < 0x80) {
            in = in.subspan(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace dusk::rollup
