// Trie nodes and what tries hold, as a database or a proof gives them.
#include <fuzz/codec/codec.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/node.hpp>

using namespace dusk;

namespace {

/// Has one node, which lies about its hash: the tree may go round in a circle.
class OneNode final : public NodeSource {
public:
    explicit OneNode(BytesView node) : node_(std::make_shared<const Bytes>(to_bytes(node))) {}
    std::shared_ptr<const Bytes> node(const Hash32&) const override { return node_; }

private:
    std::shared_ptr<const Bytes> node_;
};

}  // namespace

void dusk::fuzz::trie_node(BytesView input) {
    if (const auto node = trie::decode_node(input); node && node->kind != trie::NodeKind::branch)
        DUSK_CHECK(node->path.size() <= 2 * input.size());
    if (const auto path = trie::decode_path(input))
        DUSK_CHECK(equal(trie::encode_path(path->nibbles, path->is_leaf), input));
    if (const auto account = decode_trie_account(input))
        DUSK_CHECK(equal(encode_trie_account(*account), input));
    if (const auto slot = decode_trie_slot(input))
        DUSK_CHECK(equal(encode_trie_slot(*slot), input));

    const OneNode nodes(input);
    const auto root = keccak256(input);
    static_cast<void>(read_trie_account(root, Address{}, nodes));
    StateDiff diff;
    diff.accounts.push_back({.address = Address{}, .account = Account{.nonce = 1}});
    static_cast<void>(apply_state_diff(root, diff, nodes));
}
