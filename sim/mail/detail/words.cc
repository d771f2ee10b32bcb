#include "sim/mail/detail/words.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <optional>

#include "sim/mail/detail/charset.h"

namespace sim::mail::detail {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The longest front of `text` that is whole UTF-8 characters and at most `most` bytes.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t size = most;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80) --size;
  return size == 0 ? most : size;
}

/// A word that cannot be folded must leave room for the field's name within the 998 octets of a line.
constexpr std::size_t longest_unfolded = 900;

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0, current = 0;
  for (const char c : text) {
    current = c == ' ' || c == '\t' ? 0 : current + 1;
    longest = std::max(longest, current);
  }
  return longest;
}

/// Every word stands alone: ISO-2022-JP begins and ends in ASCII, as RFC 2047, 3 and RFC 1468 demand.
std::string encoded_words(std::string_view text, std::string_view charset) {
  std::string out;
  const std::string mark = lower(charset) == "utf-8" ? "UTF-8" : std::string(charset);
  std::size_t step = 39;
  while (!text.empty()) {
    const std::size_t size = whole_characters(text, step);
    const std::string word = "=?" + mark + "?B?" + base64(*from_utf8(text.substr(0, size), charset)) + "?=";
    // Mixed ASCII and Japanese takes an escape at each change and may outgrow the 75 characters.
    if (word.size() > 75 && step > 4) {
      step = step > 8 ? step - 5 : 4;
      continue;
    }
    out += (out.empty() ? "" : " ") + word;
    text.remove_prefix(size);
    step = 39;
  }
  return out;
}

/// An encoded word found in a value: =?charset?B?text?=
struct EncodedWord {
  std::string_view charset;
  char kind = 'b';
  std::string_view text;
  std::size_t end = 0;  ///< behind it
};

std::optional<EncodedWord> word_at(std::string_view value, std::size_t at) {
  const std::size_t mark = value.find('?', at + 2);
  if (mark == std::string_view::npos || mark == at + 2 || mark - at > 75 || mark + 2 >= value.size()) return std::nullopt;
  const char kind = static_cast<char>(value[mark + 1] | 0x20);
  if ((kind != 'b' && kind != 'q') || value[mark + 2] != '?') return std::nullopt;
  const std::size_t end = value.find("?=", mark + 3);
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view charset = value.substr(at + 2, mark - at - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231, 5: a language may follow
  if (charset.find_first_of(" \t=") != std::string_view::npos) return std::nullopt;
  return EncodedWord{charset, kind, value.substr(mark + 3, end - mark - 3), end + 2};
}

std::string word_bytes(const EncodedWord& word) {
  if (word.kind == 'b') return decode_base64(word.text);
  std::string text(word.text);
  std::replace(text.begin(), text.end(), '_', ' ');
  return decode_quoted_printable(text);
}

/// Reads a value with encoded words. Neighbours in one charset are joined before they are converted: clients cut characters in two.
class WordReader {
 public:
  explicit WordReader(std::string_view value) : value_(value) {}

  std::string read() {
    std::size_t at = 0;
    while (at < value_.size()) {
      const std::size_t start = value_.find("=?", at);
      const std::size_t stop = start == std::string_view::npos ? value_.size() : start;
      const auto word = start == std::string_view::npos ? std::nullopt : word_at(value_, start);
      const std::string_view before = value_.substr(at, stop - at);
      if (!word) {
        const std::size_t end = std::min(stop + 2, value_.size());
        plain(value_.substr(at, end - at));
        at = end;
        continue;
      }
      // Blanks between two encoded words are no text (RFC 2047, 6.2).
      if (!is_after_word_ || before.find_first_not_of(" \t") != std::string_view::npos) plain(before);
      if (!equal_ignoring_case(charset_, word->charset)) flush();
      charset_ = word->charset;
      bytes_ += word_bytes(*word);
      is_after_word_ = true;
      at = word->end;
    }
    flush();
    return std::move(out_);
  }

 private:
  void plain(std::string_view text) {
    flush();
    is_after_word_ = false;
    out_ += readable(text);
  }

  void flush() {
    if (!bytes_.empty()) out_ += single_line(to_utf8(bytes_, charset_));
    bytes_.clear();
  }

  std::string_view value_;
  std::string_view charset_;
  std::string bytes_;
  std::string out_;
  bool is_after_word_ = false;
};

}  // namespace

std::string single_line(std::string_view text) {
  constexpr std::string_view line_ends("\r\n\0", 3);
  if (std::none_of(line_ends.begin(), line_ends.end(), [&](char c) { return text.find(c) != std::string_view::npos; })) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  }
  return out;
}

std::string unfold(std::string_view value) {
  value = trim(value);
  std::string out;
  out.reserve(value.size());
  for (const char c : value)
    if (c != '\r' && c != '\n') out += c;
  return out;
}

