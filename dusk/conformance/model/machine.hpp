// The model's EVM: one frame a call, by plain recursion.
// Whatever ends a frame exceptionally throws Halt.
#pragma once

#include <memory>

#include <dusk/conformance/model/rules.hpp>
#include <dusk/conformance/model/world.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::model {

struct TxnContext {
    Address origin;
    Word gas_price{};
    std::vector<Hash32> blob_hashes;
};

struct Setting {
    Rules rules;
    Block block;
    TxnContext txn;
    BlockHash block_hash = nullptr;
    const CryptoProvider* crypto = nullptr;
    /// Of a transaction, in steps of the plainest kind.
    std::uint64_t work_max = ~std::uint64_t{0};
};

enum class Kind { call, callcode, delegatecall, staticcall, create, create2 };

struct Call {
    Kind kind = Kind::call;
    unsigned depth = 0;
    bool is_static = false;
    std::int64_t gas = 0;
    Address recipient;
    Address code_address;
    Address sender;
    Bytes input;
    Word value{};
};

struct Result {
    bool is_success = false;
    std::int64_t gas_left = 0;
    Bytes output;
};

/// Thrown: gas does not bound the model's time closely enough for a fuzzer, as it divides bit by
/// bit.
struct TooMuchWork {};

class Machine {
public:
    Machine(const Setting& setting, World& world) : setting_(setting), world_(world) {}

    /// A call or creation with everything below it. Creations know their address.
    Result call(const Call& call);
    Result create(const Call& call);

    static Address create_address(const Address& sender, std::uint64_t nonce);

private:
    struct Halt {};
    struct Frame {
        Call call;
        Bytes code;
        /// Found when the first jump asks for them.
        std::vector<bool> jump_destinations;
        std::vector<Word> stack;
        Bytes memory;
        Bytes return_data;
        std::int64_t gas = 0;
        std::size_t pc = 0;
        bool is_done = false;
        bool is_reverted = false;
        Bytes output;
    };

    bool has(Fork fork) const { return setting_.rules.fork >= fork; }

    /// What it changed before it failed is the caller's to take back.
    Result run(const Call& call, Bytes code);
    void work(std::uint64_t steps);
    void step(Frame& f);
    void arithmetic(Frame& f, std::uint8_t opcode);
    void compare_or_shift(Frame& f, std::uint8_t opcode);
    void environment(Frame& f, std::uint8_t opcode);
    void copies(Frame& f, std::uint8_t opcode);
    void block_facts(Frame& f, std::uint8_t opcode);
    void memory_and_flow(Frame& f, std::uint8_t opcode);
    void accounts(Frame& f, std::uint8_t opcode);
    void storage(Frame& f, std::uint8_t opcode);
    void log(Frame& f, std::uint8_t opcode);
    void calls(Frame& f, std::uint8_t opcode);
    void creations(Frame& f, std::uint8_t opcode);
    void ends(Frame& f, std::uint8_t opcode);
    void selfdestruct(Frame& f);

    static Word pop(Frame& f);
    static void push(Frame& f, const Word& value) { f.stack.push_back(value); }
    static void spend(Frame& f, std::int64_t gas);
    static void refuse_static(const Frame& f);
    /// Pays for memory up to offset + size; the offset as an index.
    static std::size_t grow(Frame& f, const Word& offset, const Word& size);
    static const Bytes& call_data(const Frame& f);
    static Bytes read(Frame& f, const Word& offset, const Word& size);
    static void copy_in(Frame& f, const Bytes& source, const Word& target, const Word& from,
                        const Word& size);
    static std::int64_t words_price(const Word& size, std::int64_t price);

    std::int64_t all_but_one_64th(std::int64_t gas) const {
        return has(EIP150) ? gas - gas / 64 : gas;
    }
    Bytes code_to_run(const Address& address, Address& holder) const;
    Result deposit(const Call& call, const Result& result);

    const Setting& setting_;
    World& world_;
    /// Slots as the transaction found them; written once each, reverts do not matter.
    std::map<Slot, Word> originals_;
    std::uint64_t work_done_ = 0;
};

}  // namespace dusk::model
