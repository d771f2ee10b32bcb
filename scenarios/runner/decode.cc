#include "scenarios/runner/decode.h"

#include <charconv>

#include "scenarios/runner/evidence.h"

namespace scenarios {
namespace {

using fakeservers::mta::HostConfig;
using fakeservers::mta::MaildropConfig;
using fakeservers::mta::PolicyConfig;

sim::mail::Address address_of(std::string_view text) {
  auto parsed = sim::mail::Address::parse(text);
  return parsed ? *std::move(parsed) : sim::mail::Address();
}

std::vector<sim::mail::Address> addresses_at(const Value& map, std::string_view key) {
  std::vector<sim::mail::Address> out;
  for (const std::string& text : texts_at(map, key)) out.push_back(address_of(text));
  return out;
}

MaildropConfig decode_maildrop(const std::string& user, const Value& value) {
  const Value map = long_form(value, "password");
  MaildropConfig drop;
  drop.user = user;
  drop.password = map.text_of("password", "secret");
  for (const std::string& address : texts_at(map, "addresses")) drop.addresses.push_back(address_of(address));
  if (const auto capacity = number_at(map, "capacity")) drop.capacity_bytes = static_cast<std::size_t>(*capacity);
  return drop;
}

sim::wire::Certificate decode_certificate(const std::string& host, const Value& map) {
  sim::wire::Certificate certificate;
  certificate.names = texts_at(map, "names");
  if (certificate.names.empty()) certificate.names = {host};
  certificate.trusted = flag_at(map, "trusted").value_or(true);
  if (const auto expires = text_at(map, "expires")) {
    if (const auto when = sim::parse_iso8601(*expires)) certificate.not_after = *when;
  }
  certificate.max_version = map.text_of("max_version", "TLSv1.3");
  return certificate;
}

}  // namespace

sim::IpAddress ip_of(std::string_view text) {
  auto parsed = sim::IpAddress::parse(text);
  return parsed ? *std::move(parsed) : sim::IpAddress();
}

std::optional<std::string> text_at(const Value& map, std::string_view key) {
  const Value* found = map.find(key);
  if (found == nullptr || !found->is_scalar()) return std::nullopt;
  return found->text;
}

std::optional<bool> flag_at(const Value& map, std::string_view key) {
  const auto text = text_at(map, key);
  if (!text) return std::nullopt;
  return *text == "true";
}

std::optional<long long> number_at(const Value& map, std::string_view key) {
  const auto text = text_at(map, key);
  if (!text) return std::nullopt;
  long long number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::optional<sim::Duration> duration_at(const Value& map, std::string_view key) {
  const auto text = text_at(map, key);
  if (!text) return std::nullopt;
  const auto duration = sim::parse_duration(*text);
  if (!duration) return std::nullopt;
  return *duration;
}

std::vector<std::string> texts_at(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  const Value* found = map.find(key);
  if (found == nullptr) return out;
  for (const Value* item : items_of(*found)) out.push_back(item->text);
  return out;
}

Value long_form(const Value& value, std::string_view short_key) {
  if (value.is_map() || value.is_null()) return value;
  return {.kind = Value::Kind::map, .members = {{std::string(short_key), value.place, value}}, .place = value.place};
}

sim::mail::SmtpReply reply_of(std::string_view text) {
  int code = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (trouble != std::errc() || code < 200 || code > 599) return {550, std::string(text)};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto status = sim::mail::EnhancedStatus::parse(text);
  if (!status) return {code, std::string(text)};
  text.remove_prefix(std::min(text.size(), status->text().size()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  return {code, *status, std::string(text)};
}

PolicyConfig decode_policies(const Value& map) {
  PolicyConfig policies;
  policies.place = map.place;
  if (const Value* greylist = map.find("greylist")) {
    fakeservers::mta::GreylistConfig config;
    config.delay = duration_at(long_form(*greylist, "delay"), "delay").value_or(config.delay);
    config.place = greylist->place;
    policies.greylist = config;
  }
  for (const std::string& domain : texts_at(map, "blackhole")) policies.blackhole.push_back(lower(domain));
  policies.sender = decode_sender_policy(map);
  using fakeservers::policy::UnknownSenderDomain;
  const std::string unknown = map.text_of("sender_domain");
  if (unknown == "defer") policies.sender_domain = UnknownSenderDomain::deferred;
  if (unknown == "reject") policies.sender_domain = UnknownSenderDomain::refused;
  policies.score_spam = flag_at(map, "score_spam").value_or(false);
  policies.scan_virus = flag_at(map, "scan_virus").value_or(false);
  decode_scans(map, policies);
  if (const Value* refuse = map.find("refuse")) {
    for (const Value* item : items_of(*refuse)) {
      const Value entry = long_form(*item, "to");
      policies.refuse_recipients.emplace_back(address_of(entry.text_of("to")), reply_of(entry.text_of("reply", "550 5.7.1 refused by policy")));
    }
  }
  return policies;
}

HostConfig decode_host(const std::string& name, const Value& map) {
  HostConfig host;
  host.name = name;
  host.place = map.place;
  host.ip = ip_of(map.text_of("ip"));
  host.domains = texts_at(map, "domains");
  if (const Value* drops = map.find("maildrops")) {
    for (const Member& drop : drops->members) host.maildrops.push_back(decode_maildrop(drop.key, drop.value));
  }
  if (const Value* lists = map.find("lists")) {
    for (const Value* list : items_of(*lists)) {
      host.lists.push_back({.address = address_of(list->text_of("address")), .members = addresses_at(*list, "members"),
                            .subject_tag = list->text_of("subject_tag"), .footer = list->text_of("footer")});
      if (list->find("reverse_path") != nullptr) host.lists.back().reverse_path = address_of(list->text_of("reverse_path"));
    }
  }
  if (const Value* forwards = map.find("forwards")) {
    for (const Member& each : forwards->members) host.lists.push_back({.address = address_of(each.key), .members = addresses_at(*forwards, each.key)});
  }
  host.catch_all = flag_at(map, "catch_all").value_or(false);
  host.relay_domains = texts_at(map, "relay_domains");
  host.next_hop = text_at(map, "next_hop");
  if (const Value* policies = map.find("policies")) host.policies = decode_policies(*policies);
  for (const std::string& gap : texts_at(map, "retry")) {
    if (const auto duration = sim::parse_duration(gap)) host.retry_schedule.push_back(*duration);
  }
  host.queue_lifetime = duration_at(map, "queue_lifetime").value_or(host.queue_lifetime);
  if (const auto most = number_at(map, "max_size")) host.most_message_octets = static_cast<std::size_t>(*most);
  if (const auto most = number_at(map, "max_submitted_size")) host.most_submitted_octets = static_cast<std::size_t>(*most);
  if (const auto most = number_at(map, "max_recipients")) host.most_recipients = static_cast<std::size_t>(*most);
  host.offer_starttls = flag_at(map, "starttls").value_or(true);
  if (const Value* certificate = map.find("certificate")) host.certificate = decode_certificate(name, *certificate);
  host.mechanisms = texts_at(map, "auth");
  host.tokens_from = map.text_of("tokens_from");
  host.resolver = map.text_of("resolver");
  host.prefers_ipv6 = flag_at(map, "prefers_ipv6").value_or(false);
  if (host.mechanisms.empty() && !host.tokens_from.empty()) host.mechanisms = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"};
  return host;
}

fakeservers::TokenServerConfig decode_token_server(const std::string& name, const Value& map) {
  fakeservers::TokenServerConfig server;
  server.name = name;
  server.place = map.place;
  server.ip = ip_of(map.text_of("ip"));
  if (const Value* clients = map.find("clients")) {
    for (const Member& each : clients->members) {
      const Value client = long_form(each.value, "secret");
      server.clients.push_back({each.key, client.text_of("secret"), texts_at(client, "users"), texts_at(client, "refresh_tokens")});
    }
  }
  server.lifetime = duration_at(map, "token_lifetime").value_or(server.lifetime);
  server.refresh_lifetime = duration_at(map, "refresh_lifetime");
  server.rotates = flag_at(map, "rotates").value_or(false);
  if (const Value* certificate = map.find("certificate")) server.certificate = decode_certificate(name, *certificate);
  return server;
}

std::optional<fakeservers::people::OutOfOffice> decode_out_of_office(const Value& value) {
  if (value.is_null() || (value.is_scalar() && value.text == "false")) return std::nullopt;
  const Value map = long_form(value, "subject");
  fakeservers::people::OutOfOffice away;
  away.subject = map.text_of("subject");
  away.text = map.text_of("text");
  away.declare = flag_at(map, "declare").value_or(true);
  away.answers_every_mail = flag_at(map, "every_mail").value_or(false);
  away.charset = map.text_of("charset", "utf-8");
  return away;
}

fakeservers::people::PersonConfig decode_person(const std::string& id, const Value& value) {
  const Value map = long_form(value, "address");
  fakeservers::people::PersonConfig person;
  person.id = id;
  person.name = map.text_of("name");
  person.address = address_of(map.text_of("address"));
  person.user = person.address.local();
  person.password = map.text_of("password", "secret");
  person.ip = ip_of(map.text_of("ip"));
  person.place = map.place;
  if (const Value* away = map.find("out_of_office")) person.out_of_office = decode_out_of_office(*away);
  return person;
}

}  // namespace scenarios