std::string decode_words(std::string_view value) {
  const std::string flat = unfold(value);
  if (flat.find("=?") == std::string::npos) return readable(flat);
  return WordReader(flat).read();
}

std::string encode_words(std::string_view text, std::string_view charset) {
  const std::string flat = single_line(readable(text));
  // Text that looks like an encoded word must be encoded too, or it would be read as one; and a word that no line could hold (RFC 5322, 2.1.1).
  if (is_ascii(flat) && flat.find("=?") == std::string::npos && (flat.size() < longest_unfolded || longest_word(flat) < longest_unfolded)) return flat;
  return encoded_words(flat, from_utf8(flat, charset) ? charset : "utf-8");
}

std::string field_line(std::string_view name, std::string_view value) {
  std::string out;
  out.reserve(name.size() + value.size() + 8);
  out.append(name).append(":");
  // A line of blanks alone would end the header for some readers (RFC 5322, 3.2.2).
  value = value.substr(0, value.find_last_not_of(" \t") + 1);
  const bool fits = out.size() + 1 + value.size() <= 78;
  if (fits && !value.empty() && value.front() != ' ' && value.front() != '\t') return out.append(" ").append(value).append("\r\n");
  std::size_t column = out.size();
  while (!value.empty()) {
    const std::size_t next = value.find_first_of(" \t", value.find_first_not_of(" \t") == std::string_view::npos
                                                            ? value.size()
                                                            : value.find_first_not_of(" \t"));
    const std::string_view word = value.substr(0, next);
    const bool has_space = word.front() == ' ' || word.front() == '\t';
    const std::size_t needed = word.size() + (has_space ? 0 : 1);
    if (column > name.size() + 1 && column + needed > 78 && has_space) {
      out += "\r\n";
      column = 0;
    } else if (column == name.size() + 1 && !has_space) {
      out += ' ';
    }
    out += word;
    column += needed;
    value.remove_prefix(word.size());
  }
  return out + "\r\n";
}

std::string base64(std::string_view bytes) {
  gchar* encoded = g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string out = encoded;
  g_free(encoded);
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += 76) out += all.substr(at, 76) + "\r\n";
  return out;
}

std::string quoted_printable(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      out += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    // A blank before a line end would be lost on the way (RFC 2045, 6.7 rule 3); so would "From " and a lone dot in some stores.
    const bool last = i + 1 == text.size() || text[i + 1] == '\r' || text[i + 1] == '\n';
    const bool plain = c > 32 && c < 127 && c != '=' && !(column == 0 && (c == '.' || c == 'F'));
    const bool blank = (c == ' ' || c == '\t') && !last;
    const std::size_t width = plain || blank ? 1 : 3;
    if (column + width > 75) {
      out += "=\r\n";
      column = 0;
    }
    if (width == 1) {
      out += static_cast<char>(c);
    } else {
      out += {'=', digits[c >> 4], digits[c & 15]};
    }
    column += width;
  }
  return out;
}

std::string decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  unsigned bits = 0;
  int held = 0;
  bool is_padded = false;
  for (const char c : text) {
    const int value = base64_value(c);
    if (c == '=') {
      bits = 0;
      held = 0;
      is_padded = true;
    }
    // Padding ends a line, not the text: some clients join pieces that were encoded one by one.
    if (c == '\n') is_padded = false;
    if (value < 0 || is_padded) continue;
    bits = (bits << 6) | static_cast<unsigned>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xFF);
  }
  return out;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    // What is no escape comes in long runs.
    const std::size_t mark = std::min(text.find('=', i), text.size());
    out.append(text.substr(i, mark - i));
    i = mark;
    if (i == text.size()) break;
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
      continue;
    }
    // A soft line break, blanks before it allowed (RFC 2045, 6.7 rule 3); any other = stands for itself.
    std::size_t end = text.find_first_not_of(" \t", i + 1);
    if (end == std::string_view::npos) break;
    if (text[end] == '\r' && end + 1 < text.size()) ++end;
    if (text[end] == '\n') {
      i = end;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decode_transfer(std::string_view bytes, std::string_view encoding) {
  const std::string name = lower(trim(encoding));
  if (name == "quoted-printable") return decode_quoted_printable(bytes);
  std::string out;
  if (name == "base64") {
    out = decode_base64(bytes);
  } else if (g_mime_content_encoding_from_string(name.c_str()) == GMIME_CONTENT_ENCODING_UUENCODE) {
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_UUENCODE);
    out.resize(g_mime_encoding_outlen(&state, bytes.size()) + 4);
    out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
  } else {
    return std::string(bytes);
  }
  // Bytes that were never encoded would be gone: they stay as they are.
  return out.empty() && !trim(bytes).empty() ? std::string(bytes) : out;
}

}  // namespace sim::mail::detail
