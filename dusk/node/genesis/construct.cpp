#include <dusk/core/state/execute.hpp>
#include <dusk/node/genesis/construct.hpp>

namespace dusk::genesis {
namespace {

constexpr std::int64_t CONSTRUCTION_GAS = 100'000'000;

class EmptyView final : public StateView {
public:
    std::optional<Account> account(const Address&) const override { return std::nullopt; }
    u256 storage(const Address&, const u256&) const override { return {}; }
    std::shared_ptr<const Bytes> code(const Hash32&) const override {
        return std::make_shared<const Bytes>();
    }
    bool has_storage(const Address&) const override { return false; }
};

class NoBlockHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t) const override { return {}; }
};

}  // namespace

Constructed construct(BytesView init_code, const Address& address, std::uint64_t chain_id,
                      const CryptoProvider& crypto) {
    const EmptyView empty;
    State state(empty);
    const evm::BlockContext block{.gas_limit = CONSTRUCTION_GAS, .chain_id = chain_id};
    const evm::TxnContext txn;
    const evm::PrecompileSet precompiles{.revision = evm::Revision::cancun};
    const NoBlockHashes block_hashes;
    evm::Workspace workspace;
    const ExecutionEnv env{.revision = evm::Revision::cancun,
                           .block = block,
                           .txn = txn,
                           .precompiles = precompiles,
                           .crypto = crypto,
                           .block_hashes = block_hashes,
                           .workspace = workspace};

    // The creation code is called in place: it reads its arguments from its own code,
    // `address(this)` is the final address, and its output is the runtime code.
    state.begin_transaction();
    state.set_nonce(address, 1);
    state.set_code(address, to_bytes(init_code));
    auto result = execute_message(
        state, env,
        evm::Message{.gas = CONSTRUCTION_GAS, .recipient = address, .code_address = address});
    DUSK_CHECK(result.is_success());
    state.end_transaction(evm::Revision::cancun);

    Constructed constructed{.code = std::move(result.output), .storage = {}};
    for (const auto& account : state.build_diff().accounts)
        if (account.address == address) constructed.storage = account.storage;
    return constructed;
}

}  // namespace dusk::genesis
