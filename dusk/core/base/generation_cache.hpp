// GenerationCache: a bounded map of what can be computed again. Two generations of entries: when
// the younger is full it becomes the older, and what was in the older is forgotten; what is found
// in the older moves to the younger. Limits: 2 * GENERATION_SIZE entries. Not thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include <dusk/core/base/flat_map.hpp>

namespace dusk {

template <class Key, class Value, std::size_t GENERATION_SIZE>
class GenerationCache {
public:
    std::optional<Value> find(const Key& key) {
        if (const auto* value = young_.find(key)) return *value;
        const auto* value = old_.find(key);
        if (!value) return std::nullopt;
        const Value kept = *value;
        insert(key, kept);
        return kept;
    }
    void insert(const Key& key, const Value& value) {
        if (young_.size() >= GENERATION_SIZE) old_ = std::exchange(young_, {});
        young_[key] = value;
    }

private:
    FlatMap<Key, Value> young_;
    FlatMap<Key, Value> old_;
};

}  // namespace dusk
