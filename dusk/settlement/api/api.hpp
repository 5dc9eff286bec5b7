// The HTTP interface of a DuskDS node (spec/duskds-http.md): RUES dispatch and event sessions under
// /on, GraphQL under /graphql. Beyond Dusk's own endpoints there are, for the Ethereum view and for
// tests:
//   POST /on/blocks:<height or hash>/raw   the block record (block_record.hpp); hex or raw; 404 if
//   unknown POST /on/blocks:<height or hash>/full  the block with the sidecars that are still kept
//   (block.hpp) POST /on/state:<contract hex>/proof    body {"slot": hex32, "height": n (default:
//   tip)} ->
//        {height, stateRoot, address, nonce, balance (wei, hex quantity), codeHash, storageHash,
//        value,
//         accountProof: [hex], storageProof: [hex]}, hex with 0x
//   POST /on/state:<contract hex>/slot     body as above -> value bytes at that height
//   POST /on/contracts:<hex>/<method>      header Dusk-Height: <height> queries an older state
//   POST /on/node/revert                   body: height, or `height drop` to lose the
//        transactions; only where ApiOptions::allow_revert
#pragma once

#include <dusk/platform/http/server.hpp>
#include <dusk/settlement/api/sessions.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement::api {

struct ApiOptions {
    http::ServerOptions server{};
    /// Development networks: let clients take blocks back.
    bool allow_revert = false;
    http::CorsPolicy cors{};
};

/// The interface of one node, serving until destroyed. The node is started after it and stopped
/// before its end.
class Api {
public:
    static std::expected<std::unique_ptr<Api>, std::string> start(Node& node, ApiOptions options);
    /// Without a server: routes() alone answer.
    Api(Node& node, bool allow_revert);
    ~Api();
    /// They keep a reference to this.
    http::Router routes(http::CorsPolicy cors);
    std::uint16_t port() const noexcept { return server_->port(); }
    std::string url() const { return server_->url(); }
    void stop() { server_->stop(); }

private:
    http::Response dispatch(const http::Request& request);
    http::Response graphql(const http::Request& request);

    Node& node_;
    bool allow_revert_;
    Sessions sessions_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace dusk::settlement::api
