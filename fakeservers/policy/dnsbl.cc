#include "fakeservers/policy/dnsbl.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/dns/reverse_name.h"

namespace fakeservers::policy {
namespace {

using sim::dns::Name;
using sim::dns::Type;

/// What one list says of one name.
struct Listing {
  bool is_listed = false;
  std::string code, reason;   ///< "127.0.0.2" and its TXT
  std::string trouble;        ///< why an answer is no listing, or there is none; "" for a plain no
  sim::Duration cost{0};
};

/// Why an answer is none of a list's (RFC 5782, 2.1); lists answer 127.255.255.x to who asks too much, through a public resolver or with a
/// typing error (Spamhaus' 252, 254, 255), and a name server that is no list any more may answer anything.
std::string objection(const DnsblZone& list, const std::string& code) {
  if (std::find(list.ignore.begin(), list.ignore.end(), code) != list.ignore.end()) return code + " is ignored";
  if (list.is_naive) return {};
  if (code.starts_with("127.255.255.")) return code + " is an error code of the list, not a listing";
  return code.starts_with("127.") ? "" : code + " is no answer of a list";
}

std::string reason_at(const Name& name, sim::dns::Lookup& dns, sim::Duration& cost) {
  const auto answer = dns.look_up(name, Type::TXT);
  cost += answer.cost;
  for (const auto& record : answer.records) {
    const auto* text = std::get_if<sim::dns::TxtData>(&record.data);
    if (text == nullptr) continue;
    std::string reason = text->joined().substr(0, 200);
    std::erase_if(reason, [](char c) { return c < ' ' || c > '~'; });   // it goes into a reply
    return reason;
  }
  return {};
}

/// What a list is asked about an address (in reverse, RFC 5782, 2.1 and 2.4) or a domain; nothing if that is too long for a name.
std::optional<Name> question(const std::string& about, const std::string& zone) {
  const auto ip = sim::IpAddress::parse(about);
  const auto below = Name::parse(zone);
  if (ip && below) return sim::dns::reverse_name(*ip, *below);
  const auto name = Name::parse(about + "." + zone);
  return name ? std::optional(*name) : std::nullopt;
}

Listing ask(const DnsblZone& list, const std::string& about, sim::dns::Lookup& dns) {
  Listing listing;
  const auto name = question(about, list.zone);
  if (!name) return listing;
  const auto answer = dns.look_up(*name, Type::A);
  listing.cost = answer.cost;
  if (answer.is_temporary()) listing.trouble = fmt::format("no answer ({})", answer.outcome());
  for (const auto& record : answer.records) {
    const auto* address = std::get_if<sim::dns::AddressData>(&record.data);
    if (address == nullptr) continue;
    listing.code = address->ip.text();
    listing.trouble = objection(list, listing.code);
    listing.is_listed = listing.trouble.empty();
    if (listing.is_listed) break;
  }
  if (listing.is_listed) listing.reason = reason_at(*name, dns, listing.cost);
  return listing;
}

/// Asks lists one after the other about names and remembers what is worth telling.
class Survey {
 public:
  Survey(std::string_view policy, sim::mail::EnhancedStatus status, int code, sim::dns::Lookup& dns, sim::Duration& cost)
      : status_(status), code_(code), dns_(dns), cost_(cost) {
    decision_.policy = policy;
  }
  /// True if the list names it; `blocked` begins the reply.
  bool is_listed(const DnsblZone& list, const std::string& about, const std::string& blocked) {
    const Listing listing = ask(list, about, dns_);
    cost_ += listing.cost;
    if (!listing.trouble.empty()) tell(fmt::format("{}: {}", list.zone, listing.trouble), list);
    if (!listing.is_listed) return false;
    tell(fmt::format("{} is listed at {} with {}{}", about, list.zone, listing.code, listing.reason.empty() ? "" : ": " + listing.reason), list);
    const std::string reason = listing.reason.empty() ? "" : "; " + listing.reason;
    decision_.refusal = list.reply ? *list.reply : sim::mail::SmtpReply{code_, status_, fmt::format("{} blocked using {}{}", blocked, list.zone, reason)};
    return true;
  }
  std::optional<Decision> result() {
    if (decision_.evidence.empty()) return std::nullopt;
    return std::move(decision_);
  }

