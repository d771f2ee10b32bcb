#include "sim/sender/authentication_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/mail/entity.h"

namespace sim::sender {
namespace {

/// Lines of a header field stay below 78 where a blank allows it (RFC 5322, 2.1.1).
constexpr std::size_t longest_line = 77;
constexpr std::size_t longest_comment = 300;
constexpr std::size_t longest_value = 320;

/// What may follow on a line of its own: words that are parted by one blank.
using Words = std::vector<std::string>;

bool is_token_char(char c) {
  return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 127 && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

/// What would end a comment or a result for readers that know no escapes, of which there are some (Mail::AuthenticationResults 2.2), is written otherwise.
char harmless(char c) {
  switch (c) {
    case '(': return '[';
    case ')': return ']';
    case ';': return ',';
    case '"': return '\'';
    case '\\': return '/';
    default: return c;
  }
}

/// A value that stands in a mail, so hostile: as it is if the grammar has it so, else quoted (RFC 2045, 5.1), control characters left out.
std::string quoted(std::string_view text, bool (*is_plain)(char)) {
  text = text.substr(0, longest_value);
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 127) continue;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// Without quotes and backslashes inside: no name of a domain or a selector has them, and readers stumble over the escapes.
std::string value(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c == '"' || c == '\\') c = harmless(c);
  return quoted(out, is_token_char);
}

/// A pvalue: "@corp.example" and "a@corp.example" need no quotes if both sides are tokens (RFC 8601, 2.2).
std::string property_value(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at + 1 == text.size()) return value(text);
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  const bool is_plain = text.size() <= longest_value && std::all_of(local.begin(), local.end(), is_token_char) &&
                        std::all_of(domain.begin(), domain.end(), is_token_char);
  return is_plain ? std::string(text) : value(text);
}

/// "(text)" word by word, control characters left out.
void add_comment(Words& words, std::string_view text) {
  std::string out = "(";
  bool is_gap = false;
  for (const char c : text.substr(0, longest_comment)) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 127) {
      is_gap = true;
      continue;
    }
    if (is_gap && out != "(") {
      words.push_back(out);
      out.clear();
    }
    is_gap = false;
    out += harmless(c);
  }
  if (out != "(" || text.empty()) words.push_back(out + ")");
}

Words method(std::string_view name, std::string_view result, std::string_view comment) {
  Words out{fmt::format("{}={}", name, result)};
  if (!comment.empty()) add_comment(out, comment);
  return out;
}

void add_property(Words& words, std::string_view name, std::string_view text) {
  if (!text.empty()) words.push_back(fmt::format("{}={}", name, property_value(text)));
}

Words of_iprev(const IprevVerdict& verdict) {
  Words out = method("iprev", result_name(verdict.result), verdict.result == IprevResult::pass ? verdict.name : verdict.reason);
  add_property(out, "policy.iprev", verdict.client.text());
  return out;
}

/// `is_helo`: the HELO identity was asked about, not the null reverse path's stand-in.
Words of_spf(const SpfVerdict& verdict, bool is_helo) {
  Words out = method("spf", result_name(verdict.result), verdict.evidence.empty() ? verdict.problem : verdict.evidence);
  add_property(out, is_helo ? "smtp.helo" : "smtp.mailfrom", verdict.domain);
  return out;
}

Words of_dkim(const DkimVerdict& verdict) {
  std::string comment = verdict.reason;
  if (verdict.result == DkimResult::pass && verdict.key_bits > 0) comment = fmt::format("{}-bit key", verdict.key_bits);
  if (verdict.is_testing) comment += comment.empty() ? "testing" : ", testing";
  Words out = method("dkim", result_name(verdict.result), comment);
  add_property(out, "header.d", verdict.domain);
  add_property(out, "header.i", verdict.identity);
  add_property(out, "header.s", verdict.selector);
  add_property(out, "header.a", verdict.algorithm);
  add_property(out, "header.b", verdict.signature_start);
  return out;
}

Words of_arc(const ArcVerdict& verdict) {
  std::string comment = verdict.reason;
  if (comment.empty() && verdict.sets > 0) {
    comment = fmt::format("i={}", verdict.sets);
    for (const std::string& sealer : verdict.sealers) comment += ' ' + sealer;
  }
  Words out = method("arc", result_name(verdict.result), comment);
  // RFC 8617, 10.2: only where a chain holds; 0 says that every hop left the mail as it was.
  if (verdict.result == ArcResult::pass) out.push_back(fmt::format("header.oldest-pass={}", verdict.oldest_pass));
  return out;
}

Words of_dmarc(const DmarcVerdict& verdict) {
  const bool has_policy = verdict.result == DmarcResult::pass || verdict.result == DmarcResult::fail;
  const std::string asked = fmt::format("{}={} dis={}", verdict.policy_tag.empty() ? "p" : verdict.policy_tag, policy_name(verdict.policy),
                                        policy_name(verdict.disposition));
  Words out = method("dmarc", result_name(verdict.result), has_policy ? asked : verdict.reason);
  add_property(out, "header.from", verdict.author_domain);
  return out;
}

