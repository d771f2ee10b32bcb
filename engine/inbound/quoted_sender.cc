// A sender whose whole address stands in quotation marks, as some programs write it against RFC 5322 (spec 4).
#include "engine/inbound/mail.h"
#include "engine/trimmed.h"

namespace engine::inbound {

std::optional<sim::mail::NamedAddress> unquoted_sender(const sim::mail::Message& message) {
  const std::string raw = message.raw_header("From").value_or("");
  std::string_view text = trimmed(raw);
  if (text.ends_with('>') && text.find('<') != std::string_view::npos) {
    text = text.substr(text.find('<') + 1);
    text = trimmed(text.substr(0, text.size() - 1));
  }
  if (text.size() < 2 || text.front() != text.back() || (text.front() != '"' && text.front() != '\'')) return std::nullopt;
  auto address = sim::mail::Address::parse(text.substr(1, text.size() - 2));
  if (!address) return std::nullopt;
  return sim::mail::NamedAddress{"", *address};
}

}  // namespace engine::inbound
