#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/json/storage_key.hpp>

namespace dusk::eth {

std::expected<StorageKey, std::string> parse_storage_key(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.size() > 64) return std::unexpected("hex string too long, want at most 32 bytes");
    const bool is_full = text.size() == 64;
    const auto even = text.size() % 2 == 0 ? std::string(text) : "0" + std::string(text);
    const auto bytes = from_hex(even);
    if (!bytes) return std::unexpected("hex string invalid");
    return StorageKey{u256_from_be(*bytes), is_full};
}

}  // namespace dusk::eth
