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

/// A block that is not stored. The sender of a transaction whose signature is invalid is zero.
StoredBlock stored_block(const Hash32& hash, Block block, const CryptoProvider& crypto);

}  // namespace dusk::eth
