// One WebSocket connection of the server.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <dusk/platform/http/session.hpp>

namespace dusk::http {

class WsSession final : public Session,
                        public WsConnection,
                        public std::enable_shared_from_this<WsSession> {
public:
    using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;

    WsSession(std::shared_ptr<Shared> shared, Socket socket, const WsHandler& handler,
              std::string remote);

    /// Goes on as WebSocket with a connection that has asked for it in `request`.
    static void open(const std::shared_ptr<Shared>& shared, int socket, const WsHandler& handler,
                     Request request);

    // Session
    SteadyTime check_deadline(SteadyTime now) override;
    void finish() override;
    void abort() override;

    // WsConnection
    bool send_text(std::string message) override { return send({std::move(message), false}); }
    bool send_binary(std::string message) override { return send({std::move(message), true}); }
    void close(unsigned code, std::string_view reason) override;
    bool is_open() const noexcept override { return open_; }
    const std::string& remote() const noexcept override { return remote_; }

private:
    struct Outgoing {
        std::string data;
        bool binary;
    };
    class Hold;

    void accept(Request request);
    bool send(Outgoing message);
    enum class Queued : std::uint8_t { no, first, behind, too_much, server_is_busy };
    Queued enqueue(Outgoing message);
    void drop_queue();
    void drop_current();
    /// Runs `action` on the I/O thread, unless that has ended.
    template <class Action>
    void on_io(Action action);
    void accepted(const Request& request);
    void read();
    void deliver();
    void release(std::size_t bytes);
    bool count_incoming();
    bool is_loaded() const;
    void drop_incoming();
    void refuse_incoming();
    void refuse();
    void write_next();
    void start_close();

    std::shared_ptr<Shared> shared_;
    const std::shared_ptr<IoThread> io_;  ///< destroyed after the stream, which needs its context
    const WsHandler handler_;
    const std::string remote_;
    boost::beast::websocket::stream<Socket> stream_;
    boost::beast::flat_buffer buffer_;
    std::atomic<bool> open_ = false;

    // Only on the I/O thread:
    std::size_t in_flight_ = 0;
    std::size_t in_flight_bytes_ = 0;
    ByteShare share_in_;  ///< of the message that comes and those in flight
    bool delivering_ = false;
    bool paused_ = false;
    bool opened_ = false;
    bool aborted_ = false;
    bool closing_ = false;
    bool writing_ = false;
    SteadyTime write_deadline_ = SteadyTime::max();
    Outgoing current_{};
    boost::beast::websocket::close_reason close_reason_;

    std::mutex mutex_;
    std::deque<Outgoing> queue_;     ///< guarded by mutex_
    std::size_t queue_bytes_ = 0;    ///< guarded by mutex_
    std::size_t current_bytes_ = 0;  ///< guarded by mutex_: of what is being written
    ByteShare share_out_;            ///< guarded by mutex_: of both
    bool writer_scheduled_ = false;  ///< guarded by mutex_: write_next() will look at the queue
};

}  // namespace dusk::http
