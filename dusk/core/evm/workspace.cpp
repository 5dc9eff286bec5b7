#include <dusk/core/evm/workspace.hpp>

namespace dusk::evm {

std::shared_ptr<const CodeAnalysis> Workspace::analysis(const Hash32& code_hash, BytesView code) {
    if (auto found = find_analysis(code_hash)) return found;
    auto made = std::make_shared<const CodeAnalysis>(analyze(code));
    keep_analysis(code_hash, made);
    return made;
}

std::shared_ptr<const CodeAnalysis> Workspace::find_analysis(const Hash32& code_hash) const {
    const auto* found = analyses_.find(code_hash);
    return found != nullptr ? *found : nullptr;
}

void Workspace::keep_analysis(const Hash32& code_hash,
                              std::shared_ptr<const CodeAnalysis> analysis) {
    if (analyses_.size() >= ANALYSIS_CACHE_MAX) analyses_.clear();
    analyses_[code_hash] = std::move(analysis);
}

}  // namespace dusk::evm
