#include "sim/wire/connection_log.h"

#include <fmt/format.h>

namespace sim::wire {

std::string ConnectionLog::host(const IpAddress& ip) const {
  const auto name = network_.host_of(ip);
  return name.empty() ? ip.text() : name;
}

std::string ConnectionLog::place(const Endpoint& at) const {
  const auto name = network_.host_of(at.ip);
  return name.empty() ? at.text() : fmt::format("{}:{}", name, at.port);
}

void ConnectionLog::connected(const IpAddress& from, const Endpoint& to) {
  if (!trace_.wants(EventKind::wire_connected)) return;
  trace_.note(EventKind::wire_connected, "", {{"from", host(from)}, {"to", place(to)}});
}

void ConnectionLog::lost(const IpAddress& from, const Endpoint& to, const Loss& loss) {
  if (!trace_.wants(EventKind::wire_lost)) return;
  const std::string why(loss_name(loss.kind));
  trace_.note(EventKind::wire_lost, "",
              {{"from", host(from)}, {"to", place(to)}, {"why", loss.text.empty() ? why : why + ": " + loss.text}});
}

void ConnectionLog::tls(const IpAddress& from, const Endpoint& to, const TlsFacts& facts) {
  if (!trace_.wants(EventKind::wire_tls)) return;
  std::string outcome = facts.verified ? "verified" : facts.established ? "not verified" : "failed";
  if (!facts.error.empty()) outcome += ": " + facts.error;
  trace_.note(EventKind::wire_tls, "",
              {{"version", facts.version}, {"from", host(from)}, {"to", place(to)}, {"outcome", std::move(outcome)}});
}

}  // namespace sim::wire
