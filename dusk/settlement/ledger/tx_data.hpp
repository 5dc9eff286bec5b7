// What a DuskDS transaction carries besides value (spec/duskds-transactions.md section 6): nothing,
// a contract call, a deployment, a memo, blobs, or (tag 05, our own encoding) blobs with a contract
// call.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <dusk/settlement/ledger/limits.hpp>
#include <dusk/settlement/ledger/wire.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

struct ContractCall {
    ContractId contract;
    std::string method;
    Bytes args;
    friend bool operator==(const ContractCall&, const ContractCall&) = default;
};

struct ContractDeploy {
    Hash32 bytecode_hash;
    Bytes bytecode;
    Bytes owner;
    std::optional<Bytes> init_args;
    std::uint64_t nonce = 0;
    friend bool operator==(const ContractDeploy&, const ContractDeploy&) = default;
};

struct Memo {
    Bytes bytes;
    friend bool operator==(const Memo&, const Memo&) = default;
};

/// EIP-4844 objects unchanged (section 8.1).
struct BlobSidecar {
    FixedBytes<48> commitment;
    FixedBytes<48> proof;
    Bytes blob;  ///< BLOB_SIZE bytes
    friend bool operator==(const BlobSidecar&, const BlobSidecar&) = default;
};

struct BlobData {
    Hash32 versioned_hash;
    /// Absent once stripped. Shared: sidecars are immutable and large.
    std::shared_ptr<const BlobSidecar> sidecar;
    friend bool operator==(const BlobData& a, const BlobData& b) {
        if (a.versioned_hash != b.versioned_hash) return false;
        if (!a.sidecar || !b.sidecar) return a.sidecar == b.sidecar;
        return *a.sidecar == *b.sidecar;
    }
};

struct Blobs {
    std::vector<BlobData> blobs;
    friend bool operator==(const Blobs&, const Blobs&) = default;
};

/// Tag 05: `count u8 || count x BlobData || call body as of tag 01`. Its data message is the
/// versioned hashes followed by the call's, so both are signed.
struct BlobCall {
    std::vector<BlobData> blobs;
    ContractCall call;
    friend bool operator==(const BlobCall&, const BlobCall&) = default;
};

using TxData = std::variant<std::monostate, ContractCall, ContractDeploy, Memo, Blobs, BlobCall>;

/// `tag u8 || body`.
void encode_tx_data(Bytes& out, const TxData& data);
/// Reads to the end of `reader`: data is the last field of a payload.
Decoded<TxData> decode_tx_data(WireReader& reader);
/// What of `data` is signed and hashed.
Bytes data_message(const TxData& data);

/// The call of a transaction, if it makes one.
const ContractCall* call_of(const TxData& data) noexcept;
/// The blobs of a transaction; null if it is not a blob transaction.
const std::vector<BlobData>* blobs_of(const TxData& data) noexcept;
std::vector<Hash32> versioned_hashes_of(const TxData& data);

/// The same data without sidecars; hashes are kept.
TxData strip_sidecars(const TxData& data);
/// The form that is executed and whose bytes make the tx digest (sections 7 and 8.4): blobs become
/// the memo of their hashes, blob calls lose their sidecars, deployments their bytecode.
TxData execution_form(const TxData& data);

/// `commitment || proof || blob`.
Bytes encode_sidecar(const BlobSidecar& sidecar);
Decoded<BlobSidecar> decode_sidecar(BytesView bytes);
/// 0x01 || SHA256(commitment)[1..32].
Hash32 versioned_hash(const FixedBytes<48>& commitment) noexcept;

}  // namespace dusk::settlement