 private:
  void tell(const std::string& what, const DnsblZone& list) {
    decision_.evidence += (decision_.evidence.empty() ? "" : "; ") + what;
    decision_.place = list.place;
  }
  sim::mail::EnhancedStatus status_;
  int code_;
  sim::dns::Lookup& dns_;
  Decision decision_;
  sim::Duration& cost_;
};

/// What a list of domains is asked about a host: an address as it is; else the name's last labels, two and three, and it whole.
std::vector<std::string> questions_about(const std::string& host) {
  if (sim::IpAddress::parse(host)) return {host};
  const auto name = Name::parse(host);
  std::vector<std::string> out;
  if (!name) return out;
  const auto& labels = name->labels();
  for (const std::size_t count : {std::size_t{2}, std::size_t{3}, labels.size()}) {
    if (count > labels.size() || labels.size() < 2) continue;
    const std::string text = Name({labels.end() - static_cast<std::ptrdiff_t>(count), labels.end()}).text();
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(text);
  }
  return out;
}

constexpr std::size_t most_link_octets = 262'144;
constexpr std::size_t most_links = 20;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::vector<std::string> linked_hosts(std::string_view text) {
  text = text.substr(0, most_link_octets);
  std::vector<std::string> hosts;
  for (auto at = text.find("://"); at != std::string_view::npos && hosts.size() < most_links; at = text.find("://", at + 3)) {
    const auto before = text.substr(0, at);
    const auto ends_with = [&](std::string_view scheme) {
      return before.size() >= scheme.size() && std::equal(scheme.begin(), scheme.end(), before.end() - static_cast<std::ptrdiff_t>(scheme.size()),
                                                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    };
    if (!ends_with("http") && !ends_with("https")) continue;
    auto rest = text.substr(at + 3, 512);
    const auto authority = rest.substr(0, std::min(rest.size(), rest.find_first_of("/?#\"'<> \t\r\n")));
    if (const auto sign = authority.rfind('@'); sign != std::string_view::npos) rest = authority.substr(sign + 1);   // http://bank.example@evil.example/
    std::string host(rest.substr(0, static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_host_character) - rest.begin())));
    for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    while (host.ends_with('.')) host.pop_back();
    if (!host.empty() && std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.push_back(std::move(host));
  }
  return hosts;
}

std::optional<Decision> refuse_listed_client(const std::vector<DnsblZone>& lists, const sim::IpAddress& client, sim::dns::Lookup& dns, sim::Duration& cost) {
  Survey survey("dnsbl", {5, 7, 1}, 550, dns, cost);
  for (const DnsblZone& list : lists) {
    if (survey.is_listed(list, client.text(), fmt::format("Service unavailable; client [{}]", client.text()))) break;
  }
  return survey.result();
}

std::optional<Decision> refuse_listed_links(const std::vector<DnsblZone>& lists, const sim::mail::Message& message, sim::dns::Lookup& dns,
                                            sim::Duration& cost) {
  if (lists.empty()) return std::nullopt;
  std::vector<std::string> hosts = linked_hosts(message.text());
  for (std::string& host : linked_hosts(message.html())) {
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.push_back(std::move(host));
  }
  Survey survey("uribl", {5, 7, 1}, 554, dns, cost);
  for (const std::string& host : hosts) {
    for (const std::string& about : questions_about(host)) {
      for (const DnsblZone& list : lists) {
        if (survey.is_listed(list, about, fmt::format("the mail links to {},", about))) return survey.result();
      }
    }
  }
  return survey.result();
}

}  // namespace fakeservers::policy
