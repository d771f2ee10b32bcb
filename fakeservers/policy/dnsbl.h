// DNS block lists (RFC 5782): of clients' addresses, and of the domains that a mail links to.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakeservers/policy/decision.h"
#include "sim/dns/lookup.h"
#include "sim/mail/message.h"
#include "sim/network.h"

namespace fakeservers::policy {

struct DnsblZone {
  std::string zone;                              ///< "zen.dnsbl.example"
  std::optional<sim::mail::SmtpReply> reply;     ///< to who is listed; its text instead of the usual one
  std::vector<std::string> ignore;               ///< answers that are no reason to refuse: "127.0.0.10"
  /// Takes any answer for a listing, also one that says that the list was asked wrongly (127.255.255.0/24) or is no list any more.
  bool is_naive = false;
  sim::Place place;
};

/// Refuses a client that one of the lists names: `550 5.7.1 Service unavailable; client [192.0.2.1] blocked using ZONE; REASON`. Without a
/// refusal: lists that answered with an error or not at all, which is no listing. Nothing if no list has anything to say. `cost` grows by what
/// the asking took.
std::optional<Decision> refuse_listed_client(const std::vector<DnsblZone>& lists, const sim::IpAddress& client, sim::dns::Lookup& dns,
                                             sim::Duration& cost);

/// The same for the domains that text and HTML link to: `554 5.7.1`.
std::optional<Decision> refuse_listed_links(const std::vector<DnsblZone>& lists, const sim::mail::Message& message, sim::dns::Lookup& dns,
                                            sim::Duration& cost);

/// The hosts that a text links to with http: or https:, lower case, each once, in order; at most 20 of the first 256 KiB.
std::vector<std::string> linked_hosts(std::string_view text);

}  // namespace fakeservers::policy
