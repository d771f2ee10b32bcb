// Who reaches whom: simulated hosts, their addresses, and the state of the paths between them.
// Addresses are those of the story (192.0.2.10); the loopback wire maps each to an address of its own in 127.0.0.0/8.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "sim/clock.h"
#include "sim/result.h"

namespace sim {

/// An IPv4 or IPv6 address in canonical text form. Value type; compares by text.
class IpAddress {
 public:
  IpAddress() = default;
  static Result<IpAddress> parse(std::string_view text);
  const std::string& text() const { return text_; }
  bool is_v6() const { return text_.find(':') != std::string::npos; }
  bool is_unset() const { return text_.empty(); }
  auto operator<=>(const IpAddress&) const = default;

 private:
  std::string text_;
};

struct Endpoint {
  IpAddress ip;
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
  std::string text() const;  ///< "192.0.2.10:25", "[2001:db8::1]:25"
};

/// The state of a path between two hosts, the same both ways.
struct Path {
  Duration delay{1};          ///< one way
  unsigned loss_permille = 0;  ///< lost pieces per thousand; each costs a retransmission time
  bool refused = false;       ///< connections are answered with a reset at once
  bool partitioned = false;   ///< nothing passes, nothing answers: connections time out
};

class Network {
 public:
  /// Names the host that owns an address. A host may own several.
  void add_host(const std::string& name, const IpAddress& ip) { names_[ip] = name; }
  /// The host's name, "" if no host owns the address.
  std::string host_of(const IpAddress& ip) const;

  /// The path between two addresses: the default one unless set for this pair or for one end.
  Path path(const IpAddress& a, const IpAddress& b) const;
  void set_default_path(const Path& path) { default_ = path; }
  void set_path(const IpAddress& a, const IpAddress& b, const Path& path);
  void clear_path(const IpAddress& a, const IpAddress& b);
  /// Takes a host off the network (everything to and from it behaves like `path`) and back.
  void set_host_path(const IpAddress& host, const Path& path) { host_paths_[host] = path; }
  void clear_host_path(const IpAddress& host) { host_paths_.erase(host); }

  /// The loopback address that stands for a simulated one: the same one every time it is asked.
  std::string loopback_of(const IpAddress& simulated);
  /// The simulated address behind a loopback one; an unset address if none stands behind it (a foreign program).
  IpAddress simulated_of(const std::string& loopback) const;

 private:
  using Pair = std::pair<IpAddress, IpAddress>;
  static Pair ordered(const IpAddress& a, const IpAddress& b) { return a < b ? Pair{a, b} : Pair{b, a}; }
  std::map<IpAddress, std::string> names_;
  std::map<Pair, Path> paths_;
  std::map<IpAddress, Path> host_paths_;
  std::map<IpAddress, std::string> to_loopback_;
  std::map<std::string, IpAddress> from_loopback_;
  Path default_;
};

}  // namespace sim
