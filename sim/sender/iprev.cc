// Does the client's address have a name that leads back to it (RFC 8601, 3)?
#include <fmt/format.h>

#include <algorithm>

#include "sim/dns/reverse_name.h"
#include "sim/sender/authentication_results.h"

namespace sim::sender {
namespace {

/// More names of one address are not asked about: as with SPF's ptr (RFC 7208, 4.6.4).
constexpr std::size_t most_client_names = 10;

struct Forward {
  bool leads_back = false, is_temporary = false;
  std::string evidence;
};

Forward ask_forward(const IpAddress& client, const dns::Name& name, dns::Lookup& dns, Duration& cost) {
  const dns::Answer answer = dns.look_up(name, client.is_v6() ? dns::Type::AAAA : dns::Type::A);
  cost += answer.cost;
  Forward out{.leads_back = false, .is_temporary = answer.is_temporary(), .evidence = {}};
  if (answer.records.empty()) {
    out.evidence = fmt::format("{}: {}", name.text(), answer.outcome());
    return out;
  }
  std::string others;
  for (const dns::Record& record : answer.records) {
    const auto* address = std::get_if<dns::AddressData>(&record.data);
    if (address == nullptr) continue;
    if (address->ip == client) out.leads_back = true;
    if (others.size() < 100) others += (others.empty() ? "" : ", ") + address->ip.text();
  }
  out.evidence = fmt::format("{} leads to {}", name.text(), out.leads_back ? client.text() : others);
  return out;
}

}  // namespace

IprevVerdict check_iprev(const IpAddress& client, dns::Lookup& dns) {
  IprevVerdict out;
  out.client = client;
  const dns::Answer names = dns.look_up(dns::reverse_name(client), dns::Type::PTR);
  out.cost = names.cost;
  if (names.is_temporary()) {
    out.result = IprevResult::temperror;
    out.reason = fmt::format("the name of {} cannot be asked for: {}", client.text(), names.outcome());
    return out;
  }
  out.reason = "no PTR record";
  bool is_temporary = false;
  for (std::size_t i = 0; i < std::min(names.records.size(), most_client_names); ++i) {
    const auto* pointer = std::get_if<dns::NameData>(&names.records[i].data);
    if (pointer == nullptr) continue;
    const Forward forward = ask_forward(client, pointer->name, dns, out.cost);
    is_temporary = is_temporary || forward.is_temporary;
    if (forward.leads_back || out.name.empty()) {
      out.name = pointer->name.text();
      out.reason = forward.evidence;
    }
    if (!forward.leads_back) continue;
    out.result = IprevResult::pass;
    out.reason.clear();
    return out;
  }
  if (!out.name.empty()) out.result = is_temporary ? IprevResult::temperror : IprevResult::fail;
  return out;
}

}  // namespace sim::sender
