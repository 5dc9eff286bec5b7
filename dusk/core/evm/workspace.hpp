// Workspace: what an executor keeps from message to message so that frames allocate nothing: a
// frame per call depth with its stack and memory, and the jump analysis of code by its hash. Not
// shared between threads. Limits: ANALYSIS_CACHE_MAX analyses, then the cache starts anew.
#pragma once

#include <memory>
#include <vector>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/evm/analysis.hpp>
#include <dusk/core/evm/frame.hpp>

namespace dusk::evm {

inline constexpr std::size_t ANALYSIS_CACHE_MAX = 4096;

class Workspace {
public:
    /// The frame of `depth`, stable for the life of the workspace.
    Frame& frame(std::size_t depth) {
        while (frames_.size() <= depth) frames_.push_back(std::make_unique<Frame>());
        return *frames_[depth];
    }
    /// The analysis of the code with this hash. Shared: running frames outlive a restart of the
    /// cache.
    std::shared_ptr<const CodeAnalysis> analysis(const Hash32& code_hash, BytesView code);
    /// The analysis kept of this code, or null.
    std::shared_ptr<const CodeAnalysis> find_analysis(const Hash32& code_hash) const;
    /// Keeps `analysis` in place of what may be there.
    void keep_analysis(const Hash32& code_hash, std::shared_ptr<const CodeAnalysis> analysis);

private:
    std::vector<std::unique_ptr<Frame>> frames_;
    FlatMap<Hash32, std::shared_ptr<const CodeAnalysis>> analyses_;
};

}  // namespace dusk::evm
