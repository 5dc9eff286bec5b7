// What the files of this module share: the RocksDB objects behind the public types.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/kv/kv.hpp>
#include <dusk/platform/kv/version_filter.hpp>

namespace dusk::kv {

inline rocksdb::Slice slice(BytesView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline BytesView view(const rocksdb::Slice& bytes) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// `base` outlives the environment.
std::unique_ptr<rocksdb::Env> new_limited_env(rocksdb::Env* base,
                                              std::shared_ptr<DiskBudget> budget);

/// What the names of files begin with that wait to be ingested.
inline constexpr std::string_view INGEST_PREFIX = "ingest-";
inline constexpr unsigned INGEST_RETRIES = 10;

/// The error of a status that is not ok.
Error to_error(const rocksdb::Status& status);
inline Result<void> to_result(const rocksdb::Status& status) {
    if (status.ok()) return {};
    return std::unexpected(to_error(status));
}

/// An open store. Members are destroyed in reverse order: the database before its environment.
struct Database::Impl {
    std::unique_ptr<rocksdb::Env> memory_env{};
    std::unique_ptr<rocksdb::Env> limited_env{};
    rocksdb::Env* env = nullptr;  ///< the one in use
    std::string path{};
    std::vector<std::string> names{};  ///< of the families
    std::shared_ptr<VersionFloor> floor = std::make_shared<VersionFloor>();
    std::shared_ptr<rocksdb::Cache> cache{};
    bool log_was_damaged = false;
    std::atomic<std::uint64_t> ingested = 0;  ///< files, for their names
    std::mutex failure_mutex{};
    std::optional<Error> failure{};  ///< of the first write that failed; guarded by failure_mutex
    std::unique_ptr<rocksdb::DB> db{};
    std::vector<rocksdb::ColumnFamilyHandle*> handles{};  ///< as opened: the default family is last
    std::size_t family_count = 0;

    ~Impl();
    /// What a write gave. After one that failed all later ones do: what is in the log is unknown.
    Result<void> written(const rocksdb::Status& status);
    /// The failure of an earlier write.
    Result<void> can_write();
    rocksdb::ColumnFamilyHandle* family(Family f) const {
        DUSK_CHECK(f.index() < family_count);
        return handles[f.index()];
    }
    rocksdb::ColumnFamilyHandle* default_family() const { return handles.back(); }
    Result<bool> get_into(const rocksdb::ReadOptions& options, Family f, BytesView key,
                          Bytes& value) const;
    Result<std::optional<Bytes>> get(const rocksdb::ReadOptions& options, Family f,
                                     BytesView key) const;
    Result<std::vector<std::optional<Bytes>>> multi_get(const rocksdb::ReadOptions& options,
                                                        Family f,
                                                        std::span<const Bytes> keys) const;
    std::unique_ptr<Iterator::Impl> iterate(rocksdb::ReadOptions options, Family f,
                                            Range range) const;
};

struct Snapshot::Impl {
    const Database::Impl* database;
    const rocksdb::Snapshot* snapshot;

    ~Impl() { database->db->ReleaseSnapshot(snapshot); }
    rocksdb::ReadOptions options() const {
        rocksdb::ReadOptions read;
        read.snapshot = snapshot;
        return read;
    }
};

/// Bounds live here because RocksDB keeps pointers to the slices.
struct Iterator::Impl {
    Range range{};
    rocksdb::Slice lower{};
    rocksdb::Slice upper{};
    std::unique_ptr<rocksdb::Iterator> inner{};
};

}  // namespace dusk::kv
