// Requests to the HTTP interface of a DuskDS node of one provisioner that has made some blocks with
// transfers, blobs and a failing call: RUES and GraphQL.
#include <fuzz/adapter_view.hpp>
#include <fuzz/settlement/requests.hpp>
#include <fuzz/settlement/settlement.hpp>

#include "tests/support/bridge_chain.hpp"
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/settlement/api/api.hpp>
#include <dusk/settlement/client/builder.hpp>
#include <dusk/settlement/ledger/base58.hpp>

using namespace dusk;
using namespace dusk::settlement;

namespace {

constexpr std::uint64_t HEIGHT = 3;

NodeConfig make_config(const BlsSecretKey& staker) {
    NodeConfig out;
    out.chain.genesis = test::BridgeChain::genesis(test::ethereum_key(1));
    out.chain.genesis.stakes = {{staker.public_key(), MINIMUM_STAKE, 0}};
    out.chain.genesis.dusk_key = staker.public_key();
    out.consensus_key = staker;
    out.block_time_ms = 1000;
    out.build_lead_ms = 100;
    return out;
}

struct DuskDs {
    DuskDs() {
        const auto& genesis = node->config().chain.genesis;
        const auto sidecar = fuzz::zero_blob();
        propagate(make_transfer(next_terms(), staker.public_key(), 5, user));
        propagate(make_blob_tx(next_terms(), {sidecar}, user));
        propagate(make_call(next_terms(), {STAKE_CONTRACT, "no_such_method", {}}, 0, user));
        grow();
        propagate(make_transfer(next_terms(), staker.public_key(), 6, user));
        const auto next = make_transfer(next_terms(), staker.public_key(), 7, user);
        stock['x'] = {to_hex(encode_protocol_bytes(next))};
        stock['v'] = {to_hex_plain(versioned_hash(sidecar.commitment)),
                      to_hex_plain(sidecar.commitment)};
        stock['a'] = {to_base58(user.public_key()), to_base58(genesis.dusk_key)};
        for (const auto& id : {TRANSFER_CONTRACT, STAKE_CONTRACT, EVM_TX_ROUTER_ID,
                               OPTIMISM_PORTAL_ID, L1_STANDARD_BRIDGE_ID, SYSTEM_CONFIG_ID})
            stock['c'].push_back(to_hex_plain(id));
        for (std::uint64_t height = 0; height <= HEIGHT; ++height)
            stock['b'].push_back(
                to_hex_plain(node->chain().store().record(height)->block.header.hash));
        stock['k'] = {to_hex(user.public_key())};
    }

    TxTerms next_terms() {
        return {.chain_id = LOCAL_CHAIN_ID, .nonce = ++nonce, .gas_limit = 10'000'000};
    }
    void propagate(const Tx& tx) {
        const auto id = node->propagate(tx, encode_protocol_bytes(tx).size());
        DUSK_CHECK(id.has_value());
        stock['t'].push_back(to_hex_plain(*id));
    }
    /// Its thread makes the blocks; after that the node changes by requests alone.
    void grow() {
        node->start();
        for (int i = 0; i < 10'000 && node->chain().tip().header.height < HEIGHT; ++i) {
            clock.advance(Milliseconds{100});
            // Refused, and so only a way to wait for the thread to have seen the time.
            (void)node->revert_to(~std::uint64_t{0});
        }
        node->stop();
        DUSK_CHECK(node->chain().tip().header.height >= HEIGHT);
        DUSK_CHECK(node->waiting().empty());
    }
    bool is_whole() const { return node->chain().tip().header.height >= HEIGHT; }

    BlsSecretKey user = test::relayer_key();
    BlsSecretKey staker = *BlsSecretKey::from(Hash32{{1}});
    std::uint64_t nonce = 0;
    ManualClock clock{1'700'000'010'000};
    std::unique_ptr<Node> node = *Node::open(make_config(staker), clock);
    api::Api api{*node, true};
    http::Router router = api.routes({});
    fuzz::RequestStock stock;
};

}  // namespace

void dusk::fuzz::dusk_request(BytesView input) {
    static std::unique_ptr<DuskDs> dusk_ds;
    if (!dusk_ds) dusk_ds = std::make_unique<DuskDs>();
    answer_request(dusk_ds->router, input, dusk_ds->stock);
    // Blocks were taken back, as asked for: the next input finds them again.
    if (!dusk_ds->is_whole()) dusk_ds.reset();
}
