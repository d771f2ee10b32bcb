#include "fakeservers/mta/header_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

/// RFC 3848: ESMTP, with S for TLS and A for AUTH.
std::string with_protocol(const SmtpClientFacts& client) {
  return fmt::format("ESMTP{}{}", client.tls ? "S" : "", client.user.empty() ? "" : "A");
}

/// A client may say anything in HELO; only what can stand in a Received line is repeated.
std::string printable(std::string_view helo) {
  std::string out;
  for (const char c : helo.substr(0, 255)) {
    if (c > ' ' && c < 0x7f && c != '(' && c != ')' && c != ';') out += c;
  }
  return out.empty() ? "unknown" : out;
}

/// Calls `use(name, start of line)` for each header line that begins a field.
template <class Use>
void each_field(std::string_view raw, Use use) {
  std::size_t at = 0;
  while (at < raw.size()) {
    auto end = raw.find('\n', at);
    if (end == std::string_view::npos) end = raw.size();
    const auto line = raw.substr(at, end - at);
    if (line.empty() || line == "\r") return;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && line.front() != ' ' && line.front() != '\t') {
      use(ascii_lower(line.substr(0, colon)), at);
    }
    at = end + 1;
  }
}

bool is_at_or_below(const std::string& domain, const std::string& ancestor) {
  return domain == ancestor || domain.ends_with("." + ancestor);
}

/// Fields as a person reads them; a signature's base64 tells nobody anything.
std::string as_shown(std::string_view fields) {
  constexpr std::size_t longest_shown = 150;
  std::string out;
  while (!fields.empty()) {
    const auto end = std::min(fields.find("\r\n"), fields.size());
    std::string line(fields.substr(0, end));
    fields.remove_prefix(std::min(end + 2, fields.size()));
    if (line.starts_with('\t')) line.replace(0, 1, "  ");
    if (line.size() > longest_shown) line = line.substr(0, longest_shown) + "...";
    out += (out.empty() ? "" : "\n") + line;
  }
  return out;
}

bool signs_for(const DkimConfig& key, const std::string& author) {
  if (key.signs_any_author) return true;
  if (key.authors.empty()) return is_at_or_below(author, ascii_lower(key.signer.domain));
  return std::any_of(key.authors.begin(), key.authors.end(), [&](const std::string& each) { return is_at_or_below(author, ascii_lower(each)); });
}

bool has_field(std::string_view raw, std::string_view wanted) {
  bool found = false;
  each_field(raw, [&](const std::string& name, std::size_t) { found = found || name == wanted; });
  return found;
}

}  // namespace

std::string received_line(Host& host, const SmtpClientFacts& client, const sim::mail::Envelope& envelope, const std::string& id) {
  // Naming several recipients would tell each of the others (RFC 5321, 7.6).
  const auto for_whom = envelope.to.size() == 1 ? fmt::format("\r\n\tfor <{}>", envelope.to.front().text()) : "";
  return fmt::format("Received: from {} ({} [{}])\r\n\tby {} with {} id {}{}; {}\r\n", printable(client.helo),
                     client.peer.name.empty() ? "unknown" : client.peer.name, client.peer.ip.text(), host.config.name,
                     with_protocol(client), id, for_whom, sim::rfc5322_date(host.world.clock.now()));
}

std::string received_line(Host& host, const std::string& id) {
  return fmt::format("Received: by {} (local) id {}; {}\r\n", host.config.name, id,
                     sim::rfc5322_date(host.world.clock.now()));
}

std::string missing_lines(Host& host, std::string_view raw) {
  std::string lines;
  if (!has_field(raw, "date")) lines += "Date: " + sim::rfc5322_date(host.world.clock.now()) + "\r\n";
  if (!has_field(raw, "message-id")) lines += fmt::format("Message-ID: <{}@{}>\r\n", host.random.token(20), host.config.name);
  return lines;
}

std::string dkim_lines(Host& host, const std::string& raw) {
  if (host.config.dkim.empty()) return {};
  const sim::mail::Message message(raw);
  const auto from = message.from();
  if (!from) return {};
  std::string lines;
  for (const DkimConfig& key : host.config.dkim) {
    if (!signs_for(key, from->address.domain_lower())) continue;
    // Each signs the mail as it was submitted: a signature does not cover another.
    lines += sim::sender::dkim_signature(raw, key.signer, host.world.clock.now());
    host.world.trace.note(sim::EventKind::mail_signed, message.message_id(),
                          {{"host", host.config.name}, {"domain", key.signer.domain}, {"selector", key.signer.selector},
                           {"algorithm", std::string(algorithm_name(key.signer.key.algorithm()))}},
                          {"dkim:" + key.signer.selector, key.place});
  }
  return lines;
}

void trace_written(Host& host, std::string_view raw, std::string_view lines) {
  if (lines.empty() || !host.world.trace.wants(sim::EventKind::header_written)) return;
  host.world.trace.note(sim::EventKind::header_written, sim::mail::message_id_of(raw), {{"host", host.config.name}, {"lines", as_shown(lines)}});
}

std::size_t hops_passed(std::string_view raw) {
  std::size_t count = 0;
  each_field(raw, [&](const std::string& name, std::size_t) { count += name == "received" ? 1 : 0; });
  return count;
}

std::string with_subject_mark(std::string_view raw, std::string_view mark) {
  std::size_t at = std::string_view::npos;
  each_field(raw, [&](const std::string& name, std::size_t start) {
    if (name == "subject" && at == std::string_view::npos) at = start;
  });
  if (at == std::string_view::npos) return sim::mail::with_header_in_front(raw, fmt::format("Subject: {}\r\n", mark));
  auto value = raw.find(':', at) + 1;
  if (value < raw.size() && raw[value] == ' ') ++value;
  std::string out(raw.substr(0, value));
  return out.append(mark).append(raw.substr(value));
}

}  // namespace fakeservers::mta
