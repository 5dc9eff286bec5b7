#include <dusk/node/store/layer_map.hpp>

namespace dusk::store {

void LayerMap::put(std::shared_ptr<const TrieLayer> layer) {
    bytes_ += layer->memory;
    auto& entry = layers_[{layer->block.number, layer->block.hash}];
    if (entry != nullptr) bytes_ -= entry->memory;
    entry = std::move(layer);
    while (layers_.size() > bound_.blocks_max || bytes_ > bound_.bytes_max) drop(layers_.begin());
}

std::shared_ptr<const TrieLayer> LayerMap::find(const BlockRef& block) const {
    const auto found = layers_.find({block.number, block.hash});
    return found != layers_.end() ? found->second : nullptr;
}

SharedBytes LayerMap::node(const Hash32& hash) const {
    for (const auto& [block, layer] : layers_)
        if (const auto* found = layer->nodes.find(hash)) return *found;
    return nullptr;
}

void LayerMap::drop_through(std::uint64_t number) {
    for (auto entry = layers_.begin(); entry != layers_.end() && entry->first.first <= number;)
        entry = drop(entry);
}

LayerMap::Map::iterator LayerMap::drop(Map::iterator entry) {
    bytes_ -= entry->second->memory;
    return layers_.erase(entry);
}

}  // namespace dusk::store
