#include <dusk/core/trie/node.hpp>

namespace dusk::trie {
namespace {

using rlp::ListReader;
using rlp::RlpError;

/// Hex-prefix flags in the first nibble (yellow paper, appendix C).
constexpr std::uint8_t ODD = 1;
constexpr std::uint8_t LEAF = 2;

std::expected<std::optional<NodeView>, RlpError> read_branch(BytesView encoded) {
    NodeView node;
    DUSK_TRY(reader, ListReader::open(encoded));
    for (auto& child : node.children) {
        DUSK_TRY(item, reader.next());
        const auto ref = NodeRef::of_item(item);
        if (!ref) return std::optional<NodeView>{};
        child = *ref;
    }
    DUSK_TRY(value, reader.next_string());
    DUSK_TRY_VOID(reader.finish());
    node.value = value;
    return std::optional{std::move(node)};
}

std::optional<NodeView> make_short(DecodedPath path, const rlp::Item& second) {
    NodeView node;
    node.kind = path.is_leaf ? NodeKind::leaf : NodeKind::extension;
    node.path = std::move(path.nibbles);
    if (path.is_leaf) {
        if (second.is_list || second.payload.empty()) return std::nullopt;
        node.value = second.payload;
        return node;
    }
    const auto child = NodeRef::of_item(second);
    if (!child || child->is_empty() || node.path.empty()) return std::nullopt;
    node.child = *child;
    return node;
}

/// A list of two items is a leaf or an extension; any other can only be a branch.
std::expected<std::optional<NodeView>, RlpError> read_node(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    DUSK_TRY(first, reader.next());
    DUSK_TRY(second, reader.next());
    if (!reader.at_end()) return read_branch(encoded);
    if (first.is_list) return std::optional<NodeView>{};
    auto path = decode_path(first.payload);
    if (!path) return std::optional<NodeView>{};
    return make_short(*std::move(path), second);
}

}  // namespace

Nibbles to_nibbles(BytesView key) {
    Nibbles out(key.size() * 2);
    for (std::size_t i = 0; i < key.size(); ++i) {
        out[2 * i] = key[i] >> 4;
        out[2 * i + 1] = key[i] & 0x0f;
    }
    return out;
}

std::size_t common_prefix(NibblesView a, NibblesView b) noexcept {
    const auto size = std::min(a.size(), b.size());
    std::size_t i = 0;
    while (i < size && a[i] == b[i]) ++i;
    return i;
}

Bytes encode_path(NibblesView path, bool is_leaf) {
    Bytes out;
    out.reserve(path.size() / 2 + 1);
    const bool odd = path.size() % 2 != 0;
    auto first = static_cast<std::uint8_t>(((is_leaf ? LEAF : 0) | (odd ? ODD : 0)) << 4);
    if (odd) first |= path[0];
    out.push_back(first);
    for (std::size_t i = odd ? 1 : 0; i < path.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(path[i] << 4 | path[i + 1]));
    return out;
}

std::optional<DecodedPath> decode_path(BytesView encoded) {
    if (encoded.empty()) return std::nullopt;
    const auto flags = encoded[0] >> 4;
    if (flags > (LEAF | ODD)) return std::nullopt;
    DecodedPath path{.nibbles = {}, .is_leaf = (flags & LEAF) != 0};
    path.nibbles.reserve(encoded.size() * 2);
    if ((flags & ODD) != 0) {
        path.nibbles.push_back(encoded[0] & 0x0f);
    } else if ((encoded[0] & 0x0f) != 0) {
        return std::nullopt;
    }
    for (const auto byte : encoded.subspan(1)) {
        path.nibbles.push_back(byte >> 4);
        path.nibbles.push_back(byte & 0x0f);
    }
    return path;
}

NodeRef::NodeRef(BytesView bytes) noexcept
    : size_{static_cast<std::uint8_t>(bytes.size())}, bytes_{Hash32::from(bytes)} {
    DUSK_CHECK(bytes.size() <= Hash32::size());
}

std::optional<NodeRef> NodeRef::of_item(const rlp::Item& item) noexcept {
    if (item.is_list) {
        if (item.encoded.size() >= Hash32::size()) return std::nullopt;
        return of_inline(item.encoded);
    }
    if (item.payload.empty()) return NodeRef{};
    if (item.payload.size() != Hash32::size()) return std::nullopt;
    return of_hash(Hash32::from(item.payload));
}

void NodeRef::append_to(Bytes& out) const {
    if (is_hash() || is_empty()) {
        rlp::encode(out, bytes());
    } else {
        append(out, bytes());
    }
}

std::optional<NodeView> decode_node(BytesView encoded) {
    auto node = read_node(encoded);
    if (!node) return std::nullopt;
    return *std::move(node);
}

}  // namespace dusk::trie
