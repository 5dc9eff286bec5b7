#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/core/trie/walk.hpp>

namespace dusk {
namespace {

/// Hands out the proof's nodes in order, each only under its own hash.
class ProofNodes final : public NodeSource {
public:
    explicit ProofNodes(std::span<const Bytes> proof) : rest_(proof) {}
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override {
        if (rest_.empty() || keccak256(rest_.front()) != hash) return nullptr;
        auto found = std::make_shared<const Bytes>(rest_.front());
        rest_ = rest_.subspan(1);
        return found;
    }
    bool all_used() const noexcept { return rest_.empty(); }

private:
    mutable std::span<const Bytes> rest_;
};

}  // namespace

std::expected<std::vector<Bytes>, TrieError> prove(const Hash32& root, BytesView key,
                                                   const NodeSource& source) {
    std::vector<Bytes> proof;
    DUSK_TRY_VOID(
        trie::walk(root, key, source, [&proof](const auto& node) { proof.push_back(*node); }));
    return proof;
}

std::expected<std::optional<Bytes>, TrieError> verify_proof(const Hash32& root, BytesView key,
                                                            std::span<const Bytes> proof) {
    const ProofNodes nodes{proof};
    DUSK_TRY(value, trie_get(root, key, nodes));
    if (!nodes.all_used()) return std::unexpected(TrieError{TrieFault::malformed_node, root});
    return value;
}

}  // namespace dusk
