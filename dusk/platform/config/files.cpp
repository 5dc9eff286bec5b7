#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/config/files.hpp>

namespace dusk::config {
namespace {

constexpr std::size_t JSON_DEPTH_MAX = 64;

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return value_; }
    bool ok() const { return value_ >= 0; }
    int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

std::unexpected<Error> system_error(const std::string& path) {
    return std::unexpected(Error{path, std::strerror(errno)});
}

/// Where in `text` a parser that consumed `offset` bytes stopped.
std::string place(std::string_view text, std::size_t offset) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char c : text.substr(0, offset)) {
        if (c == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return fmt::format("line {}, column {}", line, column);
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::expected<void, Error> sync_folder_of(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path().string();
    if (folder.empty()) folder = ".";
    const Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!descriptor.ok() || ::fsync(descriptor.get()) != 0) return system_error(folder);
    return {};
}

}  // namespace

std::expected<std::string, Error> read_file(const std::string& path, std::size_t size_max) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.ok()) return system_error(path);
    std::string content;
    char chunk[16384];
    for (;;) {
        const auto count = ::read(file.get(), chunk, sizeof chunk);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error(path);
        if (count == 0) return content;
        content.append(chunk, static_cast<std::size_t>(count));
        if (content.size() > size_max)
            return std::unexpected(Error{path, fmt::format("larger than {} bytes", size_max)});
    }
}

std::expected<boost::json::value, Error> parse_json(std::string_view text,
                                                    const std::string& name) {
    boost::json::parse_options options;
    options.max_depth = JSON_DEPTH_MAX;
    boost::json::stream_parser parser({}, options);
    boost::system::error_code failure;
    const auto consumed = parser.write_some(text.data(), text.size(), failure);
    const auto rest = text.substr(consumed);
    const auto blank = rest.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!failure && blank) parser.finish(failure);
    if (!failure && !blank) failure = boost::json::make_error_code(boost::json::error::extra_data);
    if (failure)
        return std::unexpected(Error{
            name, fmt::format("bad JSON at {}: {}", place(text, consumed), failure.message())});
    return parser.release();
}

std::expected<boost::json::value, Error> read_json(const std::string& path) {
    DUSK_TRY(text, read_file(path));
    return parse_json(text, path);
}

std::expected<void, Error> write_file_atomic(const std::string& path, std::string_view content,
                                             unsigned mode) {
    auto temporary = path + ".tmp-XXXXXX";
    Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file.ok()) return system_error(temporary);
    const bool written = ::fchmod(file.get(), mode) == 0 && write_all(file.get(), content) &&
                         ::fsync(file.get()) == 0 && ::close(file.release()) == 0 &&
                         ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!written) {
        const auto failure = system_error(path);
        ::unlink(temporary.c_str());
        return failure;
    }
    return sync_folder_of(path);
}

std::expected<void, Error> make_folder(const std::string& path, unsigned mode) {
    std::error_code failure;
    const bool made = std::filesystem::create_directories(path, failure);
    if (failure) return std::unexpected(Error{path, failure.message()});
    if (made && ::chmod(path.c_str(), mode) != 0) return system_error(path);
    return {};
}

std::expected<FolderLock, Error> FolderLock::acquire(const std::string& folder) {
    const auto path = folder + "/" + std::string{FILE_NAME};
    Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
    if (!file.ok()) return system_error(path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return system_error(path);
        return std::unexpected(
            Error{folder, fmt::format("data folder {} is in use by another process", folder)});
    }
    return FolderLock{file.release()};
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace dusk::config
