#include <rocksdb/sst_file_writer.h>
#include <rocksdb/utilities/checkpoint.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/kv/batch.hpp>
#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {

Database::Impl::~Impl() {
    if (!db) return;
    for (auto* const handle : handles) (void)db->DestroyColumnFamilyHandle(handle);
    (void)db->Close();
}

Result<void> Database::Impl::can_write() {
    const std::lock_guard lock(failure_mutex);
    if (failure) return std::unexpected(*failure);
    return {};
}

Result<void> Database::Impl::written(const rocksdb::Status& status) {
    if (status.ok()) return {};
    auto error = to_error(status);
    const std::lock_guard lock(failure_mutex);
    if (error.kind != ErrorKind::read_only && !failure) failure = error;
    return std::unexpected(std::move(error));
}

Result<bool> Database::Impl::get_into(const rocksdb::ReadOptions& options, Family f, BytesView key,
                                      Bytes& value) const {
    rocksdb::PinnableSlice found;
    const auto status = db->Get(options, family(f), slice(key), &found);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return std::unexpected(to_error(status));
    const auto content = view(found);
    value.assign(content.begin(), content.end());
    return true;
}

Result<std::optional<Bytes>> Database::Impl::get(const rocksdb::ReadOptions& options, Family f,
                                                 BytesView key) const {
    std::optional<Bytes> out(std::in_place);
    DUSK_TRY(found, get_into(options, f, key, *out));
    if (!found) out.reset();
    return out;
}

Result<std::vector<std::optional<Bytes>>> Database::Impl::multi_get(
    const rocksdb::ReadOptions& options, Family f, std::span<const Bytes> keys) const {
    std::vector<rocksdb::Slice> slices;
    slices.reserve(keys.size());
    for (const auto& key : keys) slices.push_back(slice(key));
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db->MultiGet(options, family(f), keys.size(), slices.data(), values.data(), statuses.data());
    std::vector<std::optional<Bytes>> out(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (statuses[i].IsNotFound()) continue;
        if (!statuses[i].ok()) return std::unexpected(to_error(statuses[i]));
        out[i] = to_bytes(view(values[i]));
    }
    return out;
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

Result<std::optional<Bytes>> Database::get(Family family, BytesView key) const {
    return impl_->get({}, family, key);
}
Result<bool> Database::get_into(Family family, BytesView key, Bytes& value) const {
    return impl_->get_into({}, family, key, value);
}
Result<bool> Database::contains(Family family, BytesView key) const {
    rocksdb::PinnableSlice found;
    const auto status = impl_->db->Get({}, impl_->family(family), slice(key), &found);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return std::unexpected(to_error(status));
    return true;
}
Result<std::vector<std::optional<Bytes>>> Database::multi_get(Family family,
                                                              std::span<const Bytes> keys) const {
    return impl_->multi_get({}, family, keys);
}
Iterator Database::iterate(Family family, Range range) const {
    return Iterator{impl_->iterate({}, family, std::move(range))};
}
Snapshot Database::snapshot() const {
    auto snapshot = std::make_unique<Snapshot::Impl>();
    snapshot->database = impl_.get();
    snapshot->snapshot = impl_->db->GetSnapshot();
    return Snapshot{std::move(snapshot)};
}

Result<void> Database::write(const Batch& batch, Durability durability) {
    DUSK_TRY_VOID(impl_->can_write());
    rocksdb::WriteBatch built(batch.size_bytes() + batch.count() * 16 + 16);
    DUSK_TRY_VOID(batch.impl_->build(*impl_, built));
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::power_loss;
    return impl_->written(impl_->db->Write(options, &built));
}
Result<void> Database::put(Family family, BytesView key, BytesView value, Durability durability) {
    DUSK_TRY_VOID(impl_->can_write());
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::power_loss;
    return impl_->written(impl_->db->Put(options, impl_->family(family), slice(key), slice(value)));
}
Result<void> Database::erase(Family family, BytesView key, Durability durability) {
    DUSK_TRY_VOID(impl_->can_write());
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::power_loss;
    return impl_->written(impl_->db->Delete(options, impl_->family(family), slice(key)));
}
Result<void> Database::sync() {
    DUSK_TRY_VOID(impl_->can_write());
    const auto status = impl_->db->SyncWAL();
    // The memory environment has no log file to sync.
    if (status.IsNotSupported() && impl_->memory_env) return {};
    return impl_->written(status);
}
Result<void> Database::ingest(Family family, std::span<const Row> rows) {
    if (rows.empty()) return {};
    DUSK_TRY_VOID(impl_->can_write());
    auto* const handle = impl_->family(family);
    const auto path =
        impl_->path + "/" + std::string{INGEST_PREFIX} + std::to_string(impl_->ingested++) + ".sst";
    auto options = impl_->db->GetOptions(handle);
    options.env = impl_->env;
    rocksdb::SstFileWriter writer(rocksdb::EnvOptions{}, options, handle);
    auto status = writer.Open(path);
    for (const auto& [key, value] : rows) {
        if (!status.ok()) break;
        status = writer.Put(slice(key), slice(value));
    }
    if (status.ok()) status = writer.Finish();
    rocksdb::IngestExternalFileOptions ingest;
    ingest.move_files = true;
    ingest.write_global_seqno = false;
    if (status.ok()) status = impl_->db->IngestExternalFile(handle, {path}, ingest);
    // It flushes what the rows overlap first, but may look before that is visible: Debian's RocksDB
    // checks this (ExternalSstFileIngestionJob::Run) and says so. The file is still there.
    for (unsigned i = 0; i < INGEST_RETRIES && status.IsTryAgain(); ++i)
        status = impl_->db->IngestExternalFile(handle, {path}, ingest);
    (void)impl_->env->DeleteFile(path);  // gone already where it was moved
    return to_result(status);
}
void Database::set_version_floor(std::uint64_t floor,
                                 std::vector<std::pair<std::uint64_t, std::uint64_t>> doubtful) {
    const std::lock_guard lock(impl_->floor->mutex);
    impl_->floor->floor = floor;
    impl_->floor->doubtful = std::move(doubtful);
}
Result<void> Database::compact(Family family) {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    return to_result(impl_->db->CompactRange(options, impl_->family(family), nullptr, nullptr));
}
Result<void> Database::checkpoint(const std::string& path) const {
    rocksdb::Checkpoint* raw = nullptr;
    const auto made = rocksdb::Checkpoint::Create(impl_->db.get(), &raw);
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    if (!made.ok()) return std::unexpected(to_error(made));
    return to_result(checkpoint->CreateCheckpoint(path));
}
std::uint64_t Database::size_bytes() const {
    std::uint64_t total = 0;
    impl_->db->GetAggregatedIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &total);
    return total;
}
Stats Database::stats() const {
    using Properties = rocksdb::DB::Properties;
    Stats stats;
    for (std::size_t i = 0; i < impl_->family_count; ++i) {
        auto& family = stats.families.emplace_back();
        family.name = impl_->names[i];
        auto* const handle = impl_->handles[i];
        impl_->db->GetIntProperty(handle, Properties::kEstimateNumKeys, &family.keys);
        impl_->db->GetIntProperty(handle, Properties::kTotalSstFilesSize, &family.disk_bytes);
        impl_->db->GetIntProperty(handle, Properties::kCurSizeAllMemTables, &family.memory_bytes);
    }
    stats.cache_bytes = impl_->cache->GetUsage();
    return stats;
}
bool Database::log_was_damaged() const { return impl_->log_was_damaged; }

}  // namespace dusk::kv
