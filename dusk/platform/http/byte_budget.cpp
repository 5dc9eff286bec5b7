#include <dusk/platform/http/byte_budget.hpp>

namespace dusk::http {

bool ByteBudget::take(std::size_t bytes) noexcept {
    auto used = used_.load(std::memory_order_relaxed);
    do {
        if (bytes > max_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
}

bool ByteShare::cover(std::size_t bytes) noexcept {
    const auto wanted = bytes <= STEP ? 0 : bytes - bytes % STEP + (bytes % STEP == 0 ? 0 : STEP);
    if (wanted > counted_ && !budget_->take(wanted - counted_)) return false;
    if (wanted < counted_) budget_->give_back(counted_ - wanted);
    counted_ = wanted;
    return true;
}

}  // namespace dusk::http
