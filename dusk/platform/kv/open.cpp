#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {
namespace {

constexpr std::string_view FORMAT_KEY = "FORMAT";
constexpr std::string_view MEMORY_PATH = "/memory";

std::string format_value(const Options& options) {
    return fmt::format("{}/{}", options.schema, options.schema_version);
}

class ErrorListener final : public rocksdb::EventListener {
public:
    explicit ErrorListener(std::function<void(const Error&)> tell) : tell_(std::move(tell)) {}
    void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
        tell_(to_error(*status));
    }

private:
    std::function<void(const Error&)> tell_;
};

rocksdb::DBOptions db_options(const Options& options, rocksdb::Env* env) {
    rocksdb::DBOptions db;
    db.env = env;
    db.create_if_missing = options.create;
    db.create_missing_column_families = options.create;
    db.max_open_files = 512;
    db.max_background_jobs = 2;
    db.db_write_buffer_size = options.write_buffer_mb << 20;
    db.max_total_wal_size = options.write_buffer_mb << 21;
    db.keep_log_file_num = 2;
    db.max_log_file_size = 8 << 20;
    db.bytes_per_sync = 1 << 20;
    db.wal_bytes_per_sync = 1 << 20;
    // What a crash cut off at the end of the log was never acknowledged; all before it must be
    // whole (open_rocksdb).
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    if (options.on_background_error)
        db.listeners.push_back(std::make_shared<ErrorListener>(options.on_background_error));
    return db;
}

rocksdb::BlockBasedTableOptions table_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.block_size = 16 << 10;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.format_version = 5;
    return table;
}

rocksdb::ColumnFamilyOptions family_options(const Options& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(cache)));
    family.write_buffer_size = std::max<std::size_t>(options.write_buffer_mb << 19, 1 << 20);
    family.level_compaction_dynamic_level_bytes = true;
    family.compression = rocksdb::kLZ4Compression;
    return family;
}

/// Versions of one name differ little and stand side by side: they compress well.
rocksdb::ColumnFamilyOptions versioned_options(const Options& options,
                                               const std::shared_ptr<rocksdb::Cache>& cache,
                                               const std::shared_ptr<VersionFloor>& floor) {
    auto family = family_options(options, cache);
    auto table = table_options(cache);
    table.whole_key_filtering = false;  // only names are asked for
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.prefix_extractor.reset(new_name_extractor());
    family.memtable_prefix_bloom_size_ratio = 0.02;
    family.bottommost_compression = rocksdb::kZSTD;
    family.compaction_filter_factory = new_version_filter(floor);
    return family;
}

/// Families of the store at `path`; empty if there is none.
Result<std::vector<std::string>> existing_families(const rocksdb::DBOptions& options,
                                                   const std::string& path) {
    const auto current = options.env->FileExists(path + "/CURRENT");
    if (current.IsNotFound()) return {};
    if (!current.ok()) return std::unexpected(to_error(current));
    std::vector<std::string> names;
    const auto status = rocksdb::DB::ListColumnFamilies(options, path, &names);
    if (!status.ok()) return std::unexpected(to_error(status));
    return names;
}

/// An unknown family means another program's store: RocksDB would refuse it with a vaguer text.
Result<void> check_families(const std::vector<std::string>& existing,
                            std::span<const std::string_view> wanted) {
    for (const auto& name : existing) {
        if (name == rocksdb::kDefaultColumnFamilyName) continue;
        if (std::ranges::find(wanted, name) == wanted.end())
            return std::unexpected(
                Error{ErrorKind::foreign, fmt::format("store has an unknown family \"{}\"", name)});
    }
    return {};
}

Result<void> write_marker(const Database::Impl& impl, const std::string& value) {
    rocksdb::WriteOptions write;
    write.sync = true;
    return to_result(
        impl.db->Put(write, impl.default_family(), slice(as_bytes(FORMAT_KEY)), value));
}

/// A store without marker is new only if it holds nothing; an interrupted creation looks like that.
Result<bool> is_empty(const Database::Impl& impl) {
    for (auto* const handle : impl.handles) {
        const std::unique_ptr<rocksdb::Iterator> it(
            impl.db->NewIterator(rocksdb::ReadOptions{}, handle));
        it->SeekToFirst();
        if (it->Valid()) return false;
        if (!it->status().ok()) return std::unexpected(to_error(it->status()));
    }
    return true;
}

