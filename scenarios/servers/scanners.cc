#include "scenarios/servers/scanners.h"

#include <fmt/format.h>

#include <charconv>

#include "sim/network.h"
#include "sim/wire/blocking_call.h"

namespace scenarios {
namespace {

using sim::client::ScanAnswer;

struct Target {
  std::string ip, path;
  std::uint16_t port = 0;
};

std::string_view kind_name(ScannerKind kind) {
  switch (kind) {
    case ScannerKind::rspamd: return "rspamd";
    case ScannerKind::spamd: return "spamd";
    case ScannerKind::clamd: return "clamd";
  }
  return {};
}

/// "127.0.0.1:783", "[::1]:783", "localhost:783", after "http://" with a path behind for rspamd.
std::optional<Target> target_of(const ScannerPlace& place) {
  Target target;
  std::string_view text = place.where;
  if (place.kind == ScannerKind::rspamd) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return std::nullopt;
    text.remove_prefix(scheme.size());
    const auto slash = text.find('/');
    target.path = slash == std::string_view::npos || slash + 1 == text.size() ? "/checkv2" : std::string(text.substr(slash));
    text = text.substr(0, slash);
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = text.substr(colon + 1);
  const auto [end, trouble] = std::from_chars(port.data(), port.data() + port.size(), target.port);
  if (trouble != std::errc() || end != port.data() + port.size() || target.port == 0) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto ip = sim::IpAddress::parse(host);
  if (!ip) return std::nullopt;
  target.ip = ip->text();
  return target;
}

bool is_of_this_machine(const std::string& ip) { return ip.starts_with("127.") || ip == "::1"; }

sim::Result<std::string> call(const Target& target, sim::Duration patience, std::string_view request, bool ends_request) {
  return sim::wire::blocking_call({.ip = target.ip, .port = target.port, .request = request, .ends_request = ends_request,
                                   .most_octets = sim::client::most_scanner_octets, .patience = patience});
}

sim::Result<ScanAnswer> ask(ScannerKind kind, const Target& target, sim::Duration patience, std::string_view raw) {
  const bool is_spamd = kind == ScannerKind::spamd, is_rspamd = kind == ScannerKind::rspamd;
  const std::string request = is_spamd    ? sim::client::spamd_request(raw)
                              : is_rspamd ? sim::client::rspamd_request(fmt::format("{}:{}", target.ip, target.port), target.path, raw)
                                          : sim::client::clamd_request(raw);
  const auto answer = call(target, patience, request, is_spamd);
  if (!answer) return answer.error();
  if (is_spamd) return sim::client::read_spamd_answer(*answer);
  return is_rspamd ? sim::client::read_rspamd_answer(*answer) : sim::client::read_clamd_answer(*answer);
}

}  // namespace

std::string scanner_name(const ScannerPlace& place) { return fmt::format("{} at {}", kind_name(place.kind), place.where); }

sim::Result<fakeservers::policy::Scanner> scanner_at(const ScannerPlace& place) {
  const auto target = target_of(place);
  if (!target) {
    const bool is_rspamd = place.kind == ScannerKind::rspamd;
    return sim::Error{fmt::format("'{}' is no place of a {}", place.where, kind_name(place.kind)),
                      is_rspamd ? "rspamd is asked in plain HTTP at an address, names are not looked up: write it like http://127.0.0.1:11333"
                                : "write it like 127.0.0.1:3310; names are not looked up", place.place};
  }
  if (!place.may_be_remote && !is_of_this_machine(target->ip)) {
    return sim::Error{fmt::format("{} is not of this machine, and nothing of a story leaves it", target->ip), "say remote: true if it may", place.place};
  }
  return fakeservers::policy::Scanner([kind = place.kind, target = *target, patience = place.patience](std::string_view raw) { return ask(kind, target, patience, raw); });
}

}  // namespace scenarios
