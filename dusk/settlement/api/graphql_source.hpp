// What one GraphQL request, or a batch of them, may read and have written into its answer: aliases
// multiply both, so both have an end.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement::api {

/// Blocks that one field looks at.
inline constexpr std::uint64_t MAX_SCAN = 10'000;
inline constexpr std::size_t MAX_RECORDS = 2 * MAX_SCAN;
inline constexpr std::size_t MAX_ANSWER_SIZE = 64 * 1024 * 1024;

template <class T>
using GraphqlAnswer = std::expected<T, std::string>;

/// The node as a request sees it: reading and answering have an end.
class GraphqlSource {
public:
    explicit GraphqlSource(const Node& node) : node_(node) {}

    const Node& node() const noexcept { return node_; }
    const LedgerStore& store() const noexcept { return node_.chain().store(); }
    std::uint64_t tip_height() const { return node_.chain().tip().header.height; }

    GraphqlAnswer<std::optional<BlockRecord>> record(std::uint64_t height) {
        if (records_left_ == 0)
            return std::unexpected(std::string("the request reads too many blocks"));
        --records_left_;
        return store().record(height);
    }
    bool may_read() const noexcept { return records_left_ > 0; }
    /// Counts what goes into the answer; members and elements have been counted before.
    GraphqlAnswer<void> charge(const boost::json::value& value) {
        constexpr std::size_t OVERHEAD = 64;
        const auto size = OVERHEAD + (value.is_string() ? value.get_string().size() : 0);
        if (size > bytes_left_) return std::unexpected(std::string("the answer is too large"));
        bytes_left_ -= size;
        return {};
    }
    GraphqlAnswer<void> charge_whole(const boost::json::value& value) {
        if (const auto* object = value.if_object())
            for (const auto& member : *object) DUSK_TRY_VOID(charge_whole(member.value()));
        if (const auto* array = value.if_array())
            for (const auto& element : *array) DUSK_TRY_VOID(charge_whole(element));
        return charge(value);
    }

private:
    const Node& node_;
    std::size_t records_left_ = MAX_RECORDS;
    std::size_t bytes_left_ = MAX_ANSWER_SIZE;
};

}  // namespace dusk::settlement::api
