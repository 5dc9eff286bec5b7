// The methods that come in pairs, ...ByNumber and ...ByHash: one handler for both, over the readers
// of their first parameter.
#pragma once

#include <dusk/node/rpc/backend/method_rows.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>

namespace dusk::eth {

using BlockParam = Answer<BlockId> (*)(const Params& arguments);

/// A tag or a number, which must be there.
inline Answer<BlockId> by_number(const Params& arguments) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    return block_number_param(arguments, 0);
}

inline Answer<BlockId> by_hash(const Params& arguments) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return BlockId{.block = hash};
}

/// What `tell` says of the block that parameter 0 means, none if it is not there.
template <auto tell, BlockParam read>
Result of_block(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, read(arguments));
    DUSK_TRY(ref, find_block(backend, id));
    return tell(backend, ref, arguments);
}

}  // namespace dusk::eth
