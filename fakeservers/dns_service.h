// The world's zones on a real name server's terms: one query in, one response out (RFC 1035), over UDP (512 octets, then TC) and TCP.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/dns/resolver.h"
#include "sim/session.h"

namespace fakeservers {

class DnsService {
 public:
  explicit DnsService(const sim::dns::Zones& zones) : zones_(zones) {}
  /// The response to a datagram; nothing for one too short or a fault that is silent. FORMERR, NOTIMP and REFUSED as RFC 1035 says.
  std::optional<std::string> answer_datagram(std::string_view query) const;
  /// The response over a stream, without the length in front; never truncated.
  std::optional<std::string> answer_stream(std::string_view query) const;
  /// A TCP session: two-octet lengths (RFC 1035, 4.2.2), several queries one after another.
  std::unique_ptr<sim::Session> make_session() const;

 private:
  const sim::dns::Zones& zones_;
};

}  // namespace fakeservers
