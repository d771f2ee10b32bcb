#include "fakeservers/policy/sender_domain.h"

#include <fmt/format.h>

#include <algorithm>

namespace fakeservers::policy {
namespace {

using sim::dns::Type;
using sim::mail::SmtpReply;

Decision domain_refusal(std::string rule, SmtpReply reply) {
  return Decision{.policy = std::move(rule), .evidence = reply.text, .refusal = reply};
}

bool is_null_mx(const sim::dns::Answer& answer) {
  return answer.records.size() == 1 && std::get<sim::dns::MxData>(answer.records.front().data).is_null();
}

}  // namespace

std::optional<Decision> refuse_sender_domain(UnknownSenderDomain use, sim::dns::Lookup& dns, const sim::mail::ReversePath& from,
                                             sim::Duration& cost) {
  if (use == UnknownSenderDomain::taken || from.is_null()) return std::nullopt;
  const std::string& domain = from.address().domain();
  if (domain.starts_with('[')) return std::nullopt;  // an address literal: DNS has nothing to say
  const auto name = sim::dns::Name::parse(domain);
  bool is_known = false;
  for (const Type type : {Type::MX, Type::A, Type::AAAA}) {
    if (!name || is_known) break;
    const auto answer = dns.look_up(*name, type);
    cost += answer.cost;
    if (answer.is_temporary()) return domain_refusal("sender-domain", {451, {4, 4, 3}, "temporary failure looking up " + domain});
    if (type == Type::MX && is_null_mx(answer)) {
      return domain_refusal("sender-null-mx", {550, {5, 7, 27}, fmt::format("{} takes no mail (null MX, RFC 7505), so it sends none", domain)});
    }
    is_known = answer.status == sim::dns::Status::found;
  }
  if (is_known) return std::nullopt;
  const std::string text = fmt::format("sender address rejected: domain {} not found", domain);
  if (use == UnknownSenderDomain::deferred) return domain_refusal("sender-domain", {450, {4, 1, 8}, text});
  return domain_refusal("sender-domain", {550, {5, 1, 8}, text});
}

}  // namespace fakeservers::policy
