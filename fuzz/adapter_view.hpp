// The adapter without threads and servers, over a DuskDS chain in memory: blocks with transfers, a
// deposit, a failure and a blob, and a queue with a transaction that waits.
#pragma once

#include "tests/support/chain_source.hpp"
#include <dusk/adapter/follower.hpp>
#include <dusk/adapter/relay.hpp>
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/platform/crypto/kzg.hpp>

namespace dusk::fuzz {

/// A blob of zeros: commitment and proof are the point at infinity, which costs nothing to find.
inline settlement::BlobSidecar zero_blob() {
    settlement::BlobSidecar out;
    out.blob = Bytes(kzg::BLOB_SIZE);
    out.commitment[0] = out.proof[0] = 0xc0;
    return out;
}

struct AdapterView {
    AdapterView() {
        const auto portal = settlement::evm_address(settlement::OPTIMISM_PORTAL_ID);
        submit(test::plain_txn(0, nobody, u256{5}));
        submit(test::plain_txn(1, portal, u256{7}));
        mine();
        submit(test::plain_txn(2, portal, {}, Bytes(4, 0x12)));
        mine();
        submit_bytes(with_blob(test::plain_txn(3, nobody)));
        for (int i = 0; i < 4; ++i) mine();
        submit(test::plain_txn(4, nobody, u256{1}));
    }

    /// A blob transaction as it is sent: with blob, commitment and proof.
    Bytes with_blob(Transaction txn) const {
        txn.type = TxnType::blob;
        txn.max_fee_per_blob_gas = u256{1'000'000'000};
        const auto [commitment, proof, blob] = zero_blob();
        txn.blob_versioned_hashes = {kzg::versioned_hash(commitment)};
        auto payload = to_bytes(BytesView{encode_transaction(test::sign(txn, key))}.subspan(1));
        for (const BytesView item : {BytesView{blob}, BytesView{commitment}, BytesView{proof}}) {
            Bytes list;
            rlp::encode(list, item);
            append(payload, rlp::encode_list(list));
        }
        Bytes out{3};
        append(out, rlp::encode_list(payload));
        return out;
    }

    static settlement::ethview::ViewConfig config() {
        settlement::ethview::ViewConfig out;
        out.l1_chain_id = test::L1_CHAIN_ID;
        return out;
    }

    EthereumKey key = test::ethereum_key(1);
    Address nobody = test::ethereum_key(9).address();
    BlsSecretKey relayer = test::relayer_key();
    test::ChainSource source{test::BridgeChain::genesis(key)};
    std::unique_ptr<adapter::ViewStore> store = *adapter::ViewStore::open("");
    adapter::Relay relay{{.l1_chain_id = test::L1_CHAIN_ID,
                          .dusk_chain_id = settlement::LOCAL_CHAIN_ID,
                          .gas_price_lux = 1,
                          .patience_steps = 50},
                         relayer,
                         source,
                         *store,
                         native_crypto()};
    adapter::Follower follower{
        {.view = config(), .first_height = 1}, source, *store, native_crypto()};
    /// The hash of what waits.
    Hash32 waiting;

private:
    void submit(const Transaction& txn) { submit_bytes(encode_transaction(test::sign(txn, key))); }
    void submit_bytes(const Bytes& bytes) {
        const auto hash = relay.submit(bytes);
        DUSK_CHECK(hash.has_value());
        waiting = *hash;
    }
    void mine() {
        DUSK_CHECK(relay.step().has_value());
        source.mine();
        DUSK_CHECK(follower.step().has_value());
    }
};

}  // namespace dusk::fuzz
