#include "tests/wire/speakers.h"

#include <gtest/gtest.h>

namespace sim::wire::testing {

Speaker::InCall::InCall(Speaker& s) : speaker(s) {
  EXPECT_FALSE(s.in_call_) << "the session was called from inside its own call";
  EXPECT_FALSE(s.is_lost_) << "the session was called after its end";
  s.in_call_ = true;
}

Actions Speaker::open() {
  const InCall guard(*this);
  ++diary_.opened;
  return script_.on_open;
}

Actions Speaker::receive(std::string_view bytes) {
  const InCall guard(*this);
  diary_.heard += bytes;
  diary_.heard_at.push_back(clock_.now());
  return script_.on_bytes ? script_.on_bytes(diary_.heard) : Actions{};
}

Actions Speaker::wake() {
  const InCall guard(*this);
  ++diary_.woken;
  return script_.on_wake;
}

Actions Speaker::secured(const TlsFacts& facts) {
  const InCall guard(*this);
  diary_.tls.push_back(facts);
  return script_.on_tls ? script_.on_tls(facts) : Actions{};
}

void Speaker::lost(const Loss& loss) {
  const InCall guard(*this);
  is_lost_ = true;
  diary_.losses.push_back(loss.kind);
  diary_.loss_texts.push_back(loss.text);
}

Stage::Stage(Which which, std::uint64_t seed, LoopbackOptions options) {
  network.add_host("client.example", client_ip);
  network.add_host("mx.corp.example", server_at.ip);
  if (which == Which::in_memory) {
    wire = std::make_unique<VirtualWire>(clock, network, trace, Random(seed));
  } else {
    wire = std::make_unique<LoopbackWire>(clock, network, trace, Random(seed), options);
  }
}

void Stage::serve(Script script, ListenOptions options) {
  if (options.at.ip.is_unset()) options.at = server_at;
  const auto listening = wire->listen(std::move(options), [this, script](const Peer& peer) {
    server.peer = peer;
    return std::make_unique<Speaker>(clock, server, script);
  });
  ASSERT_TRUE(listening) << listening.error().text();
}

void Stage::call(Script script, ConnectOptions options) {
  if (options.from.is_unset()) options.from = client_ip;
  if (options.to.ip.is_unset()) options.to = server_at;
  wire->connect(std::move(options), std::make_shared<Speaker>(clock, client, std::move(script)),
                [this] { ++client.over; });
}

void Stage::play(Duration limit) {
  wire->run_until(clock.now() + limit, [this] { return wire->open_connections() == 0; });
}

ListenOptions at(const Endpoint& place) {
  ListenOptions out;
  out.at = place;
  return out;
}

Certificate certificate(std::vector<std::string> names) {
  Certificate out;
  out.names = std::move(names);
  return out;
}

}  // namespace sim::wire::testing
