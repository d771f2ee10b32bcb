#include "scenarios/check/check_options.h"

#include <filesystem>

#include <CLI/CLI.hpp>

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

/// An error of an option's value, placed at the option.
sim::Error of_option(std::string_view option, sim::Error error) {
  error.place = {std::string(option), 0, 0};
  return error;
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

void add_zone_option(CLI::App& command, CheckOptions& options) {
  command.add_option("--zone", options.zone_file, "A master file (RFC 1035) with the records of every domain; what it does not hold does not exist");
}

void add_client_options(CLI::App& command, CheckOptions& options) {
  command.add_option("--ip", options.ip, "The client's address, IPv4 or IPv6")->required();
  command.add_option("--helo", options.helo, "What the client said in HELO or EHLO");
  command.add_option("--from", options.mail_from, "The reverse path (MAIL FROM); empty or left out for the null one");
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

sim::Result<std::unique_ptr<ZoneFileDns>> read_zone_file(const CheckOptions& options, sim::Instant now) {
  sim::dns::Zones zones;
  if (!options.zone_file.empty()) {
    const auto text = read_file(options.zone_file, most_zone_octets);
    if (!text) return text.error();
    auto read = sim::dns::read_zone_file(*text, {options.zone_file, 1, 1});
    if (!read) return read.error();
    zones = *std::move(read);
  }
  return std::make_unique<ZoneFileDns>(std::move(zones), now);
}

}  // namespace scenarios
