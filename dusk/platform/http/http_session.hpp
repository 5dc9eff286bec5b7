// One HTTP/1.1 connection of the server: reads requests one after the other and writes their
// answers. Lives on a loop.
#pragma once

#include <memory>
#include <string>

#include <dusk/platform/http/loop.hpp>
#include <dusk/platform/http/request_parser.hpp>
#include <dusk/platform/http/session.hpp>

namespace dusk::http {

class HttpSession final : public Session,
                          public Loop::Watched,
                          public Loop::Writer,
                          public Reply::Sink,
                          public std::enable_shared_from_this<HttpSession> {
public:
    /// Takes over the connected, non-blocking socket.
    HttpSession(std::shared_ptr<Shared> shared, std::shared_ptr<Loop> loop, int socket,
                std::string remote);
    ~HttpSession() override;

    void start();
    void on_events(std::uint32_t events) override;
    void write_out() override;
    SteadyTime check_deadline(SteadyTime now) override;
    void finish() override;
    void abort() override;
    /// From any thread.
    void respond(Response response, ByteShare share) override;

private:
    enum class State : std::uint8_t {
        idle,  ///< between requests
        reading,
        handling,
        writing,
        lingering,  ///< reads on after the last answer, so that the peer sees it before a reset
        closed,
    };

    void set(State state, std::chrono::milliseconds limit);
    bool wants_data() const noexcept { return state_ == State::idle || state_ == State::reading; }
    void advance();
    bool receive();
    void parse();
    void reject();
    void refuse_busy();
    void dispatch();
    void run_route(const Router::Route& route, Request&& request);
    void upgrade(const Router::Route& route, Request&& request);
    bool answer(Response response, ByteShare share);
    void write(Response response);
    void flush();
    void after_write();
    void linger();

    std::shared_ptr<Shared> shared_;
    std::shared_ptr<Loop> loop_;
    int socket_;
    const std::string remote_;
    RequestParser parser_;
    ByteShare share_;  ///< of the request until its handler has it, then of the answer
    std::unique_ptr<char[]> buffer_;
    std::size_t received_ = 0;  ///< bytes in the buffer
    std::size_t parsed_ = 0;    ///< how many of them the parser has taken
    std::string out_;
    std::string out_body_;     ///< of a large answer
    std::size_t written_ = 0;  ///< of both together
    SteadyTime deadline_{};
    State state_ = State::idle;
    bool readable_ = false;  ///< the socket may have more
    bool hung_up_ = false;   ///< the peer has ended its side: what it has sent is the rest
    bool keep_alive_ = true;
    bool head_only_ = false;
    bool continue_sent_ = false;
    std::size_t linger_bytes_ = 0;
};

}  // namespace dusk::http
