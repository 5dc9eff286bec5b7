// For the sources of DevChain.
#pragma once

#include <dusk/node/dev/dev_chain.hpp>

namespace dusk::dev {

/// Holds the chain for a change.
class DevChain::Hold {
public:
    explicit Hold(DevChain& chain) : chain_(chain), lock_(chain.mutex_) {
        chain_.holder_ = std::this_thread::get_id();
    }
    ~Hold() { chain_.holder_ = std::thread::id{}; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

private:
    DevChain& chain_;
    const std::lock_guard<std::mutex> lock_;
};

}  // namespace dusk::dev
