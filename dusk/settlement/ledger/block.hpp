// A block of DuskDS: header, transactions, faults (spec/duskds-consensus.md section 7.1).
#pragma once

#include <dusk/settlement/ledger/faults.hpp>
#include <dusk/settlement/ledger/header.hpp>

namespace dusk::settlement {

struct Block {
    Header header;
    std::vector<Tx> txs;
    std::vector<Fault> faults;
    friend bool operator==(const Block&, const Block&) = default;
};

void encode(Bytes& out, const Block& block);
Bytes encode_block(const Block& block);
Decoded<Block> decode_block(WireReader& reader);
/// One block and nothing after it.
Decoded<Block> decode_block(BytesView bytes);

Hash32 tx_root_of(const Block& block);
Hash32 fault_root_of(const Block& block);
Block strip_sidecars(const Block& block);

}  // namespace dusk::settlement
