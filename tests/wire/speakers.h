// Small sessions and a small world for the tests of both wires.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/wire/loopback_wire.h"
#include "sim/wire/virtual_wire.h"

namespace sim::wire::testing {

/// What a session saw, kept outside it.
struct Diary {
  std::string heard;
  std::vector<Loss::Kind> losses;
  std::vector<std::string> loss_texts;
  std::vector<TlsFacts> tls;
  std::vector<Instant> heard_at;
  int opened = 0;
  int woken = 0;
  int destroyed = 0;
  int over = 0;
  Peer peer;
};

/// A session made of what it answers.
struct Script {
  Actions on_open;
  std::function<Actions(const std::string& heard_so_far)> on_bytes;
  Actions on_wake;
  std::function<Actions(const TlsFacts&)> on_tls;
  std::shared_ptr<const std::string> offered;
};

class Speaker final : public Session {
 public:
  Speaker(const Clock& clock, Diary& diary, Script script) : clock_(clock), diary_(diary), script_(std::move(script)) {}
  ~Speaker() override { ++diary_.destroyed; }
  Actions open() override;
  Actions receive(std::string_view bytes) override;
  Actions wake() override;
  Actions secured(const TlsFacts& facts) override;
  void lost(const Loss& loss) override;
  std::shared_ptr<const std::string> offered() const override { return script_.offered; }

 private:
  /// Fails the test if the wire calls the session from within its own call, or after the end.
  struct InCall {
    explicit InCall(Speaker& s);
    ~InCall() { speaker.in_call_ = false; }
    Speaker& speaker;
  };
  const Clock& clock_;
  Diary& diary_;
  Script script_;
  bool in_call_ = false;
  bool is_lost_ = false;
};

enum class Which { in_memory, loopback };

/// One world with a client host and a server host.
struct Stage {
  explicit Stage(Which which, std::uint64_t seed = 1, LoopbackOptions options = {});
  static IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }
  void serve(Script script, ListenOptions options = {});
  void call(Script script, ConnectOptions options = {});
  /// Plays until nothing is connected any more, at most `limit` of virtual time.
  void play(Duration limit = std::chrono::hours{2});
  Duration elapsed() const { return clock.now() - clock.start(); }

  Clock clock{*parse_iso8601("2026-01-05T09:00:00Z")};
  Network network;
  Trace trace{clock, TraceLevel::dialogue};
  Diary client, server;
  IpAddress client_ip = ip("192.0.2.1");
  Endpoint server_at{ip("192.0.2.2"), 25};
  std::unique_ptr<Wire> wire;
};

/// Listening in clear text at a place.
ListenOptions at(const Endpoint& place);

Certificate certificate(std::vector<std::string> names = {"mx.corp.example"});

}  // namespace sim::wire::testing
