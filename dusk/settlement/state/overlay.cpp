#include <tuple>

#include <dusk/settlement/state/overlay.hpp>

namespace dusk::settlement {

Bytes Overlay::load(const ContractId& contract, const Hash32& slot) const {
    if (const auto* known = slots_.find({contract, slot})) return known->value;
    return base_.load(contract, slot);
}

void Overlay::store(const ContractId& contract, const Hash32& slot, BytesView value) {
    const Place place{contract, slot};
    auto* known = slots_.find(place);
    if (!known) {
        auto original = base_.load(contract, slot);
        known = slots_.try_insert(place, {original, original}).first;
    }
    journal_.push_back({place, std::move(known->value)});
    known->value = to_bytes(value);
}

void Overlay::revert(std::size_t checkpoint) {
    DUSK_CHECK(checkpoint <= journal_.size());
    while (journal_.size() > checkpoint) {
        auto& undo = journal_.back();
        slots_.find(undo.place)->value = std::move(undo.value);
        journal_.pop_back();
    }
}

std::vector<StorageChange> Overlay::changes() const {
    std::vector<StorageChange> out;
    for (const auto& [place, slot] : slots_)
        if (slot.value != slot.original)
            out.push_back({place.first, place.second, slot.original, slot.value});
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::tie(a.contract, a.slot) < std::tie(b.contract, b.slot);
    });
    return out;
}

}  // namespace dusk::settlement
