// The L2 execution engine over its authenticated API (Engine API and eth_* on the same port).
// Versions of methods go by the rollup's forks, as op-node chooses them (op-node/rollup/types.go):
// forkchoiceUpdated V2 before Ecotone, V3 after; newPayload and getPayload V2, V3 from Ecotone, V4
// from Isthmus; getPayload V5 from Karst.
#pragma once

#include <string>

#include <dusk/node/sources/chains.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::sources {

class EngineClient final : public Engine {
public:
    EngineClient(const std::string& url, const jwt::Secret& secret,
                 const rollup::RollupConfig& config);

    Outcome<ForkchoiceAnswer> forkchoice(const ForkchoiceState& state,
                                         const rollup::PayloadAttributes* attributes) override;
    Outcome<PayloadStatus> new_payload(const PayloadEnvelope& envelope) override;
    Outcome<PayloadEnvelope> get_payload(const PayloadId& id, std::uint64_t timestamp) override;
    Outcome<PayloadEnvelope> block(const BlockSelector& selector) override;
    Outcome<Hash32> message_passer_root(const PayloadEnvelope& block) override;

    Outcome<std::uint64_t> chain_id();

private:
    rpc::Client client_;
    OpForkSchedule forks_;
};

/// The storage root that an eth_getProof answer proves for `account` below `state_root`.
Decoded<Hash32> storage_root_from_proof(const boost::json::value& answer, const Address& account,
                                        const Hash32& state_root);

}  // namespace dusk::sources
