// Sequencer: the RPC of the node that makes the blocks, to which other nodes pass on the
// transactions they are sent (op-geth: --rollup.sequencerhttp). Thread-safe.
#pragma once

#include <string_view>

#include <dusk/platform/rpc/client.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::eth {

class Sequencer {
public:
    /// `url` is http or https.
    explicit Sequencer(std::string_view url);

    /// What the sequencer answers, with its error as it is. Where it gives no answer within some
    /// seconds: a server error that does not tell the client where the sequencer is.
    rpc::Result call(std::string_view method, rpc::Params params);

private:
    rpc::Client client_;
};

}  // namespace dusk::eth
