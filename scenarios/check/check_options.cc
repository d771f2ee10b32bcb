#include "scenarios/check/check_options.h"

#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "scenarios/runner/read_yaml.h"
#include "sim/dns/zone_file.h"
#include "sim/mail/date.h"
#include "sim/mail/message.h"
#include "sim/sender/dkim_canon.h"
#include "sim/sender/tag_list.h"

namespace scenarios {
namespace {

constexpr std::size_t most_mail_octets = 100'000'000;
constexpr std::size_t most_zone_octets = 100'000'000;

/// What stands between one pair of angle brackets, or all of it.
std::string without_brackets_of(std::string_view text) {
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

/// RFC 7208, 2.4: the null reverse path is empty; all else is an address.
sim::Result<std::string> reverse_path(const CheckOptions& options) {
  const std::string path = without_brackets_of(options.mail_from);
  if (path.empty()) return path;
  if (const auto address = sim::mail::Address::parse(path); !address) {
    return of_option("--from", {fmt::format("'{}' is no address: {}", options.mail_from, address.error().what),
                                "write a@corp.example, or <> for the null reverse path", {}});
  }
  return path;
}

sim::Result<std::string> helo_name(const CheckOptions& options) {
  std::string name = without_brackets_of(options.helo);
  if (name.find_first_of(" \t@<>") != std::string::npos) {
    return of_option("--helo", {fmt::format("'{}' is no host name", options.helo), "write one name: mail.corp.example", {}});
  }
  return name;
}

/// Files of this system have LF, mails CRLF (RFC 5322, 2.3).
std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

/// The latest t= of its signatures: a mail that was written long before it was sent is read after both. The epoch if there is none.
sim::Instant latest_signature(const std::string& raw) {
  sim::Instant latest{};
  const sim::sender::SignedMail mail(raw);
  for (const auto& field : mail.fields()) {
    const std::string name = sim::sender::lower_case(field.name);
    if (name != "dkim-signature" && name != "arc-message-signature" && name != "arc-seal") continue;
    const std::string time(sim::sender::read_tags(field.value).value("t"));
    constexpr std::size_t most_time_digits = 10;
    if (time.empty() || time.size() > most_time_digits || time.find_first_not_of("0123456789") != std::string::npos) continue;
    latest = std::max(latest, sim::Instant{} + std::chrono::seconds{std::stoll(time)});
  }
  return latest;
}

}  // namespace

sim::Error of_option(std::string_view option, sim::Error error) {
  error.place = {std::string(option), 0, 0};
  return error;
}

void add_zone_option(CLI::App& command, CheckOptions& options) {
  command
      .add_option("--zone", options.zone_files,
                  "A master file (RFC 1035) with the records of every domain, several times for several; what none holds does not exist")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--origin", options.origin, "The zone's name, where the files do not begin with $ORIGIN: corp.example");
}

void add_dkim_policy_options(CLI::App& command, CheckOptions& options) {
  command.add_option("--least-key", options.least_key, "Bits of the smallest RSA key that is accepted (RFC 8301)")->capture_default_str();
  command.add_option("--sha1", options.sha1, "accept or refuse what is signed with rsa-sha1 (RFC 8301)")
      ->check(CLI::IsMember({"accept", "refuse"}))
      ->capture_default_str();
  command.add_option("--ed25519", options.ed25519, "known, or unknown: such a signature is neutral, as at a receiver that has not learnt it (RFC 8463)")
      ->check(CLI::IsMember({"known", "unknown"}))
      ->capture_default_str();
}

sim::sender::DkimPolicy dkim_policy(const CheckOptions& options) {
  sim::sender::DkimPolicy policy;
  policy.least_rsa_bits = options.least_key;
  policy.takes_sha1 = options.sha1 == "accept";
  policy.knows_ed25519 = options.ed25519 == "known";
  return policy;
}

void add_client_options(CLI::App& command, CheckOptions& options) {
  command.add_option("--ip", options.ip, "The client's address, IPv4 or IPv6")->required();
  command.add_option("--helo", options.helo, "What the client said in HELO or EHLO");
  command.add_option("--from", options.mail_from, "The reverse path (MAIL FROM); left out or <> for the null one, which asks about --helo");
  command.add_option("--receiver", options.receiver, "The asking host's name");
}

void add_now_option(CLI::App& command, CheckOptions& options) {
  command.add_option("--now", options.now, "The moment, ISO 8601; default the mail's Date or latest signature, without a mail 2026-01-05T09:00:00Z");
}

void add_mail_argument(CLI::App& command, CheckOptions& options) {
  command.add_option("mail", options.mail_file, "The mail as a file (LF or CRLF)")->required();
}

sim::Instant default_check_time() { return sim::Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + std::chrono::hours(9)); }

sim::Result<sim::Instant> check_time(const CheckOptions& options, const std::string& raw) {
  if (!options.now.empty()) {
    auto given = sim::parse_iso8601(options.now);
    if (!given) return of_option("--now", given.error());
    return given;
  }
  if (!raw.empty()) {
    const auto date = sim::mail::parse_date(sim::mail::Message(raw).header("Date").value_or(""));
    const sim::Instant sealed = latest_signature(raw);
    if (date || sealed > sim::Instant{}) return std::max(date.value_or(sealed), sealed);
  }
  return default_check_time();
}

sim::Result<sim::IpAddress> client_address(const CheckOptions& options) {
  auto address = sim::IpAddress::parse(options.ip);
  if (!address) return of_option("--ip", address.error());
  return address;
}

sim::Result<std::optional<sim::sender::SpfQuestion>> spf_question(const CheckOptions& options, sim::Instant now) {
  auto path = reverse_path(options);
  if (!path) return path.error();
  auto helo = helo_name(options);
  if (!helo) return helo.error();
  const auto client = options.ip.empty() ? sim::Result<sim::IpAddress>(sim::IpAddress()) : client_address(options);
  if (!client) return client.error();
  if (client->is_unset() || (path->empty() && helo->empty())) return std::optional<sim::sender::SpfQuestion>();
  sim::sender::SpfQuestion question;
  question.client = *client;
  question.helo = *std::move(helo);
  question.mail_from = *std::move(path);
  question.receiver = options.receiver;
  question.now = now;
  return std::optional(std::move(question));
}

sim::Result<std::string> read_mail(const CheckOptions& options) {
  const auto text = read_file(options.mail_file, most_mail_octets);
  if (!text) return text.error();
  return with_crlf(*text);
}

std::string line_end_note(const CheckOptions& options, const std::string& raw) {
  std::error_code ignored;
  if (std::filesystem::file_size(options.mail_file, ignored) == raw.size()) return {};
  return "the file has lines that end in LF alone; they were taken as CRLF, as mails have it on the wire";
}

void add_note(const std::string& note, CheckReport& report) {
  if (!note.empty()) report.text += "note: " + note + "\n";
  report.json["note"] = note;
}

sim::Result<std::unique_ptr<ZoneFileDns>> read_zone_file(const CheckOptions& options, sim::Instant now) {
  std::optional<sim::dns::Name> origin;
  if (!options.origin.empty()) {
    const auto name = sim::dns::Name::parse(options.origin);
    if (!name) return of_option("--origin", name.error());
    origin = *name;
  }
  std::vector<std::string> contents;
  for (const std::string& file : options.zone_files) {
    auto text = read_file(file, most_zone_octets);
    if (!text) return text.error();
    contents.push_back(*std::move(text));
  }
  std::vector<sim::dns::ZoneText> texts;
  for (std::size_t n = 0; n < contents.size(); ++n) texts.push_back({contents[n], {options.zone_files[n], 1, 1}, origin});
  auto zones = sim::dns::read_zone_files(texts);
  if (!zones) return zones.error();
  return std::make_unique<ZoneFileDns>(*std::move(zones), now);
}

}  // namespace scenarios
