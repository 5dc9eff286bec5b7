// A block by hash and number.
#pragma once

#include <dusk/core/base/bytes.hpp>

namespace dusk::store {

struct BlockRef {
    Hash32 hash;
    std::uint64_t number = 0;
    friend bool operator==(const BlockRef&, const BlockRef&) = default;
};

}  // namespace dusk::store
