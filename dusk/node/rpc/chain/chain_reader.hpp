// ChainReader: the chain as the methods of the public RPC read it. What goes wrong in a read
// becomes the error that the client is told. Thread-safe.
#pragma once

#include <functional>
#include <memory>

#include <dusk/node/chain/chain.hpp>
#include <dusk/node/rpc/chain/options.hpp>
#include <dusk/node/rpc/json/answer.hpp>
#include <dusk/node/rpc/json/stored_block.hpp>

namespace dusk::eth {

class ChainReader {
public:
    /// What a developer chain makes of the state after a block (node/dev).
    using AmendState =
        std::function<std::unique_ptr<StateView>(const Hash32&, std::unique_ptr<StateView>)>;

    /// `chain` outlives the reader; `amend_state` may be empty.
    ChainReader(const engine::Chain& chain, RpcOptions options, AmendState amend_state);

    const store::ChainStore& store() const noexcept { return chain_.store(); }
    const ChainConfig& config() const noexcept { return chain_.config(); }
    const CryptoProvider& crypto() const noexcept { return chain_.crypto(); }
    const RpcOptions& options() const noexcept { return options_; }
    const engine::BadBlocks& bad_blocks() const noexcept { return chain_.bad_blocks(); }

    // Reads of blocks that must be there: "header not found" if not.

    Answer<Header> header(const Hash32& hash) const;
    Answer<StoredBlock> block(const Hash32& hash) const;
    Answer<std::vector<Receipt>> receipts(const Hash32& hash) const;
    Answer<std::unique_ptr<StateView>> state_after(const Hash32& hash) const;
    store::StateAt head_state() const;
    /// All tries of that state.
    Answer<std::unique_ptr<NodeSource>> nodes_after(const Hash32& hash) const;
    /// The canonical block `number`, or none.
    Answer<std::optional<BlockRef>> canonical(std::uint64_t number) const;

    BlockRules rules_of(const Header& header) const { return rules_at(config(), header.timestamp); }

private:
    /// An error where the block's state is kept no more.
    Answer<bool> require_state(const Hash32& hash) const;
    std::unique_ptr<StateView> amended(const Hash32& hash, std::unique_ptr<StateView> view) const;

    const engine::Chain& chain_;
    const RpcOptions options_;
    const AmendState amend_state_;
};

/// A read of the store as an answer; what goes wrong there is an internal error.
template <class T>
Answer<T> stored(kv::Result<T> result) {
    // Such as a state outside the window that is kept.
    if (!result && result.error().kind == kv::ErrorKind::missing)
        return std::unexpected(rpc::server_error(result.error().message));
    if (!result) return std::unexpected(rpc::internal_error(result.error().message));
    return *std::move(result);
}
/// The same where the row must be there.
template <class T>
Answer<T> stored_row(kv::Result<std::optional<T>> result) {
    if (!result) return std::unexpected(rpc::internal_error(result.error().message));
    if (!*result) return std::unexpected(rpc::server_error("header not found"));
    return **std::move(result);
}

}  // namespace dusk::eth
