// A program of subjects: the first byte of an input says which of them reads the rest.
#pragma once

#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk::fuzz {

/// Reads any input. A finding ends the process.
using Subject = void (*)(BytesView);

/// A first byte past the last subject wraps around. Seeds count from 0: append subjects only.
inline void run_subject(std::span<const Subject> subjects, BytesView input) {
    if (!input.empty()) subjects[input[0] % subjects.size()](input.subspan(1));
}

}  // namespace dusk::fuzz
