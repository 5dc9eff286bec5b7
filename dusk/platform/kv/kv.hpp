// Ordered key-value store on disk (RocksDB) with column families, atomic batches and snapshots.
// Thread-safe, except that one Batch or one Iterator belongs to one thread at a time.
// The store carries a format marker (schema name and version): a store of another kind is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <dusk/core/base/bytes.hpp>

namespace dusk::kv {

enum class ErrorKind : std::uint8_t {
    missing,  ///< no store at the path, and it may not be created
    locked,   ///< another process has it open
    foreign,  ///< a store of another schema or version
    corrupt,  ///< checksum or structure broken
    disk_full,
    read_only,  ///< a write to a store opened for reading
    io,
};
struct [[nodiscard]] Error {
    ErrorKind kind;
    std::string message;
};
template <class T>
using Result = std::expected<T, Error>;

/// Position of a column family in the names given to open(). Any enum of the caller converts.
class Family {
public:
    constexpr Family(std::uint8_t index) noexcept : index_(index) {}
    template <class E>
        requires std::is_enum_v<E>
    constexpr Family(E family) noexcept : index_(static_cast<std::uint8_t>(family)) {}
    constexpr std::uint8_t index() const noexcept { return index_; }

private:
    std::uint8_t index_;
};

enum class Durability : std::uint8_t {
    process_crash,  ///< in the log of the store: survives kill -9
    power_loss,     ///< and synced to the disk
};

/// What the store may still write to its files, for tests of full disks: past it writes fail as
/// they do there.
class DiskBudget;

struct Options {
    bool create = true;
    bool read_only = false;
    bool in_memory = false;  ///< nothing on disk; gone when closed
    std::size_t cache_mb = 64;
    std::size_t write_buffer_mb = 64;  ///< of all families together
    std::string schema = "dusk";       ///< what the store holds, e.g. "l2-node"
    std::uint32_t schema_version = 1;
    /// Positions of the families whose keys end with a version (versions.hpp).
    std::vector<std::uint8_t> versioned{};
    /// Told of an error in the store's background work, on one of its threads. Writes fail from
    /// then on.
    std::function<void(const Error&)> on_background_error{};
    std::shared_ptr<DiskBudget> disk_budget{};
};

/// One family's share of the store; sizes and counts are estimates.
struct FamilyStats {
    std::string name;
    std::uint64_t keys = 0;
    std::uint64_t disk_bytes = 0;
    std::uint64_t memory_bytes = 0;  ///< write buffers
};

struct Stats {
    std::vector<FamilyStats> families;
    std::uint64_t cache_bytes = 0;  ///< used of the block cache
};

/// A key and its value.
using Row = std::pair<Bytes, Bytes>;

/// Changes applied together or not at all, in the order given.
class Batch {
public:
    struct Operation;
    struct Impl;

    Batch();
    ~Batch();
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;

    void put(Family family, BytesView key, BytesView value);
    void erase(Family family, BytesView key);
    /// Erases first <= key < last.
    void erase_range(Family family, BytesView first, BytesView last);
    void clear();
    std::size_t count() const;
    std::size_t size_bytes() const;

private:
    friend class Database;
    std::unique_ptr<Impl> impl_;
};

/// Keys an iterator may see: lower <= key < upper; an empty bound is open.
struct Range {
    Bytes lower{};
    Bytes upper{};
};
/// All keys that begin with `prefix`.
Range prefix_range(BytesView prefix);

/// A position among the keys of one family, as they were when it was made. Starts invalid: seek
/// first.
class Iterator {
public:
    struct Impl;

    ~Iterator();
    Iterator(Iterator&&) noexcept;
    Iterator& operator=(Iterator&&) noexcept;

    bool valid() const;
    void seek_first();
    void seek_last();
    /// To the first key >= `key`.
    void seek(BytesView key);
    /// To the last key <= `key`.
    void seek_reverse(BytesView key);
    void next();
    void prev();
    /// Views are valid until the iterator moves. Only while valid().
    BytesView key() const;
    BytesView value() const;
    /// An error ends an iteration as the end does: ask after the loop.
    Result<void> status() const;

private:
    friend class Database;
    friend class Snapshot;
    explicit Iterator(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The store as it was at one moment. Must be destroyed before its Database.
class Snapshot {
public:
    struct Impl;

    ~Snapshot();
    Snapshot(Snapshot&&) noexcept;
    Snapshot& operator=(Snapshot&&) noexcept;

    Result<std::optional<Bytes>> get(Family family, BytesView key) const;
    Result<std::vector<std::optional<Bytes>>> multi_get(Family family,
                                                        std::span<const Bytes> keys) const;
    Iterator iterate(Family family, Range range = {}) const;
    /// Of a versioned family: after seek(key || version) stays among the versions of that key.
    Iterator iterate_versions(Family family) const;

private:
    friend class Database;
    explicit Snapshot(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

class Database {
public:
    struct Impl;

    /// Opens the store at `path` with exactly these column families, creating what is missing when
    /// options.create. `path` is ignored for in_memory.
    static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                  std::span<const std::string_view> families,
                                                  const Options& options = {});
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Result<std::optional<Bytes>> get(Family family, BytesView key) const;
    /// Reads into `value`, whose memory is reused; false if there is no such key.
    Result<bool> get_into(Family family, BytesView key, Bytes& value) const;
    Result<bool> contains(Family family, BytesView key) const;
    Result<std::vector<std::optional<Bytes>>> multi_get(Family family,
                                                        std::span<const Bytes> keys) const;
    Iterator iterate(Family family, Range range = {}) const;
    Snapshot snapshot() const;

    /// After a write that failed (a full disk, say) the store takes no more until it is opened
    /// again.
    Result<void> write(const Batch& batch, Durability durability = Durability::process_crash);
    Result<void> put(Family family, BytesView key, BytesView value,
                     Durability durability = Durability::process_crash);
    Result<void> erase(Family family, BytesView key,
                       Durability durability = Durability::process_crash);
    /// Makes every earlier write survive power loss.
    Result<void> sync();
    /// Adds many rows as a file of their own, past the log and the write buffers, at once and
    /// surviving power loss. Keys are in strictly ascending order.
    Result<void> ingest(Family family, std::span<const Row> rows);
    /// In versioned families, what a version up to `floor` supersedes goes when files are merged.
    /// Versions in a range of `doubtful` (first, last) may be gone already and supersede nothing.
    void set_version_floor(std::uint64_t floor,
                           std::vector<std::pair<std::uint64_t, std::uint64_t>> doubtful = {});
    /// Merges the files of a family; frees the space of erased keys.
    Result<void> compact(Family family);
    /// A consistent copy, hard-linked where possible, at a path that does not exist yet.
    Result<void> checkpoint(const std::string& path) const;
    /// Approximate bytes of all families on disk.
    std::uint64_t size_bytes() const;
    Stats stats() const;
    /// The end of the log was unreadable when the store was opened: the last writes are lost.
    bool log_was_damaged() const;

private:
    explicit Database(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// An empty store in memory, for tests.
std::unique_ptr<Database> open_in_memory(std::span<const std::string_view> families);

}  // namespace dusk::kv
