#include <dusk/core/chain/create2_deployer.hpp>

namespace dusk {
namespace {

constexpr Address CREATE2_DEPLOYER{{0x13, 0xb0, 0xd8, 0x5c, 0xcb, 0x8b, 0xf8, 0x60, 0xb6, 0xb7,
                                    0x9a, 0xf3, 0x02, 0x9f, 0xca, 0x08, 0x1a, 0xe9, 0xbe, 0xf2}};
constexpr std::uint8_t CODE[] = {
#embed "create2_deployer.bin"
};

}  // namespace

void deploy_create2_deployer(State& state, evm::Revision revision) {
    state.begin_transaction();
    state.set_code(CREATE2_DEPLOYER, to_bytes(CODE));
    state.end_transaction(revision);
}

}  // namespace dusk
