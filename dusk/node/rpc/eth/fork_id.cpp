#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/node/rpc/eth/fork_id.hpp>

namespace dusk::eth {
namespace {

/// CRC-32 of ISO 3309, bit by bit: forks are few.
std::uint32_t update_crc(std::uint32_t crc, BytesView bytes) {
    crc = ~crc;
    for (const auto byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0u);
    }
    return ~crc;
}

std::uint32_t update_crc(std::uint32_t crc, std::uint64_t number) {
    FixedBytes<8> bytes;
    store_be(bytes.data(), number);
    return update_crc(crc, bytes);
}

}  // namespace

FixedBytes<4> ForkList::id_at(std::uint64_t time) const {
    auto crc = update_crc(0, genesis_hash);
    for (const auto block : blocks) crc = update_crc(crc, block);
    for (const auto fork : times)
        if (fork > genesis_time && fork <= time) crc = update_crc(crc, fork);
    FixedBytes<4> out;
    store_be(out.data(), crc);
    return out;
}

ForkList fork_list(const EthBackend& backend) {
    const auto& genesis = backend.store().genesis_block();
    ForkList out{.genesis_hash = genesis.hash,
                 .genesis_time = 0,
                 .blocks = backend.options().fork_blocks,
                 .times = {}};
    if (const auto header = backend.header(genesis.hash)) out.genesis_time = header->timestamp;
    const auto& config = backend.config();
    if (config.op) {
        for (const auto& time : config.op->forks.time)
            if (time) out.times.push_back(*time);
    } else {
        // Those before Shanghai are named by number.
        for (const auto& fork : config.ethereum)
            if (fork.revision >= evm::Revision::shanghai) out.times.push_back(fork.time);
    }
    std::ranges::sort(out.times);
    const auto repeated = std::ranges::unique(out.times);
    out.times.erase(repeated.begin(), repeated.end());
    return out;
}

}  // namespace dusk::eth
