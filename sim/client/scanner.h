// What is said to the scanners that mail servers ask about a mail, and what they answer: SpamAssassin's spamd (SPAMC/1.5), rspamd (POST /checkv2),
// ClamAV's clamd (INSTREAM). Bytes only: who carries them is not known here. Answers are hostile bytes and bounded.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/result.h"

namespace sim::client {

/// No scanner answers more; of a longer answer nothing is believed.
inline constexpr std::size_t most_scanner_octets = 65'536;
/// As many symbols of an answer are kept.
inline constexpr std::size_t most_symbols = 200;

struct Symbol {
  std::string name;
  int thousandths = 0;
  bool has_weight = false;   ///< spamd names its tests without their weights
  bool operator==(const Symbol&) const = default;
};

/// A scanner's verdict on one mail. Scores count in thousandths of a point.
struct ScanAnswer {
  bool is_found = false;     ///< spam, or infected
  std::string name;          ///< of the virus; rspamd's action
  int thousandths = 0, required = 0;
  std::vector<Symbol> symbols;
};

/// SYMBOLS: the score, and the names of the tests that hit. `raw` has CRLF line ends.
std::string spamd_request(std::string_view raw);
Result<ScanAnswer> read_spamd_answer(std::string_view bytes);

/// `host` is the Host field's value.
std::string rspamd_request(std::string_view host, std::string_view path, std::string_view raw);
/// Spam is what rspamd would reject, mark or rewrite the subject of; greylisting is not.
Result<ScanAnswer> read_rspamd_answer(std::string_view bytes);

/// zINSTREAM: the mail in chunks, each after its length.
std::string clamd_request(std::string_view raw);
Result<ScanAnswer> read_clamd_answer(std::string_view bytes);

/// "8.608", "-1", "1000.0" in thousandths; nothing that is no such number, and within a million points.
Result<int> points_of(std::string_view text);

}  // namespace sim::client
