#include "fakeservers/people/malformed_mail.h"

#include <fmt/format.h>

#include <array>
#include <cassert>

namespace fakeservers::people {
namespace {

using namespace std::string_literals;

/// What follows the ordinary header lines: the rest of the header, the empty line, the body.
using Rest = std::string (*)(const std::string& boundary);

std::string no_closing_boundary(const std::string& b) {
  return fmt::format("Content-Type: multipart/mixed; boundary=\"{0}\"\r\n\r\n--{0}\r\nContent-Type: text/plain\r\n\r\n"
                     "The last boundary never comes.\r\n--{0}\r\nContent-Type: text/plain\r\n\r\nThe end is missing", b);
}

std::string bad_base64(const std::string&) {
  return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
         "VGhpcyBpcyBub3Q=*** ?? IGJhc2U2NCA\r\n=====\r\nxyz\r\n";
}

std::string header_without_colon(const std::string&) {
  return "X-Mailer Old Mailer 1.0\r\nContent-Type: text/plain\r\nthis line is no header field\r\n\r\nA header line lacks its colon.\r\n";
}

/// Shift_JIS octets without any declaration, in the header and in the body.
std::string raw_octets(const std::string&) {
  return "X-Comment: \x83\x65\x83\x58\x83\x67\r\n\r\n\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd \xff\xfe\x80\r\n";
}

std::string nested_and_open(const std::string& b) {
  std::string out = fmt::format("Content-Type: multipart/mixed; boundary=\"{}-0\"\r\n\r\n", b);
  for (int depth = 0; depth < 12; ++depth) {
    out += fmt::format("--{0}-{1}\r\nContent-Type: multipart/mixed; boundary=\"{0}-{2}\"\r\n\r\n", b, depth, depth + 1);
  }
  return out + fmt::format("--{}-12\r\n\r\nTwelve levels deep, none of them closed.\r\n", b);
}

std::string nul_octets(const std::string&) {
  return "Content-Type: text/plain\r\n\r\nA body with "s + "\0\0\0"s + " NUL octets in it.\r\n";
}

std::string wrong_boundary(const std::string& b) {
  return fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n--something-else\r\nContent-Type: text/plain\r\n\r\n"
                     "The declared boundary is not the one used.\r\n--something-else--\r\n", b);
}

constexpr std::array<Rest, malformation_count> rests{no_closing_boundary, bad_base64, header_without_colon, raw_octets,
                                                     nested_and_open,     nul_octets, wrong_boundary};

}  // namespace

std::string write_malformed(std::size_t which, std::string_view from, std::string_view to, sim::Instant now, sim::Random& random) {
  assert(which < rests.size());
  const auto id = random.token(16);
  return fmt::format("From: <{}>\r\nTo: <{}>\r\nSubject: broken mail, kind {}\r\nDate: {}\r\nMessage-ID: <{}@broken.example>\r\n"
                     "MIME-Version: 1.0\r\n",
                     from, to, which + 1, sim::rfc5322_date(now), id) +
         rests[which]("b" + random.hex(12));
}

}  // namespace fakeservers::people
