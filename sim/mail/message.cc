#include "sim/mail/message.h"

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/state.h"
#include "sim/mail/detail/words.h"

namespace sim::mail {
namespace {

using detail::equal_ignoring_case;

/// The ids in a References-like value: what stands in angle brackets, or the words if there are none.
std::vector<std::string> ids_in(std::string_view value) {
  std::vector<std::string> ids;
  const bool has_brackets = value.find('<') != std::string_view::npos;
  std::size_t at = 0;
  while (at < value.size() && ids.size() < 1000) {
    const std::size_t from = has_brackets ? value.find('<', at) : value.find_first_not_of(" \t\r\n,", at);
    if (from == std::string_view::npos) break;
    const std::size_t start = has_brackets ? from + 1 : from;
    const std::size_t end = has_brackets ? value.find('>', start) : value.find_first_of(" \t\r\n,", start);
    const std::string_view id = detail::trim(value.substr(start, end == std::string_view::npos ? end : end - start));
    if (!id.empty()) ids.push_back(detail::readable(detail::unfold(id)));
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return ids;
}

std::string first_id(std::string_view value) {
  const std::vector<std::string> ids = ids_in(value);
  return ids.empty() ? "" : ids.front();
}

}  // namespace

Message::Message(std::string raw, MessageLimits limits) : state_(std::make_unique<State>()) {
  state_->raw = std::move(raw);
  state_->limits = limits;
  state_->header = scan_fields(state_->raw, state_->limits);
  state_->faults = state_->header.faults;
}

Message::~Message() = default;
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;

const HeaderField* Message::State::find(std::string_view name) const {
  for (const HeaderField& field : header.fields)
    if (equal_ignoring_case(field.name, name)) return &field;
  return nullptr;
}

const std::string& Message::raw() const { return state_->raw; }
const std::vector<HeaderField>& Message::headers() const { return state_->header.fields; }
std::string_view Message::header_block() const { return state_->header.block; }

std::optional<std::string> Message::header(std::string_view name) const {
  const HeaderField* field = state_->find(name);
  if (field == nullptr) return std::nullopt;
  return detail::decode_words(field->value);
}

std::optional<std::string> Message::raw_header(std::string_view name) const {
  const HeaderField* field = state_->find(name);
  if (field == nullptr) return std::nullopt;
  return detail::unfold(field->value);
}

std::vector<std::string> Message::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const HeaderField& field : state_->header.fields)
    if (equal_ignoring_case(field.name, name)) out.push_back(detail::decode_words(field.value));
  return out;
}

std::string Message::subject() const { return header("Subject").value_or(""); }

std::vector<NamedAddress> Message::addresses(std::string_view field) const {
  std::vector<NamedAddress> out;
  for (const HeaderField& each : state_->header.fields) {
    if (!equal_ignoring_case(each.name, field)) continue;
    for (NamedAddress& address : parse_address_list(each.value)) out.push_back(std::move(address));
  }
  return out;
}

std::optional<NamedAddress> Message::from() const {
  const std::vector<NamedAddress> all_of = addresses("From");
  if (all_of.empty()) return std::nullopt;
  return all_of.front();
}

std::string Message::message_id() const {
  const HeaderField* field = state_->find("Message-ID");
  return field == nullptr ? "" : first_id(field->value);
}

std::vector<std::string> Message::in_reply_to() const {
  const HeaderField* field = state_->find("In-Reply-To");
  return field == nullptr ? std::vector<std::string>() : ids_in(field->value);
}

std::vector<std::string> Message::references() const {
  const HeaderField* field = state_->find("References");
  return field == nullptr ? std::vector<std::string>() : ids_in(field->value);
}

std::string Message::content_type() const {
  const HeaderField* field = last_field(state_->header.fields, "Content-Type");
  const std::string type = field == nullptr ? "" : media_type(field->value);
  return type.empty() ? "text/plain" : type;
}

std::string Message::content_type_parameter(std::string_view name) const {
  const HeaderField* field = last_field(state_->header.fields, "Content-Type");
  return field == nullptr ? "" : parameter(field->value, name);
}

const std::vector<std::string>& Message::faults() const {
  state_->read();
  return state_->faults;
}

std::string message_id_of(std::string_view raw) {
  // Line by line, so that a mail of many megabytes costs no more than its header.
  const MessageLimits limits;
  std::size_t at = 0;
  while (at < raw.size() && at < limits.header_bytes) {
    std::size_t end = raw.find('\n', at);
    if (end == std::string_view::npos) end = raw.size();
    const std::string_view line = raw.substr(at, end - at);
    if (line.empty() || line == "\r") break;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(detail::trim(line.substr(0, colon)), "Message-ID") &&
        line.front() != ' ' && line.front() != '\t') {
      // The id may stand on the next, folded line.
      std::size_t stop = end;
      while (stop + 1 < raw.size() && (raw[stop + 1] == ' ' || raw[stop + 1] == '\t'))
        stop = std::min(raw.find('\n', stop + 1), raw.size());
      return first_id(raw.substr(at + colon + 1, stop - at - colon - 1));
    }
    at = end + 1;
  }
  return "";
}

std::string with_header_in_front(std::string_view raw, std::string_view lines) {
  std::string out;
  out.reserve(raw.size() + lines.size());
  out += lines;
  out += raw;
  return out;
}

}  // namespace sim::mail
