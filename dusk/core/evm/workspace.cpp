#include <dusk/core/evm/workspace.hpp>

namespace dusk::evm {

std::shared_ptr<const CodeAnalysis> Workspace::analysis(const Hash32& code_hash, BytesView code) {
    if (const auto* found = analyses_.find(code_hash)) return *found;
    if (analyses_.size() >= ANALYSIS_CACHE_MAX) analyses_.clear();
    return *analyses_.try_insert(code_hash, std::make_shared<const CodeAnalysis>(analyze(code)))
                .first;
}

}  // namespace dusk::evm
