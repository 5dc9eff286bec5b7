// Versioned families: a key is what it names, followed by the inverted version in 8 bytes, so that
// versions of one name stand together, the newest first, and a seek finds the newest that is not
// above a wanted one. A version that is superseded at or below the floor goes in compaction.
#pragma once

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/endian.hpp>

namespace dusk::kv {

inline constexpr std::size_t VERSION_SIZE = 8;

inline void append_version(Bytes& key, std::uint64_t version) { append_be(key, ~version); }

/// `key` has at least VERSION_SIZE bytes.
inline BytesView without_version(BytesView key) noexcept {
    return key.first(key.size() - VERSION_SIZE);
}
inline std::uint64_t version_of(BytesView key) noexcept {
    return ~load_be<std::uint64_t>(key.last(VERSION_SIZE));
}

}  // namespace dusk::kv
