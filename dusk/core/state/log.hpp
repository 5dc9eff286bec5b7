// An event log entry.
#pragma once

#include <vector>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

struct Log {
    Address address;
    std::vector<Hash32> topics;
    Bytes data;
    friend bool operator==(const Log&, const Log&) = default;
};

}  // namespace dusk
