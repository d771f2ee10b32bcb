// The world's zones on an authoritative name server's terms: one query in, one response out (RFC 1035), over UDP (512 octets, then TC)
// and TCP. What a zone delegates to others is answered with a referral, what stands in no zone of this server with REFUSED.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/dns/message.h"
#include "sim/dns/resolver.h"
#include "sim/session.h"

namespace fakeservers {

class DnsService {
 public:
  /// Serves the zones of these origins, all if there are none. Outlives its sessions.
  explicit DnsService(const sim::dns::Zones& zones, std::vector<sim::dns::Name> only = {}) : zones_(zones), only_(std::move(only)) {}
  /// The response to a datagram; nothing for one too short or a fault that is silent. FORMERR, NOTIMP and REFUSED as RFC 1035 says.
  std::optional<std::string> answer_datagram(std::string_view query) const;
  /// The response over a stream, without the length in front; never truncated.
  std::optional<std::string> answer_stream(std::string_view query) const;
  /// A TCP session: two-octet lengths (RFC 1035, 4.2.2), several queries one after another.
  std::unique_ptr<sim::Session> make_session() const;

 private:
  std::optional<std::string> respond(std::string_view packet, bool is_stream) const;
  /// Puts the answer into the response; false if a fault makes the server silent.
  bool fill(sim::dns::Message& response) const;

  const sim::dns::Zones& zones_;
  std::vector<sim::dns::Name> only_;
  mutable std::size_t turn_ = 0;  ///< which of several addresses comes first
};

}  // namespace fakeservers
