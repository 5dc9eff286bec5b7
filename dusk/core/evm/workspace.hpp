// Workspace: what an executor keeps from message to message so that frames allocate nothing: a
// stack and a memory per call depth, and the jump analysis of code by its hash. Not shared between
// threads. Limits: ANALYSIS_CACHE_MAX analyses, then the cache starts anew.
#pragma once

#include <memory>
#include <vector>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/evm/analysis.hpp>
#include <dusk/core/evm/memory.hpp>

namespace dusk::evm {

inline constexpr std::size_t STACK_SIZE_MAX = 1024;
inline constexpr std::size_t ANALYSIS_CACHE_MAX = 4096;

/// The buffers of one call depth.
struct FrameBuffers {
    std::unique_ptr<u256[]> stack = std::make_unique_for_overwrite<u256[]>(STACK_SIZE_MAX);
    Memory memory;
    Bytes return_data;
};

class Workspace {
public:
    /// The buffers of `depth`, stable for the life of the workspace.
    FrameBuffers& buffers(std::size_t depth) {
        while (frames_.size() <= depth) frames_.push_back(std::make_unique<FrameBuffers>());
        return *frames_[depth];
    }
    /// The analysis of code that has this hash; shared with running frames that outlive a restart
    /// of the cache.
    std::shared_ptr<const CodeAnalysis> analysis(const Hash32& code_hash,
                                                 const std::shared_ptr<const Bytes>& code);

private:
    std::vector<std::unique_ptr<FrameBuffers>> frames_;
    FlatMap<Hash32, std::shared_ptr<const CodeAnalysis>> analyses_;
};

}  // namespace dusk::evm
