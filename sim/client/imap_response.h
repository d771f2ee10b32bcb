// Responses of an IMAP server (RFC 3501, 7) out of its bytes: the text, and the literals in it, each bounded.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::client {

struct ImapResponse {
  std::string text;                   ///< without the last line end; a literal stands in it as `{5}`
  std::vector<std::string> literals;  ///< in their order
};

/// Cuts the stream into responses.
class ImapResponseReader {
 public:
  ImapResponseReader(std::size_t most_line_octets, std::size_t most_literal_octets)
      : most_line_octets_(most_line_octets), most_literal_octets_(most_literal_octets) {}
  void append(std::string_view bytes) { input_.append(bytes); }
  /// The next whole response; nothing if there is none yet, or if fault() says what is wrong.
  std::optional<ImapResponse> next();
  const std::string& fault() const { return fault_; }
  void clear();

 private:
  bool take_literal();
  std::optional<std::string_view> take_line();
  bool begin_literal(std::string_view line);

  std::size_t most_line_octets_, most_literal_octets_;
  std::string input_;
  std::size_t read_ = 0;              ///< octets of input_ that are done with
  std::size_t searched_ = 0;          ///< octets of input_ known to hold no line end beyond read_
  std::optional<std::size_t> literal_left_;
  std::size_t literal_octets_ = 0;    ///< of all literals of this response
  ImapResponse response_;
  std::string fault_;
};

/// What a FETCH response says, as far as a reader of mail wants to know.
struct FetchedMail {
  std::uint32_t uid = 0;
  std::size_t octets = 0;
  std::optional<std::string> raw;     ///< BODY[]
};
/// Nothing if it is no FETCH response, or none that makes sense.
std::optional<FetchedMail> read_fetched(ImapResponse& response);
/// The numbers of a SEARCH response; nothing if it is none.
std::optional<std::vector<std::uint32_t>> read_searched(std::string_view text);
/// The words of a response code: "UIDVALIDITY 5" of "* OK [UIDVALIDITY 5] ok"; "" if it has no code.
std::string_view response_code(std::string_view text);
/// Words parted by blanks.
std::vector<std::string> words_of(std::string_view text);

}  // namespace sim::client
