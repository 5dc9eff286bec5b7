// The limits of queries, filters and subscriptions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dusk::eth {

/// geth: eth/filters maxTopics and maxSubTopics.
inline constexpr std::size_t LOG_TOPICS_MAX = 4;
inline constexpr std::size_t LOG_ALTERNATIVES_MAX = 1'000;
/// Filters at a time, and what one may hold between two polls; a fuller one is dropped.
inline constexpr std::size_t FILTERS_MAX = 10'000;
inline constexpr std::size_t FILTER_CHANGES_MAX = 100'000;

}  // namespace dusk::eth
