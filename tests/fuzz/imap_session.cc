// Any bytes of an IMAP client, before login and after it, in any pieces.
#include "tests/fakeservers/test_host.h"
#include "tests/fuzz/split_oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  for (const std::string begin : {"", "a LOGIN yuki tanstaaf\r\nb SELECT INBOX\r\n"}) {
    fuzz::must_not_depend_on_pieces([&](std::size_t piece) {
      fakeservers::TestHost host;
      host.store.deliver(host.drop(), "From: \"A\" <a@b.c>, g: d@e.f;\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n--x\r\n"
                                      "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner\r\n--x--\r\n", {}, host.clock.now());
      return fuzz::converse(*host.imap_session(), begin + input, piece);
    });
  }
  return 0;
}
