// A DuskDS chain of one relayer account with the bridge contracts, in memory: runs transactions
// through the real transfer contract and keeps block records, for tests of the contracts, the
// Ethereum view and the adapter.
#pragma once

#include <map>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>
#include <dusk/settlement/contracts/l1_standard_bridge.hpp>
#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/ledger/block_record.hpp>
#include <dusk/settlement/state/execute.hpp>

namespace dusk::test {

namespace ds = dusk::settlement;

inline constexpr std::uint64_t L1_CHAIN_ID = 31'337;
inline constexpr std::uint64_t L2_CHAIN_ID = 31'744;

inline EthereumKey ethereum_key(std::uint8_t seed) {
    Hash32 secret;
    secret[31] = seed;
    return *EthereumKey::from(secret);
}

inline BlsSecretKey relayer_key() {
    Hash32 scalar;
    scalar[0] = 7;
    return *BlsSecretKey::from(scalar);
}

inline Transaction sign(Transaction txn, const EthereumKey& key) {
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return txn;
}

/// A type-2 transaction with generous fees.
inline Transaction plain_txn(std::uint64_t nonce, const Address& to, const u256& value = {},
                             Bytes data = {}) {
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.chain_id = L1_CHAIN_ID;
    txn.nonce = nonce;
    txn.max_priority_fee_per_gas = u256{1'000'000'000};
    txn.max_fee_per_gas = u256{5'000'000'000};
    txn.gas_limit = 2'000'000;
    txn.to = to;
    txn.value = value;
    txn.data = std::move(data);
    return txn;
}

class MemoryState final : public ds::StateSource {
public:
    Bytes load(const ds::ContractId& contract, const Hash32& slot) const override {
        const auto found = values_.find({contract, slot});
        return found == values_.end() ? Bytes{} : found->second;
    }
    void apply(const ds::Overlay& overlay) {
        for (const auto& change : overlay.changes())
            values_[{change.contract, change.slot}] = change.after;
    }
    void set(const ds::ContractId& contract, const Hash32& slot, Bytes value) {
        values_[{contract, slot}] = std::move(value);
    }

private:
    std::map<std::pair<ds::ContractId, Hash32>, Bytes> values_;
};

class BridgeChain {
public:
    static ds::GenesisConfig genesis(const EthereumKey& funded) {
        ds::GenesisConfig config;
        config.timestamp_s = 1'700'000'000;
        config.accounts.push_back({relayer_key().public_key(), 1'000'000'000'000'000});
        config.bridge.emplace();
        config.bridge->l1_chain_id = L1_CHAIN_ID;
        config.bridge->l2_chain_id = L2_CHAIN_ID;
        config.bridge->system_config.owner = funded.address();
        config.bridge->system_config.dusk_owner = relayer_key().public_key();
        config.bridge->system_config.batcher = ethereum_key(0x42).address();
        config.bridge->system_config.unsafe_block_signer = ethereum_key(0x43).address();
        config.bridge->credits.push_back({funded.address(), 100'000'000'000});  // 100 DUSK
        return config;
    }

    explicit BridgeChain(const ds::GenesisConfig& config)
        : config_(config), contracts_(ds::make_genesis_contracts(config, native_bls())) {
        for (const auto& contract : contracts_)
            for (const auto& [slot, value] : contract.genesis_storage)
                state_.set(contract.id, slot, value);
        begin_block();
    }

    std::uint64_t height() const { return record_.block.header.height; }
    const MemoryState& state() const { return state_; }

    ds::Tx make_tx(ds::TxData data, std::uint64_t deposit = 0,
                   std::uint64_t gas_limit = 50'000'000) {
        ds::Tx tx;
        tx.payload = {.chain_id = config_.chain_id,
                      .sender = relayer_.public_key(),
                      .deposit = deposit,
                      .gas_limit = gas_limit,
                      .gas_price = 1,
                      .nonce = nonce_ + 1,
                      .data = std::move(data)};
        tx.signature = relayer_.sign_single(ds::signature_message(tx.payload));
        return tx;
    }

    /// Executes one transaction in the open block.
    std::expected<ds::TxOutcome, ds::Refusal> run(const ds::Tx& tx) {
        ds::Session session(state_, contracts_, native_crypto(),
                            {height(), record_.block.header.timestamp_s, config_.chain_id});
        auto outcome = ds::execute_tx(session, tx);
        if (!outcome) return outcome;
        state_.apply(session.overlay());
        ++nonce_;
        record_.block.txs.push_back(ds::strip_sidecars(tx));
        record_.outcomes.push_back(*outcome);
        return outcome;
    }
    std::expected<ds::TxOutcome, ds::Refusal> run(ds::TxData data, std::uint64_t deposit = 0,
                                                  std::uint64_t gas_limit = 50'000'000) {
        return run(make_tx(std::move(data), deposit, gas_limit));
    }

    /// Runs a signed Ethereum transaction through the router.
    std::expected<ds::TxOutcome, ds::Refusal> execute(const Transaction& txn,
                                                      std::uint64_t gas_limit = 50'000'000) {
        ds::ContractCall call{ds::EVM_TX_ROUTER_ID, std::string(ds::router::EXECUTE_METHOD),
                              encode_transaction(txn)};
        if (txn.blob_versioned_hashes.empty()) return run(std::move(call), 0, gas_limit);
        ds::BlobCall blobs{{}, std::move(call)};
        for (const auto& hash : txn.blob_versioned_hashes) blobs.blobs.push_back({hash, nullptr});
        return run(std::move(blobs), 0, gas_limit);
    }

    ds::CallOutcome query(const ds::ContractId& contract, std::string_view method,
                          BytesView args) const {
        return query_on(state_, contract, method, args);
    }
    ds::CallOutcome query_on(const MemoryState& state, const ds::ContractId& contract,
                             std::string_view method, BytesView args) const {
        ds::Session session(state, contracts_, native_crypto(),
                            {height(), record_.block.header.timestamp_s, config_.chain_id});
        return session.call(contract, method, args, 3'000'000'000).outcome;
    }
    u256 credit(const Address& address) const {
        return u256_from_be(*query(ds::EVM_TX_ROUTER_ID, "credit", address));
    }
    /// The result of an Ethereum call by anyone.
    ds::router::QueryResult evm_query(const Address& from, const Address& to,
                                      BytesView calldata) const {
        return *ds::router::decode_query_result(
            *query(ds::EVM_TX_ROUTER_ID, ds::router::QUERY_METHOD,
                   ds::router::encode_query({from, to, {}, calldata})));
    }

    /// The chain between two blocks.
    struct Snapshot {
        MemoryState state;
        std::uint64_t nonce = 0;
        Hash32 parent_hash;
        std::uint64_t height = 0;
    };
    Snapshot snapshot() const { return {state_, nonce_, parent_hash_, height() - 1}; }
    /// Back to a snapshot; `salt` makes the following blocks differ from what was there.
    void restore(const Snapshot& snapshot, std::uint8_t salt) {
        state_ = snapshot.state;
        nonce_ = snapshot.nonce;
        parent_hash_ = snapshot.parent_hash;
        record_.block.header.height = snapshot.height;
        salt_ = salt;
        begin_block();
    }
    std::uint64_t relayer_nonce() const { return nonce_; }

    /// Closes the open block and opens the next.
    ds::BlockRecord seal() {
        auto& header = record_.block.header;
        header.tx_root = ds::tx_root_of(record_.block);
        header.fault_root = ds::fault_root_of(record_.block);
        header.state_hash = keccak256(ds::encode_block(record_.block));
        header = ds::with_hash(header);
        auto sealed = record_;
        parent_hash_ = header.hash;
        begin_block();
        return sealed;
    }

private:
    void begin_block() {
        const auto height = record_.block.header.height + 1;
        record_ = {};
        auto& header = record_.block.header;
        header.height = height;
        header.timestamp_s = config_.timestamp_s + 2 * height;
        header.prev_block_hash = parent_hash_;
        header.seed[0] = static_cast<std::uint8_t>(height);
        header.seed[1] = salt_;
        header.generator = relayer_.public_key();
        header.gas_limit = 3'000'000'000;
    }

    ds::GenesisConfig config_;
    ds::ContractSet contracts_;
    MemoryState state_;
    BlsSecretKey relayer_ = relayer_key();
    std::uint64_t nonce_ = 0;
    Hash32 parent_hash_;
    std::uint8_t salt_ = 0;
    ds::BlockRecord record_;
};

}  // namespace dusk::test
