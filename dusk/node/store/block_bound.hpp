// How much work over many blocks holds in memory at a time. Blocks that change much are fewer.
#pragma once

#include <cstddef>

namespace dusk::store {

struct BlockBound {
    std::size_t blocks_max = 512;
    std::size_t bytes_max = 64 * 1024 * 1024;
};

}  // namespace dusk::store
