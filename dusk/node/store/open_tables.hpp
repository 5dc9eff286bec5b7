// The database of a ChainStore, opened with its tables and its share of the memory.
#pragma once

#include <dusk/node/store/chain_store.hpp>

namespace dusk::store {

kv::Result<std::unique_ptr<kv::Database>> open_tables(const std::string& folder,
                                                      const StoreOptions& options, bool create);

}  // namespace dusk::store