Result<void> check_marker(const Database::Impl& impl, const Options& options) {
    const auto wanted = format_value(options);
    std::string found;
    const auto status = impl.db->Get(rocksdb::ReadOptions{}, impl.default_family(),
                                     slice(as_bytes(FORMAT_KEY)), &found);
    if (status.ok()) {
        if (found == wanted) return {};
        return std::unexpected(
            Error{ErrorKind::foreign, fmt::format("store has format {}, want {}", found, wanted)});
    }
    if (!status.IsNotFound()) return std::unexpected(to_error(status));
    DUSK_TRY(empty, is_empty(impl));
    if (!empty)
        return std::unexpected(
            Error{ErrorKind::foreign, fmt::format("store has no format marker, want {}", wanted)});
    if (options.read_only) return {};
    return write_marker(impl, wanted);
}

Result<void> try_open(Database::Impl& impl, const rocksdb::DBOptions& db, const std::string& path,
                      const std::vector<rocksdb::ColumnFamilyDescriptor>& descriptors,
                      bool read_only) {
    rocksdb::DB* raw = nullptr;
    const auto status =
        read_only ? rocksdb::DB::OpenForReadOnly(db, path, descriptors, &impl.handles, &raw)
                  : rocksdb::DB::Open(db, path, descriptors, &impl.handles, &raw);
    impl.db.reset(raw);
    return to_result(status);
}

/// A log that is damaged before its end (power loss writes pages in any order) is read up to there:
/// the store is then as it was a few writes earlier, whole. Other damage is refused.
Result<void> open_rocksdb(Database::Impl& impl, rocksdb::DBOptions db, const std::string& path,
                          const std::vector<rocksdb::ColumnFamilyDescriptor>& descriptors,
                          bool read_only) {
    auto opened = try_open(impl, db, path, descriptors, read_only);
    if (opened || opened.error().kind != ErrorKind::corrupt) return opened;
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    if (const auto again = try_open(impl, db, path, descriptors, read_only); !again) return opened;
    impl.log_was_damaged = true;
    return {};
}

/// Files of ingest() that a crash left.
void remove_leftovers(const Database::Impl& impl) {
    std::vector<std::string> files;
    if (!impl.env->GetChildren(impl.path, &files).ok()) return;
    for (const auto& file : files)
        if (file.starts_with(INGEST_PREFIX)) (void)impl.env->DeleteFile(impl.path + "/" + file);
}

Error at_path(Error error, const std::string& path) {
    error.message = path + ": " + error.message;
    return error;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path_wanted,
                                                 std::span<const std::string_view> families,
                                                 const Options& options) {
    DUSK_CHECK(families.size() < 256);
    auto impl = std::make_unique<Impl>();
    if (options.in_memory) impl->memory_env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    impl->env = options.in_memory ? impl->memory_env.get() : rocksdb::Env::Default();
    if (options.disk_budget) {
        impl->limited_env = new_limited_env(impl->env, options.disk_budget);
        impl->env = impl->limited_env.get();
    }
    const std::string path = options.in_memory ? std::string{MEMORY_PATH} : path_wanted;
    impl->path = path;
    const auto db = db_options(options, impl->env);

    auto existing = existing_families(db, path);
    if (!existing) return std::unexpected(at_path(existing.error(), path));
    if (existing->empty() && (!options.create || options.read_only))
        return std::unexpected(Error{ErrorKind::missing, path + ": no store"});
    if (const auto known = check_families(*existing, families); !known)
        return std::unexpected(at_path(known.error(), path));
    if (existing->empty() && !options.in_memory) {
        std::error_code failure;
        std::filesystem::create_directories(path, failure);
        if (failure) return std::unexpected(Error{ErrorKind::io, path + ": " + failure.message()});
    }

    impl->cache = rocksdb::NewLRUCache(options.cache_mb << 20);
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto name : families) {
        const auto position = static_cast<std::uint8_t>(descriptors.size());
        const bool versioned =
            std::ranges::find(options.versioned, position) != options.versioned.end();
        descriptors.emplace_back(std::string{name},
                                 versioned ? versioned_options(options, impl->cache, impl->floor)
                                           : family_options(options, impl->cache));
        impl->names.emplace_back(name);
    }
    descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName,
                             family_options(options, impl->cache));
    impl->family_count = families.size();

    if (const auto opened = open_rocksdb(*impl, db, path, descriptors, options.read_only); !opened)
        return std::unexpected(at_path(opened.error(), path));
    if (const auto marked = check_marker(*impl, options); !marked)
        return std::unexpected(at_path(marked.error(), path));
    if (!options.read_only) remove_leftovers(*impl);
    return std::unique_ptr<Database>(new Database(std::move(impl)));
}

std::unique_ptr<Database> open_in_memory(std::span<const std::string_view> families) {
    auto opened = Database::open({}, families, {.in_memory = true, .cache_mb = 8});
    DUSK_CHECK(opened.has_value());
    return *std::move(opened);
}

}  // namespace dusk::kv
