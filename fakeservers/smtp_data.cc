#include "fakeservers/smtp_data.h"

namespace fakeservers {
namespace {
/// An unfinished line longer than this is passed on in pieces, so that it is neither held nor searched again and again.
constexpr std::size_t long_line = 4096;
}  // namespace

void DataReader::keep(std::string_view piece) {
  if (is_too_big_) return;
  if (kept_.size() + piece.size() > most_octets_) {
    is_too_big_ = true;
    kept_ = std::string();
    return;
  }
  if (kept_.capacity() < 8192) kept_.reserve(8192);
  kept_.append(piece);
}

DataReader::Outcome DataReader::read(std::string_view bytes, std::size_t& consumed) {
  std::size_t line = 0;
  std::size_t unkept = 0;
  for (std::size_t lf = bytes.find('\n'); lf != std::string_view::npos; lf = bytes.find('\n', line)) {
    const std::string_view text = bytes.substr(line, lf + 1 - line);
    if (text.find('\r') + 2 != text.size()) return Outcome::bare_line_end;
    if (!is_mid_line_ && text.front() == '.') {
      keep(bytes.substr(unkept, line - unkept));
      unkept = line + 1;
      if (text.size() == 3) {
        consumed = lf + 1;
        return Outcome::complete;
      }
    }
    is_mid_line_ = false;
    line = lf + 1;
  }
  keep(bytes.substr(unkept, line - unkept));
  consumed = line;
  return read_long_line(bytes.substr(line), consumed);
}

DataReader::Outcome DataReader::read_long_line(std::string_view line, std::size_t& consumed) {
  if (line.size() < long_line) return Outcome::more;
  if (line.back() == '\r') line.remove_suffix(1);
  if (line.find('\r') != std::string_view::npos) return Outcome::bare_line_end;
  consumed += line.size();
  if (!is_mid_line_ && line.front() == '.') line.remove_prefix(1);
  keep(line);
  is_mid_line_ = true;
  return Outcome::more;
}

}  // namespace fakeservers
