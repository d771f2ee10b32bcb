#include "sim/mail/detail/charset.h"

#include "sim/mail/detail/charset_name.h"
#include "sim/mail/detail/html_entity.h"

#include <algorithm>
#include <array>
#include <iconv.h>

#include <cerrno>
#include <cstring>

namespace sim::mail::detail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// One conversion descriptor, closed with its owner.
class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Converts as far as it goes; false if something in `in` could not be converted (then `in` starts with it).
  bool convert(std::string_view& in, std::string& out) {
    // iconv's signature is not const-correct; it does not write to its input.
    char* from = const_cast<char*>(in.data());
    std::size_t left = in.size();
    char buffer[4096];
    while (true) {
      char* to = buffer;
      std::size_t room = sizeof buffer;
      const bool failed = iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1);
      const int why = errno;
      out.append(buffer, sizeof buffer - room);
      in = in.substr(in.size() - left);
      if (!failed) break;
      if (why != E2BIG) return false;
    }
    char* to = buffer;
    std::size_t room = sizeof buffer;
    iconv(handle_, nullptr, nullptr, &to, &room);
    out.append(buffer, sizeof buffer - room);
    return true;
  }

 private:
  iconv_t handle_;
};

/// The length of the UTF-8 sequence at the front, 0 if it is not well formed.
std::size_t sequence(std::string_view s) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
  if (size == 0 || s.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((at(i) & 0xC0U) != 0x80) return 0;
  if (lead == 0xE0 && at(1) < 0xA0) return 0;
  if (lead == 0xED && at(1) > 0x9F) return 0;
  if (lead == 0xF0 && at(1) < 0x90) return 0;
  if (lead == 0xF4 && at(1) > 0x8F) return 0;
  return size;
}

/// How many octets of ASCII it begins with, as many at a time as can be: most of most texts.
std::size_t ascii_length(std::string_view bytes) {
  std::size_t at = 0;
  for (std::array<std::uint64_t, 4> many{}; at + sizeof many <= bytes.size(); at += sizeof many) {
    std::memcpy(&many, bytes.data() + at, sizeof many);
    if (((many[0] | many[1] | many[2] | many[3]) & 0x8080808080808080U) != 0) break;
  }
  for (std::uint64_t eight = 0; at + sizeof eight <= bytes.size(); at += sizeof eight) {
    std::memcpy(&eight, bytes.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

std::string without_nul(std::string text) {
  for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at))
    text.replace(at, 1, replacement);
  return text;
}

/// The five holes of windows-1252 are read as the control characters of ISO-8859-1, as browsers do.
std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) append_utf8(windows_1252(static_cast<unsigned char>(c)), out);
  return out;
}

/// ISO-2022-JP as EUC-JP: iconv's own reader knows nothing of the circled digits of NEC, nor of the half-width kana that clients send.
std::string euc_from_iso2022(std::string_view bytes) {
  std::string out;
  char mode = 'B';  // the last character of the escape in force
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool is_escape = c == '\x1B' && i + 2 < bytes.size() && (bytes[i + 1] == '(' || bytes[i + 1] == '$');
    if (is_escape) {
      const bool is_long = bytes[i + 1] == '$' && bytes[i + 2] == '(' && i + 3 < bytes.size();
      const char last = bytes[i + (is_long ? 3 : 2)];
      mode = bytes[i + 1] == '(' ? (last == 'I' ? 'I' : 'B') : (is_long && last == 'D' ? 'D' : '$');
      i += is_long ? 3 : 2;
      continue;
    }
    // The shift characters of the eight-bit standard, which old clients mixed in: half-width kana until shift-in.
    if (c == '\x0E' || c == '\x0F') {
      mode = c == '\x0E' ? 'I' : 'B';
      continue;
    }
    if (c == '\n') mode = 'B';
    const auto octet = static_cast<unsigned char>(c);
    if (mode == 'B' && octet > 0xA0 && octet < 0xE0) {
      out += {'\x8E', c};
    } else if (mode == 'B' || c <= ' ' || c == 127) {
      out += c;
    } else if (mode == 'I') {
      out += {'\x8E', static_cast<char>(c | 0x80)};
    } else if (i + 1 < bytes.size()) {
      if (mode == 'D') out += '\x8F';
      out += {static_cast<char>(c | 0x80), static_cast<char>(bytes[++i] | 0x80)};
    }
  }
  return out;
}

bool has_japanese_escapes(std::string_view bytes) {
  for (const std::string_view escape : {"\x1B$B", "\x1B$@", "\x1B(J", "\x1B(I"})
    if (bytes.find(escape) != std::string_view::npos) return true;
  return false;
}

/// UTF-8 with some bytes broken: only those are replaced.
std::string mended(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    // Most text is ASCII in long runs: those are copied as they are.
    const auto run = std::find_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    out.append(bytes.begin(), run);
    bytes.remove_prefix(static_cast<std::size_t>(run - bytes.begin()));
    if (bytes.empty()) break;
    const std::size_t size = sequence(bytes);
    out += size == 0 ? replacement : bytes.substr(0, size);
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace

bool is_ascii(std::string_view bytes) { return ascii_length(bytes) == bytes.size(); }

bool is_utf8(std::string_view bytes) {
  while (true) {
    bytes.remove_prefix(ascii_length(bytes));
    if (bytes.empty()) return true;
    const std::size_t size = sequence(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
}

std::string readable(std::string_view bytes) {
  if (bytes.find('\x1B') != std::string_view::npos && has_japanese_escapes(bytes)) return to_utf8(bytes, "iso-2022-jp");
  if (is_utf8(bytes)) return without_nul(std::string(bytes));
  return without_nul(from_windows_1252(bytes));
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = converter_name(charset);
  if (name == "utf-8") return without_nul(mended(bytes));
  if (name.empty() || (name == "CP1252" && is_ascii(bytes))) return readable(bytes);
  if (name == "CP1252" && lower(charset).find("ascii") != std::string::npos) return readable(bytes);
  if (name == "CP1252") return without_nul(from_windows_1252(bytes));
  Converter converter("UTF-8", name.c_str());
  if (!converter.is_open()) return readable(bytes);
  const bool is_jis = name == "EUC-JP-MS" && bytes.find('\x1B') != std::string_view::npos;
  const std::string euc = is_jis ? euc_from_iso2022(bytes) : std::string();
  if (is_jis) bytes = euc;
  std::string out;
  while (!converter.convert(bytes, out) && !bytes.empty()) {
    out += replacement;
    bytes.remove_prefix(1);
  }
  return without_nul(mended(out));
}

std::optional<std::string> from_utf8(std::string_view text, std::string_view charset) {
  const std::string name = lower(trim(charset));
  if (name == "utf-8" || name.empty()) return std::string(text);
  Converter converter(name == "shift_jis" ? "CP932" : name.c_str(), "UTF-8");
  if (!converter.is_open()) return std::nullopt;
  std::string out;
  if (!converter.convert(text, out)) return std::nullopt;
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  for (std::size_t i = 0; i < a.size(); ++i)
    if (low(a[i]) != low(b[i])) return false;
  return true;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace sim::mail::detail
