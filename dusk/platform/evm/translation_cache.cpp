#include <dusk/platform/evm/translation_cache.hpp>

namespace dusk::evm::fast {

TranslationCache::Entry TranslationCache::find(const Hash32& code_hash) {
    const std::lock_guard lock(mutex_);
    if (const auto found = young_.find(code_hash); found != young_.end())
        return found->second.entry;
    const auto found = old_.find(code_hash);
    if (found == old_.end()) return nullptr;
    auto sized = std::move(found->second);
    old_.erase(found);
    auto entry = sized.entry;
    put_young(code_hash, std::move(sized));
    return entry;
}

void TranslationCache::put(const Hash32& code_hash, Entry entry, std::size_t size) {
    const std::lock_guard lock(mutex_);
    put_young(code_hash, {std::move(entry), size});
}

void TranslationCache::put_young(const Hash32& code_hash, Sized sized) {
    if (young_size_ + sized.size > generation_size_max_) {
        old_ = std::move(young_);
        young_.clear();
        young_size_ = 0;
    }
    auto& place = young_[code_hash];
    young_size_ += sized.size;
    young_size_ -= place.size;
    place = std::move(sized);
}

}  // namespace dusk::evm::fast
