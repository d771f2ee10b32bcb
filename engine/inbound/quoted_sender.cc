// A sender whose whole address stands in quotation marks, as some programs write it against RFC 5322 (spec 4).
#include "engine/inbound/mail.h"

namespace engine::inbound {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace

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
