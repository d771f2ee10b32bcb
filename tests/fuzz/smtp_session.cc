// Any bytes of a client, in any pieces.
#include "tests/fakeservers/test_host.h"
#include "tests/fuzz/split_oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  fuzz::must_not_depend_on_pieces([&](std::size_t piece) {
    fakeservers::TestHost host;
    host.offer_auth = true;
    host.logins.mechanisms = {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"};
    host.options.auth_needs_tls = false;
    host.options.most_message_octets = 10'000;
    return fuzz::converse(*host.smtp(), input, piece);
  });
  return 0;
}
