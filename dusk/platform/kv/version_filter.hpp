// What RocksDB must know of versioned families: the name within a key, for Bloom filters, and which
// versions a compaction may leave out.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <rocksdb/compaction_filter.h>
#include <rocksdb/slice_transform.h>

#include <dusk/platform/kv/kv.hpp>

namespace dusk::kv {

/// A key without its version.
const rocksdb::SliceTransform* new_name_extractor();

/// Shared by all versioned families of a store.
struct VersionFloor {
    std::mutex mutex{};
    std::uint64_t floor = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> doubtful{};
};

std::shared_ptr<rocksdb::CompactionFilterFactory> new_version_filter(
    std::shared_ptr<VersionFloor> floor);

}  // namespace dusk::kv
