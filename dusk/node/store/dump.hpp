// A whole chain with its state, as files that any machine can read back: blocks from genesis to the
// head with their receipts, and the accounts, storage and code at the head. Every file has its
// SHA-256 in manifest.json, which is written last; reading back checks them, every block's hash and
// roots, and that the accounts give the state root of the head's header.
//
// A file is a row of records: size of the payload (4 bytes, big-endian), kind (1 byte), payload.
#pragma once

#include <functional>

#include <dusk/node/store/chain_store.hpp>

namespace dusk::store {

struct DumpSummary {
    BlockRef head;
    Hash32 state_root;
    std::uint64_t blocks = 0;
    std::uint64_t accounts = 0;
    std::uint64_t slots = 0;
    std::uint64_t bytes = 0;
};

/// Told now and then how far it is.
using DumpProgress = std::function<void(const DumpSummary&)>;

/// Writes the chain of `store` into `folder`, which is made and must be empty.
kv::Result<DumpSummary> export_chain(const ChainStore& store, const std::string& folder,
                                     const DumpProgress& progress = {});

/// Makes a store in `data_folder`, where none is, of what export_chain wrote into `folder`. The
/// state of older blocks than the head is not in it.
kv::Result<DumpSummary> import_chain(const std::string& folder, const std::string& data_folder,
                                     const StoreOptions& options,
                                     const DumpProgress& progress = {});

}  // namespace dusk::store