std::vector<Words> results_of(const Findings& findings) {
  std::vector<Words> out;
  if (findings.iprev) out.push_back(of_iprev(*findings.iprev));
  if (findings.spf_helo) out.push_back(of_spf(*findings.spf_helo, true));
  if (findings.spf) out.push_back(of_spf(*findings.spf, findings.spf->identity == SpfIdentity::helo));
  if (findings.dkim) {
    for (const DkimVerdict& verdict : *findings.dkim) out.push_back(of_dkim(verdict));
    if (findings.dkim->empty()) out.push_back({"dkim=none"});
  }
  if (findings.arc) out.push_back(of_arc(*findings.arc));
  if (findings.dmarc) out.push_back(of_dmarc(*findings.dmarc));
  return out;
}

/// The words of one field behind one another; a line that grows too long goes on with a tab.
class FoldedField {
 public:
  explicit FoldedField(std::string start) : out_(std::move(start)), column_(out_.size()) {}
  void add(std::string_view word) {
    if (column_ + 1 + word.size() > longest_line) return break_before(word);
    out_ += ' ';
    out_ += word;
    column_ += 1 + word.size();
  }
  void break_before(std::string_view word) {
    out_ += "\r\n\t";
    out_ += word;
    column_ = 8 + word.size();
  }
  std::string text() && { return std::move(out_) + "\r\n"; }

 private:
  std::string out_;
  std::size_t column_;
};

/// A value of Received-SPF: a dot-atom, else quoted (RFC 7208, 9.1).
std::string dot_atom(std::string_view text) {
  const bool has_odd_dot = text.starts_with('.') || text.ends_with('.') || text.find("..") != std::string_view::npos;
  if (has_odd_dot) return quoted(text, [](char) { return false; });
  return quoted(text, [](char c) { return is_token_char(c) || c == '/' || c == '?' || c == '='; });
}

/// The authserv-id at the front of an Authentication-Results value: comments and folding passed over, quotes taken off, lower case.
std::string authserv_id_of(std::string_view text) {
  std::string out;
  std::size_t depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && (depth > 0 || is_quoted) && i + 1 < text.size()) {
      c = text[++i];
      if (depth > 0) continue;
    } else if (!is_quoted && c == '(') {
      ++depth;
      continue;
    } else if (depth > 0) {
      depth -= c == ')' ? 1 : 0;
      continue;
    } else if (c == '"') {
      is_quoted = !is_quoted;
      continue;
    } else if (!is_quoted && (c == ';' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      if (out.empty() && c != ';') continue;
      break;
    }
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool is_results_field(std::string_view name) {
  static constexpr std::string_view wanted = "authentication-results";
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  return name.size() == wanted.size() && std::equal(name.begin(), name.end(), wanted.begin(), [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

std::string results_text(const Findings& findings) {
  std::string out;
  for (const Words& words : results_of(findings)) out += fmt::format("{}{}", out.empty() ? "" : "; ", fmt::join(words, " "));
  return out.empty() ? "none" : out;
}

std::string authentication_results(std::string_view authserv_id, const Findings& findings) {
  const std::vector<Words> results = results_of(findings);
  FoldedField field("Authentication-Results: " + value(authserv_id) + ";");
  if (results.empty()) field.add("none");
  for (std::size_t i = 0; i < results.size(); ++i) {
    Words words = results[i];
    if (i + 1 < results.size()) words.back() += ';';
    field.break_before(words.front());
    for (std::size_t word = 1; word < words.size(); ++word) field.add(words[word]);
  }
  return std::move(field).text();
}

std::string received_spf(const SpfQuestion& question, const SpfVerdict& verdict) {
  FoldedField field(fmt::format("Received-SPF: {}", result_name(verdict.result)));
  Words words;
  const std::string_view why = verdict.evidence.empty() ? verdict.problem : verdict.evidence;
  if (!why.empty()) add_comment(words, question.receiver.empty() ? std::string(why) : fmt::format("{}: {}", question.receiver, why));
  const auto pair = [&words](std::string_view key, std::string_view text) {
    if (!text.empty()) words.push_back(fmt::format("{}={};", key, dot_atom(text)));
  };
  const bool is_helo = verdict.identity == SpfIdentity::helo;
  pair("client-ip", question.client.text());
  pair("envelope-from", question.mail_from);
  pair("helo", question.helo);
  pair("identity", is_helo ? "helo" : "mailfrom");
  pair("mechanism", verdict.mechanism);
  pair("problem", verdict.problem);
  pair("receiver", question.receiver);
  for (const std::string& word : words) field.add(word);
  return std::move(field).text();
}

std::string without_forged_results(std::string_view raw, std::string_view authserv_id) {
  // Read without the usual bounds: a forged field may stand behind a thousand others.
  const mail::FieldScan scan = mail::scan_fields(raw, {.headers = raw.size() + 1, .header_bytes = raw.size() + 1});
  const std::string own = authserv_id_of(value(authserv_id));
  std::string out;
  std::size_t kept_to = 0;
  for (std::size_t i = 0; i < scan.fields.size(); ++i) {
    const mail::HeaderField& field = scan.fields[i];
    if (!is_results_field(field.name) || authserv_id_of(field.value) != own) continue;
    const auto from = static_cast<std::size_t>(field.name.data() - raw.data());
    const std::size_t value_end = static_cast<std::size_t>(field.value.data() - raw.data()) + field.value.size();
    const std::size_t line_end = raw.find('\n', value_end);
    out += raw.substr(kept_to, from - kept_to);
    kept_to = line_end == std::string_view::npos ? raw.size() : line_end + 1;
  }
  return out += raw.substr(std::min(kept_to, raw.size()));
}

}  // namespace sim::sender
