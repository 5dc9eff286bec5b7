#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
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
    // whole.
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    return db;
}

rocksdb::ColumnFamilyOptions family_options(const Options& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.block_size = 16 << 10;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.format_version = 5;
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.write_buffer_size = std::max<std::size_t>(options.write_buffer_mb << 19, 1 << 20);
    family.level_compaction_dynamic_level_bytes = true;
    family.compression = rocksdb::kLZ4Compression;
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

Result<void> open_rocksdb(Database::Impl& impl, const rocksdb::DBOptions& db,
                          const std::string& path,
                          const std::vector<rocksdb::ColumnFamilyDescriptor>& descriptors,
                          bool read_only) {
    rocksdb::DB* raw = nullptr;
    const auto status =
        read_only ? rocksdb::DB::OpenForReadOnly(db, path, descriptors, &impl.handles, &raw)
                  : rocksdb::DB::Open(db, path, descriptors, &impl.handles, &raw);
    impl.db.reset(raw);
    return to_result(status);
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
    auto* const env = options.in_memory ? impl->memory_env.get() : rocksdb::Env::Default();
    const std::string path = options.in_memory ? std::string{MEMORY_PATH} : path_wanted;
    const auto db = db_options(options, env);

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

    const auto cache = rocksdb::NewLRUCache(options.cache_mb << 20);
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto name : families)
        descriptors.emplace_back(std::string{name}, family_options(options, cache));
    descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options(options, cache));
    impl->family_count = families.size();

    if (const auto opened = open_rocksdb(*impl, db, path, descriptors, options.read_only); !opened)
        return std::unexpected(at_path(opened.error(), path));
    if (const auto marked = check_marker(*impl, options); !marked)
        return std::unexpected(at_path(marked.error(), path));
    return std::unique_ptr<Database>(new Database(std::move(impl)));
}

std::unique_ptr<Database> open_in_memory(std::span<const std::string_view> families) {
    auto opened = Database::open({}, families, {.in_memory = true, .cache_mb = 8});
    DUSK_CHECK(opened.has_value());
    return *std::move(opened);
}

}  // namespace dusk::kv
