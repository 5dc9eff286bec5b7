// Reading of JSON vectors with bytes as hex.
#pragma once

#include <cstdio>
#include <string_view>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::test {

inline boost::json::value read_json(const std::filesystem::path& path) {
    return boost::json::parse(read_text(path));
}

inline std::string_view text_of(const boost::json::value& object, std::string_view key) {
    return object.at(key).as_string();
}

inline Bytes bytes_of(const boost::json::value& object, std::string_view key) {
    auto bytes = from_hex(text_of(object, key));
    EXPECT_TRUE(bytes.has_value()) << key;
    return bytes.value_or(Bytes{});
}

/// One line a suite: how many cases ran and how many the suite skips.
inline void print_count(std::string_view suite, std::size_t ran, std::size_t skipped = 0) {
    std::printf("[  COUNT   ] %.*s: %zu ran, %zu skipped\n", static_cast<int>(suite.size()),
                suite.data(), ran, skipped);
}

}  // namespace dusk::test
