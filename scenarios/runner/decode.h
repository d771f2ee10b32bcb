// From validated YAML to the rooms' own configuration values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config.h"
#include "fakeservers/mta/mail_server.h"
#include "fakeservers/oauth_service.h"
#include "fakeservers/people/person.h"
#include "scenarios/runner/value.h"
#include "sim/auth/certificate.h"

namespace scenarios {

std::optional<std::string> text_at(const Value& map, std::string_view key);
std::optional<bool> flag_at(const Value& map, std::string_view key);
std::optional<long long> number_at(const Value& map, std::string_view key);
std::optional<sim::Duration> duration_at(const Value& map, std::string_view key);
std::vector<std::string> texts_at(const Value& map, std::string_view key);
/// An address that validation has accepted; none for other text.
sim::IpAddress ip_of(std::string_view text);
/// The map itself, or a map of one member if a value stands in its place.
Value long_form(const Value& value, std::string_view short_key);
/// "451 4.7.1 come back later"; code 550 if none is given.
sim::mail::SmtpReply reply_of(std::string_view text);

/// A map of names and values, each with its place.
std::vector<engine::Setting> settings_at(const Value& map, std::string_view key);
engine::InstanceConfig decode_instance(const Value& instance);
fakeservers::TokenServerConfig decode_token_server(const std::string& name, const Value& map);
fakeservers::mta::HostConfig decode_host(const std::string& name, const Value& host);
fakeservers::mta::PolicyConfig decode_policies(const Value& policies);
/// Its keys about who sent a mail.
fakeservers::policy::SenderPolicy decode_sender_policy(const Value& policies);
/// `spam`, `virus`, `dnsbl` and `uribl` of a host's policies; what is wrong beyond their shape is told by scan_problems.
void decode_scans(const Value& policies, fakeservers::mta::PolicyConfig& config);
/// Rules that cannot be understood, scanners that may not be asked: each with its place.
std::vector<sim::Error> scan_problems(const Value& policies);
fakeservers::people::PersonConfig decode_person(const std::string& id, const Value& person);
/// What a `file:` holds, or PEM text that stands in its place; "" if it cannot be read, which validation has told.
std::string content_at(const Value& map, std::string_view key);
std::vector<std::string> contents_at(const Value& map, std::string_view key);
bool names_identity(const Value& smime);
/// A certificate with its key, by certificate and key or p12; an error at its place.
sim::Result<sim::auth::Identity> decode_identity(const Value& smime);
engine::SmimeConfig decode_smime(const Value& smime);
/// Nothing for `false`.
std::optional<fakeservers::people::OutOfOffice> decode_out_of_office(const Value& away);

}  // namespace scenarios
