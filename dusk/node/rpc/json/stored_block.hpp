// A block as it is stored.
#pragma once

#include <dusk/node/store/block_ref.hpp>
#include <dusk/node/store/records.hpp>

namespace dusk::eth {

using store::BlockRef;

struct StoredBlock {
    BlockRef ref;
    Header header;
    store::Body body;
};

}  // namespace dusk::eth
