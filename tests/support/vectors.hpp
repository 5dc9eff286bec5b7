// Where the conformance vectors are. `tools/dev vectors` unpacks the archives and sets
// DUSK_VECTORS.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace dusk::test {

/// The folder of one unpacked archive, or none where the vectors are absent.
inline std::optional<std::filesystem::path> vectors(std::string_view archive) {
    const char* root = std::getenv("DUSK_VECTORS");
    if (root == nullptr) return std::nullopt;
    auto path = std::filesystem::path(root) / archive;
    if (!std::filesystem::exists(path)) return std::nullopt;
    return path;
}

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace dusk::test

/// Binds `name` to the archive's folder, or skips the test and says so.
#define DUSK_VECTORS_OR_SKIP(name, archive)                                  \
    const auto name##_found = ::dusk::test::vectors(archive);                \
    if (!name##_found) GTEST_SKIP() << "vectors " << (archive) << " absent"; \
    const auto& name = *name##_found
