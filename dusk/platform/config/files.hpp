// Files of configuration and data folders: whole-file reads with a limit, atomic writes, the lock.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace dusk::config {

struct [[nodiscard]] Error {
    std::string path;
    std::string what;

    /// "path: what"
    std::string text() const { return path + ": " + what; }
};

inline constexpr std::size_t FILE_SIZE_MAX = std::size_t{1} << 30;

std::expected<std::string, Error> read_file(const std::string& path,
                                            std::size_t size_max = FILE_SIZE_MAX);
/// The error of bad JSON names line and column.
std::expected<boost::json::value, Error> read_json(const std::string& path);
/// The same of a text; `name` stands for the path in errors.
std::expected<boost::json::value, Error> parse_json(std::string_view text, const std::string& name);

/// Replaces the file whole or not at all, and makes it survive power loss: temporary file, fsync,
/// rename, fsync of the folder. `mode` as for chmod.
std::expected<void, Error> write_file_atomic(const std::string& path, std::string_view content,
                                             unsigned mode = 0644);

/// Makes the folder and its parents.
std::expected<void, Error> make_folder(const std::string& path, unsigned mode = 0755);

/// Holds a data folder for this process until destroyed, also across a crash of others.
class FolderLock {
public:
    /// The file in the folder that is locked.
    static constexpr std::string_view FILE_NAME = "LOCK-duskevm";

    /// "data folder … is in use by another process"
    static std::expected<FolderLock, Error> acquire(const std::string& folder);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept : descriptor_(other.descriptor_) {
        other.descriptor_ = -1;
    }
    FolderLock& operator=(FolderLock&&) = delete;

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace dusk::config
