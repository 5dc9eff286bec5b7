#include <cerrno>

#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {
namespace {

bool says(const rocksdb::Status& status, std::string_view words) {
    return status.ToString().find(words) != std::string::npos;
}

ErrorKind kind_of(const rocksdb::Status& status) {
    if (status.IsNoSpace() || says(status, "No space left on device")) return ErrorKind::disk_full;
    if (status.IsCorruption()) return ErrorKind::corrupt;
    // LOCK is held: by another process, or by this one for the second time.
    if (status.IsIOError() && (says(status, "/LOCK: Resource temporarily unavailable") ||
                               says(status, "lock hold by current process")))
        return ErrorKind::locked;
    if (status.IsNotSupported() && says(status, "read only")) return ErrorKind::read_only;
    return ErrorKind::io;
}

}  // namespace

Error to_error(const rocksdb::Status& status) {
    const auto kind = kind_of(status);
    std::string message = status.ToString();
    if (kind == ErrorKind::disk_full) message = "the disk is full (" + message + ")";
    if (kind == ErrorKind::corrupt) message = "the database is damaged (" + message + ")";
    return {kind, std::move(message)};
}

}  // namespace dusk::kv
