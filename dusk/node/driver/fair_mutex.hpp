// A mutex that serves in order of arrival. Derivation takes the engine again the moment it has let
// go of it; with std::mutex the sequencer would wait until derivation has nothing left to do.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace dusk::driver {

class FairMutex {
public:
    void lock() {
        std::unique_lock guard{mutex_};
        const auto ticket = next_++;
        served_.wait(guard, [&] { return ticket == serving_; });
    }
    void unlock() {
        {
            const std::lock_guard guard{mutex_};
            ++serving_;
        }
        served_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable served_;
    std::uint64_t next_ = 0;
    std::uint64_t serving_ = 0;
};

}  // namespace dusk::driver
