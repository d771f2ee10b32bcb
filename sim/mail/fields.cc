#include <cstring>

#include "sim/mail/detail/charset.h"
#include "sim/mail/entity.h"

namespace sim::mail {
namespace {

/// The line at `at`, without its line end; moves `at` past it.
std::string_view next_line(std::string_view raw, std::size_t& at) {
  const void* found = at < raw.size() ? std::memchr(raw.data() + at, '\n', raw.size() - at) : nullptr;
  const std::size_t end = found == nullptr ? raw.size() : static_cast<std::size_t>(static_cast<const char*>(found) - raw.data());
  std::string_view line = raw.substr(at, end - at);
  at = found == nullptr ? raw.size() : end + 1;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// The length of the field name a line begins with, 0 if it is no header field. Blanks before the colon are old syntax (RFC 5322, 4.5).
std::size_t name_length(std::string_view line, std::size_t& colon) {
  colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  std::size_t size = colon;
  while (size > 0 && is_blank(line[size - 1])) --size;
  for (std::size_t i = 0; i < size; ++i)
    if (line[i] <= 32 || line[i] >= 127) return 0;
  return size;
}

/// Where the body begins when the scan was stopped early.
std::size_t after_empty_line(std::string_view raw, std::size_t at) {
  while (at < raw.size())
    if (next_line(raw, at).empty()) return at;
  return raw.size();
}

bool starts_empty(std::string_view raw) {
  std::size_t at = 0;
  return next_line(raw, at).empty();
}

void fault_once(std::vector<std::string>& faults, std::string fault) {
  if (faults.empty() || faults.back() != fault) faults.push_back(std::move(fault));
}

}  // namespace

FieldScan scan_fields(std::string_view raw, const MessageLimits& limits) {
  FieldScan scan;
  std::size_t at = 0;
  std::size_t end = 0;
  while (at < raw.size()) {
    const std::size_t start = at;
    const std::string_view line = next_line(raw, at);
    if (line.empty()) {
      end = start;
      scan.has_end = true;
      break;
    }
    end = at;
    std::size_t colon = 0;
    if (is_blank(line.front()) && !scan.fields.empty()) {
      HeaderField& field = scan.fields.back();
      // An unreadable line in between must not become part of the field before it.
      const char* value_end = line.data() + line.size();
      field.value = {field.value.data(), static_cast<std::size_t>(value_end - field.value.data())};
    } else if (const std::size_t size = name_length(line, colon); size > 0) {
      scan.fields.push_back({line.substr(0, size), line.substr(colon + 1)});
    } else if (start == 0 && line.substr(0, 5) == "From ") {
      // The envelope line of a mailbox file that somebody left in front.
      fault_once(scan.faults, "mbox line before the header");
    } else {
      fault_once(scan.faults, "line in the header that is no field");
    }
    if (scan.fields.size() >= limits.headers || at > limits.header_bytes) {
      scan.faults.emplace_back("header is longer than its bounds");
      at = after_empty_line(raw, at);
      scan.has_end = true;
      end = at;
      break;
    }
  }
  // Lines that are no fields stand before an empty line all the same: where none is one, they may be text (see Message::text()).
  if (scan.fields.empty() && at > 0 && !starts_empty(raw)) scan.faults = {"no header"};
  if (raw.empty()) scan.faults.emplace_back("no header");
  scan.block = raw.substr(0, end);
  scan.body_at = at;
  return scan;
}

const HeaderField* last_field(const std::vector<HeaderField>& fields, std::string_view name) {
  for (auto each = fields.rbegin(); each != fields.rend(); ++each)
    if (detail::equal_ignoring_case(each->name, name)) return &*each;
  return nullptr;
}

std::string_view Entity::field(std::string_view name) const {
  for (const HeaderField& each : fields)
    if (detail::equal_ignoring_case(each.name, name)) return each.value;
  return {};
}

}  // namespace sim::mail
