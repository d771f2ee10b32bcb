#include "sim/sender/dkim_canon.h"

#include <algorithm>

#include "sim/sender/tag_list.h"

namespace sim::sender {
namespace {

bool is_wsp(char c) { return c == ' ' || c == '\t'; }

/// Appends `text` with runs of white space as one space and none at the end; `out` has room for it. Returns the end of what was written.
char* append_reduced(char* out, std::string_view text) {
  bool is_blank = false;
  for (const char c : text) {
    if (is_wsp(c)) {
      is_blank = true;
      continue;
    }
    if (is_blank) *out++ = ' ';
    is_blank = false;
    *out++ = c;
  }
  return out;
}

/// The body with its empty lines at the end taken off (RFC 6376, 3.4.3).
std::string without_empty_end(std::string body) {
  while (body.ends_with("\r\n") && (body.size() == 2 || body.ends_with("\r\n\r\n"))) body.resize(body.size() - 2);
  return body;
}

std::optional<Canon> canon_of(std::string_view word) {
  if (word == "simple") return Canon::simple;
  if (word == "relaxed") return Canon::relaxed;
  return std::nullopt;
}

}  // namespace

std::string relaxed_header(std::string_view name, std::string_view value) {
  while (!name.empty() && is_wsp(name.back())) name.remove_suffix(1);
  std::string out = lower_case(name) + ':';
  const std::size_t start = out.size();
  bool is_blank = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    // Only what folds a line goes (RFC 6376, 3.4.2): a CR that stands alone was signed as it is.
    if (c == '\n' || (c == '\r' && i + 1 < value.size() && value[i + 1] == '\n')) continue;
    if (is_wsp(c)) {
      is_blank = true;
      continue;
    }
    if (is_blank && out.size() > start) out += ' ';
    is_blank = false;
    out += c;
  }
  return out;
}

std::string relaxed_body(std::string_view body) {
  std::string out(body.size() + 2, '\0');  // a last line without its end gets one
  char* at = out.data();
  while (!body.empty()) {
    const std::size_t end = std::min(body.find("\r\n"), body.size());
    at = append_reduced(at, body.substr(0, end));
    *at++ = '\r';
    *at++ = '\n';
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
  return without_empty_end(std::move(out));
}

std::string simple_body(std::string_view body) {
  std::string out = without_empty_end(std::string(body));
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::string_view simple_header(const mail::HeaderField& field) {
  // Both are views of one text; between them are the colon and the blanks that old syntax allows before it.
  return {field.name.data(), static_cast<std::size_t>(field.value.data() + field.value.size() - field.name.data())};
}

std::optional<Canonicalization> Canonicalization::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto header = canon_of(text.substr(0, slash));
  const auto body = slash == std::string_view::npos ? Canon::simple : canon_of(text.substr(slash + 1));
  if (!header || !body) return std::nullopt;
  return Canonicalization{*header, *body};
}

std::string Canonicalization::text() const {
  const auto word = [](Canon canon) { return canon == Canon::simple ? std::string("simple") : std::string("relaxed"); };
  return word(header) + '/' + word(body);
}

// Without the usual bounds: what stands behind a thousand other fields is seen by whoever shows the mail, and h= may say that it is not there.
SignedMail::SignedMail(std::string_view raw) : scan_(mail::scan_fields(raw, {.headers = raw.size() + 1, .header_bytes = raw.size() + 1})), raw_(raw) {
  for (std::size_t i = 0; i < scan_.fields.size(); ++i) named_[lower_case(scan_.fields[i].name)].push_back(i);
}

const std::string& SignedMail::body(Canon canon) {
  std::optional<std::string>& kept = bodies_[canon == Canon::simple ? 0 : 1];
  const std::string_view body = raw_.substr(std::min(scan_.body_at, raw_.size()));
  if (!kept) kept = canon == Canon::simple ? simple_body(body) : relaxed_body(body);
  return *kept;
}

std::string SignedMail::header(const std::vector<std::string>& names, Canon canon, std::size_t self) const {
  std::string out;
  std::map<std::string_view, std::size_t> taken;
  for (const std::string& name : names) {
    const auto found = named_.find(name);
    if (found == named_.end()) continue;
    std::size_t& used = taken[name];
    const std::vector<std::size_t>& places = found->second;
    if (used < places.size() && places[places.size() - 1 - used] == self) ++used;
    if (used >= places.size()) continue;
    const mail::HeaderField& field = scan_.fields[places[places.size() - 1 - used++]];
    if (canon == Canon::simple) out += simple_header(field);
    else out += relaxed_header(field.name, field.value);
    out += "\r\n";
  }
  return out;
}

std::string SignedMail::own_field(std::size_t self, Canon canon) const {
  const mail::HeaderField& field = scan_.fields[self];
  const std::string value = without_signature(field.value);
  if (canon == Canon::relaxed) return relaxed_header(field.name, value);
  const std::string_view whole = simple_header(field);
  return std::string(whole.substr(0, whole.size() - field.value.size())) + value;
}

std::size_t SignedMail::count(std::string_view name) const {
  const auto found = named_.find(name);
  return found == named_.end() ? 0 : found->second.size();
}

std::string without_signature(std::string_view value) {
  const TagList list = read_tags(value);
  const Tag* tag = list.find("b");
  if (tag == nullptr) return std::string(value);
  return std::string(value.substr(0, tag->value_at)) + std::string(value.substr(tag->value_end));
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace sim::sender
