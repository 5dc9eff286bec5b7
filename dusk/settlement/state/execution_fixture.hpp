// For tests of execution: a state in maps, accounts with keys, and a contract that pays, calls and
// fails on demand.
#pragma once

#include <map>

#include <gtest/gtest.h>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/state/execute.hpp>
#include <dusk/settlement/state/state_root.hpp>
#include <dusk/settlement/state/transition.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement::state_testing {

inline constexpr ContractId VAULT{{0x77}};
inline constexpr std::uint64_t FUNDS = 1000 * LUX_PER_DUSK;

inline BlsSecretKey secret(std::uint8_t seed) {
    Hash32 scalar;
    scalar[0] = seed;
    return *BlsSecretKey::from(scalar);
}

class MapState final : public StateSource {
public:
    Bytes load(const ContractId& contract, const Hash32& slot) const override {
        const auto found = values.find({contract, slot});
        return found == values.end() ? Bytes{} : found->second;
    }
    std::map<std::pair<ContractId, Hash32>, Bytes> values;
};

class MapNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override {
        const auto found = nodes.find(hash);
        return found == nodes.end() ? nullptr : std::make_shared<const Bytes>(found->second);
    }
    std::map<Hash32, Bytes> nodes;
};

/// A contract that takes its deposit, pays out, calls and fails on demand.
class Vault final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override {
        if (method == "take") return host.call(TRANSFER_CONTRACT, "deposit", args);
        if (method == "pay") return host.call(TRANSFER_CONTRACT, "contract_to_account", args);
        if (method == "take_and_fail") {
            DUSK_TRY_VOID(host.call(TRANSFER_CONTRACT, "deposit", args));
            host.store({}, Bytes{1});
            host.emit("lost", {});
            return contract_panic("no");
        }
        if (method == "try_inner") {
            host.store(Hash32{{1}}, Bytes{1});
            const auto inner = host.call(VAULT, "take_and_fail", args);
            host.emit("survived", Bytes{static_cast<std::uint8_t>(inner ? 1 : 0)});
            return Bytes{};
        }
        if (method == "loop") return host.call(VAULT, "loop", {});
        if (method == "burn") {
            while (host.charge(1000)) {
            }
            return Bytes{};
        }
        if (method == "facts") {
            const auto& context = host.context();
            Bytes out;
            append(out, *context.public_sender);
            append_le(out, context.block_timestamp_s);
            for (const auto& hash : context.blob_versioned_hashes) append(out, hash);
            host.emit("facts", out);
            return out;
        }
        return contract_panic("Unknown method");
    }
};

class Execution : public testing::Test {
protected:
    Execution() : contracts_(make_genesis_contracts(genesis(), native_bls())) {
        contracts_.add({VAULT, "vault/1", std::make_unique<Vault>(), {}});
        for (const auto& contract : contracts_)
            for (const auto& [slot, value] : contract.genesis_storage)
                state_.values[{contract.id, slot}] = value;
        session_.emplace(
            state_, contracts_, native_crypto(),
            SessionContext{.block_height = 5, .block_timestamp_s = 99, .chain_id = LOCAL_CHAIN_ID});
    }

    GenesisConfig genesis() const {
        GenesisConfig config;
        config.accounts = {{alice_.public_key(), FUNDS}, {bob_.public_key(), FUNDS}};
        config.stakes = {{staker_.public_key(), 2 * MINIMUM_STAKE, 0}};
        config.dusk_key = staker_.public_key();
        return config;
    }
    MoonlightPayload payload(TxData data = {}, std::uint64_t nonce = 1) const {
        return {.chain_id = LOCAL_CHAIN_ID,
                .sender = alice_.public_key(),
                .gas_limit = 10'000'000,
                .gas_price = 2,
                .nonce = nonce,
                .data = std::move(data)};
    }
    static Tx sign(MoonlightPayload p, const BlsSecretKey& key) {
        const auto signature = key.sign_single(signature_message(p));
        return {std::move(p), signature};
    }
    std::expected<TxOutcome, Refusal> run(MoonlightPayload p) {
        return execute_tx(*session_, sign(std::move(p), alice_));
    }
    MoonlightAccount account(const AccountKey& key) {
        return decode_account(session_->overlay().load(TRANSFER_CONTRACT, account_slot(key)));
    }
    std::uint64_t balance(const ContractId& id) {
        return decode_amount(
            session_->overlay().load(TRANSFER_CONTRACT, contract_balance_slot(id)));
    }
    static Bytes u64_bytes(std::uint64_t value) {
        Bytes out;
        append_le(out, value);
        return out;
    }

    BlsSecretKey alice_ = secret(1);
    BlsSecretKey bob_ = secret(2);
    BlsSecretKey staker_ = secret(3);
    ContractSet contracts_;
    MapState state_;
    std::optional<Session> session_;
};

}  // namespace dusk::settlement::state_testing
