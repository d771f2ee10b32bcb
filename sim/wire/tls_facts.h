// What a TLS client makes of a server's certificate, in the same words whether the certificate is real or only its facts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/wire.h"

namespace sim::wire {

inline constexpr std::string_view world_ca_name = "mailrig world CA";
inline constexpr std::string_view self_signed_name = "self-signed";
inline constexpr std::string_view no_tls_words = "the peer does not speak TLS";
inline constexpr std::string_view no_version_words = "no common TLS version";
inline constexpr std::string_view no_certificate_words = "the server has no certificate";
inline constexpr std::string_view broken_off_words = "the peer broke off the handshake";

/// RFC 6125, 6.4.3: without case; "*" stands for one whole label, the leftmost.
bool name_matches(std::string_view pattern, std::string_view name);

/// The last moment that a real certificate can state, in whole seconds.
Instant stated_end(Instant not_after);

struct Judgement {
  std::vector<std::string> names;
  bool is_trusted = false;
  Instant not_before{};
  Instant not_after{};
};
/// Why a client that asked for `server_name` does not take the certificate; "" if it does.
std::string_view objection(const Judgement& certificate, std::string_view server_name, Instant now);

/// What a handshake between our own client and our own server comes to, without performing it.
struct Handshake {
  TlsFacts client;
  TlsFacts server;
};
Handshake agree(const std::optional<Certificate>& certificate, const ConnectOptions& options, Instant now);

/// A handshake that failed.
inline TlsFacts failed_tls(std::string_view why) {
  TlsFacts facts;
  facts.error = why;
  return facts;
}

}  // namespace sim::wire
