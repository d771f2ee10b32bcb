// Any bytes to a token service's reader and from one: no crash, and the pieces do not matter.
#include <cstdint>
#include <cstdlib>

#include "sim/client/http.h"
#include "sim/client/token.h"

namespace {

using sim::client::HttpReader;

std::string read_in_pieces(HttpReader::Kind kind, std::string_view bytes, std::size_t piece) {
  HttpReader reader(kind);
  HttpReader::Outcome outcome = HttpReader::Outcome::more;
  while (!bytes.empty() && outcome == HttpReader::Outcome::more) {
    const std::size_t size = piece == 0 ? bytes.size() : std::min(piece, bytes.size());
    outcome = reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (outcome == HttpReader::Outcome::more) outcome = reader.end();
  if (outcome != HttpReader::Outcome::whole) return "garbage";
  if (kind == HttpReader::Kind::request) {
    const auto request = reader.request();
    static_cast<void>(sim::client::read_form(request.body));
    static_cast<void>(sim::client::read_basic_authorization(request.authorization));
    return request.method + request.target + request.body;
  }
  const auto response = reader.response();
  const auto answer = sim::client::read_token_answer(response.body);
  if (answer.is_granted() != answer.error.empty()) std::abort();
  return std::to_string(response.status) + answer.access_token + answer.cause();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const auto kind : {HttpReader::Kind::request, HttpReader::Kind::response}) {
    const std::string whole = read_in_pieces(kind, input, 0);
    for (const std::size_t piece : {1U, 7U})
      if (read_in_pieces(kind, input, piece) != whole) std::abort();
  }
  static_cast<void>(sim::client::read_token_url(input));
  return 0;
}
