// Trie nodes as they stand in storage, for the files of this module: hex-prefix paths, references
// from a parent to a child, and a view over the three node kinds.
#pragma once

#include <array>
#include <expected>
#include <optional>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/codec/rlp.hpp>

namespace dusk::trie {

/// One nibble a byte.
using Nibbles = Bytes;
using NibblesView = BytesView;

Nibbles to_nibbles(BytesView key);
std::size_t common_prefix(NibblesView a, NibblesView b) noexcept;

/// Hex-prefix encoding of a leaf's or an extension's path.
Bytes encode_path(NibblesView path, bool is_leaf);

struct DecodedPath {
    Nibbles nibbles;
    bool is_leaf = false;
};
std::optional<DecodedPath> decode_path(BytesView encoded);

/// A parent's reference to a child: nothing, the child's hash (32 bytes), or its RLP if that is
/// shorter.
class NodeRef {
public:
    NodeRef() = default;
    static NodeRef of_hash(const Hash32& hash) noexcept { return NodeRef{hash}; }
    /// `encoded` is shorter than 32 bytes.
    static NodeRef of_inline(BytesView encoded) noexcept { return NodeRef{encoded}; }
    static std::optional<NodeRef> of_item(const rlp::Item& item) noexcept;

    bool is_empty() const noexcept { return size_ == 0; }
    bool is_hash() const noexcept { return size_ == Hash32::size(); }
    Hash32 hash() const noexcept { return bytes_; }
    BytesView bytes() const noexcept { return bytes_.view().first(size_); }
    /// Appends the item that stands for this reference in the parent's list.
    void append_to(Bytes& out) const;
    friend bool operator==(const NodeRef&, const NodeRef&) = default;

private:
    explicit NodeRef(BytesView bytes) noexcept;

    std::uint8_t size_ = 0;
    Hash32 bytes_;
};

enum class NodeKind : std::uint8_t { leaf, extension, branch };

/// A decoded node; `value` points into the encoded one.
struct NodeView {
    NodeKind kind = NodeKind::branch;
    Nibbles path;                        ///< leaf and extension
    NodeRef child;                       ///< extension
    std::array<NodeRef, 16> children{};  ///< branch
    BytesView value;                     ///< leaf and branch
};

/// None if `encoded` is no node in canonical form.
std::optional<NodeView> decode_node(BytesView encoded);

}  // namespace dusk::trie
