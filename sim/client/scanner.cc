#include "sim/client/scanner.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "sim/client/http.h"

namespace sim::client {
namespace {

constexpr std::size_t clamd_chunk = 65'536;
constexpr std::size_t most_name_octets = 100;

Error unreadable(std::string_view program) { return {fmt::format("{} answered what cannot be read", program), "", {}}; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n' || text.back() == '\0')) text.remove_suffix(1);
  return text;
}

/// Names go into a header field: what cannot stand there is left out.
std::string name_of(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_name_octets)) {
    if (c > ' ' && c <= '~' && c != ',' && c != '[' && c != ']') out += c;
  }
  return out;
}

/// The next line without its end; false behind the last.
bool next_line(std::string_view& rest, std::string_view& line) {
  if (rest.empty()) return false;
  const auto end = rest.find('\n');
  line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

/// "True ; 1000.0 / 5.0"
bool read_spam_field(std::string_view value, ScanAnswer& answer) {
  const auto semicolon = value.find(';');
  const auto slash = value.find('/');
  if (semicolon == std::string_view::npos || slash == std::string_view::npos || slash < semicolon) return false;
  const auto score = points_of(trimmed(value.substr(semicolon + 1, slash - semicolon - 1)));
  const auto required = points_of(trimmed(value.substr(slash + 1)));
  if (!score || !required) return false;
  const auto word = trimmed(value.substr(0, semicolon));
  answer.is_found = word == "True" || word == "Yes";
  answer.thousandths = *score;
  answer.required = *required;
  return true;
}

void read_symbol_list(std::string_view list, ScanAnswer& answer) {
  while (!list.empty() && answer.symbols.size() < most_symbols) {
    const auto comma = list.find(',');
    if (std::string name = name_of(trimmed(list.substr(0, comma))); !name.empty()) answer.symbols.push_back({std::move(name), 0, false});
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
}

int thousandths_of(const boost::json::value& value) {
  if (!value.is_number()) return 0;
  const double points = value.to_number<double>();
  return std::isfinite(points) && std::fabs(points) <= 1'000'000 ? static_cast<int>(std::lround(points * 1000)) : 0;
}

void read_symbols(const boost::json::value& symbols, ScanAnswer& answer) {
  if (!symbols.is_object()) return;
  for (const auto& [name, about] : symbols.get_object()) {
    if (answer.symbols.size() == most_symbols || !about.is_object()) return;
    const auto* score = about.get_object().if_contains("score");
    answer.symbols.push_back({name_of({name.data(), name.size()}), score == nullptr ? 0 : thousandths_of(*score), true});
  }
}

}  // namespace

Result<int> points_of(std::string_view text) {
  text = trimmed(text);
  const Error wrong{fmt::format("'{}' is no number of points", text.substr(0, 40)), "", {}};
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  int whole = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (trouble != std::errc() || whole < 0 || whole > 1'000'000 || text.starts_with('-')) return wrong;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  int part = 0;
  if (text.starts_with('.') && text.size() > 1) {
    text.remove_prefix(1);
    for (std::size_t at = 0; at < 3; ++at) part = part * 10 + (at < text.size() && text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 0);
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
  }
  if (!text.empty()) return wrong;
  return (is_negative ? -1 : 1) * (whole * 1000 + part);
}

std::string spamd_request(std::string_view raw) {
  return fmt::format("SYMBOLS SPAMC/1.5\r\nContent-length: {}\r\n\r\n{}", raw.size(), raw);
}

Result<ScanAnswer> read_spamd_answer(std::string_view bytes) {
  if (bytes.size() > most_scanner_octets || !bytes.starts_with("SPAMD/")) return unreadable("spamd");
  std::string_view line, rest = bytes;
  next_line(rest, line);
  const auto space = line.find(' ');
  const auto status = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
  if (!status.starts_with("0 ")) return Error{fmt::format("spamd answered {}", name_of(status)), "", {}};
  ScanAnswer answer;
  bool has_score = false;
  while (next_line(rest, line) && !line.empty()) {
    constexpr std::string_view field = "Spam:";
    if (line.starts_with(field)) has_score = read_spam_field(line.substr(field.size()), answer);
  }
  if (!has_score) return unreadable("spamd");
  read_symbol_list(trimmed(rest), answer);
  return answer;
}

std::string rspamd_request(std::string_view host, std::string_view path, std::string_view raw) {
  return http_text(HttpRequest{.method = "POST", .target = std::string(path), .host = std::string(host), .authorization = "",
                               .content_type = "message/rfc822", .body = std::string(raw)});
}

Result<ScanAnswer> read_rspamd_answer(std::string_view bytes) {
  HttpReader reader(HttpReader::Kind::response);
  auto outcome = bytes.size() > most_scanner_octets ? HttpReader::Outcome::garbage : reader.feed(bytes);
  if (outcome == HttpReader::Outcome::more) outcome = reader.end();
  if (outcome != HttpReader::Outcome::whole) return unreadable("rspamd");
  const HttpResponse response = reader.response();
  if (response.status != 200) return Error{fmt::format("rspamd answered HTTP {}", response.status), "", {}};
  boost::json::error_code trouble;
  boost::json::parse_options options;
  options.max_depth = 16;
  const auto document = boost::json::parse({response.body.data(), response.body.size()}, trouble, {}, options);
  if (trouble || !document.is_object()) return unreadable("rspamd");
  const auto& fields = document.get_object();
  const auto* action = fields.if_contains("action");
  if (action == nullptr || !action->is_string()) return unreadable("rspamd");
  ScanAnswer answer;
  answer.name = std::string(std::string_view(action->get_string().data(), action->get_string().size()).substr(0, most_name_octets));
  answer.is_found = answer.name == "reject" || answer.name == "add header" || answer.name == "rewrite subject";
  if (const auto* score = fields.if_contains("score")) answer.thousandths = thousandths_of(*score);
  if (const auto* required = fields.if_contains("required_score")) answer.required = thousandths_of(*required);
  if (const auto* symbols = fields.if_contains("symbols")) read_symbols(*symbols, answer);
  return answer;
}

std::string clamd_request(std::string_view raw) {
  std::string out("zINSTREAM\0", 10);
  const auto add_length = [&](std::size_t length) {
    for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((length >> shift) & 0xff);
  };
  for (std::size_t at = 0; at < raw.size(); at += clamd_chunk) {
    const auto chunk = raw.substr(at, clamd_chunk);
    add_length(chunk.size());
    out.append(chunk);
  }
  add_length(0);
  return out;
}

Result<ScanAnswer> read_clamd_answer(std::string_view bytes) {
  if (bytes.size() > most_scanner_octets) return unreadable("clamd");
  const auto line = trimmed(bytes.substr(0, bytes.find('\0')));
  constexpr std::string_view start = "stream: ", found = " FOUND";
  ScanAnswer answer;
  if (line == "stream: OK") return answer;
  if (line.starts_with(start) && line.ends_with(found) && line.size() > start.size() + found.size()) {
    answer.is_found = true;
    answer.name = name_of(line.substr(start.size(), line.size() - start.size() - found.size()));
    return answer;
  }
  if (line.ends_with(" ERROR")) return Error{fmt::format("clamd answered {}", line.substr(0, most_name_octets)), "", {}};
  return unreadable("clamd");
}

}  // namespace sim::client
