// TranslationCache: analysed code by its hash, in two generations: when the young one is full, it
// becomes the old one, and what is asked for again moves back. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include <dusk/core/base/flat_hash.hpp>
#include <dusk/core/evm/analysis.hpp>

namespace dusk::evm::fast {

class TranslationCache {
public:
    using Entry = std::shared_ptr<const CodeAnalysis>;

    /// Keeps at most about `size_max` bytes.
    explicit TranslationCache(std::size_t size_max) : generation_size_max_(size_max / 2) {}

    Entry find(const Hash32& code_hash);
    /// `size`: what the entry takes in memory.
    void put(const Hash32& code_hash, Entry entry, std::size_t size);

private:
    struct Sized {
        Entry entry;
        std::size_t size = 0;
    };
    using Generation = std::unordered_map<Hash32, Sized, FlatHash>;

    void put_young(const Hash32& code_hash, Sized sized);

    const std::size_t generation_size_max_;
    std::mutex mutex_;
    // Guarded by mutex_:
    Generation young_;
    Generation old_;
    std::size_t young_size_ = 0;
};

}  // namespace dusk::evm::fast
