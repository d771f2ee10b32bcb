// Any bytes of an IMAP server, in any pieces: the client says the same, and keeps to its bounds.
#include "sim/client/imap_client.h"
#include "tests/fuzz/split_oracle.h"

namespace {

struct TakeAll final : sim::client::MailSink {
  bool wants(const sim::client::ListedMail&) override { return true; }
  void retrieved(const sim::client::ListedMail& mail, std::string) override { safe.push_back(mail.number); }
  void skipped(const sim::client::ListedMail&, const std::string&) override {}
  std::vector<int> store() override { return std::exchange(safe, {}); }
  std::vector<int> safe;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  for (const std::string begin : {"", "* PREAUTH hi\r\n* CAPABILITY IMAP4rev1 UIDPLUS\r\nA1 OK\r\nA2 OK\r\n* OK [UIDVALIDITY 5] x\r\nA3 OK\r\n"}) {
    fuzz::must_not_depend_on_pieces([&](std::size_t piece) {
      TakeAll sink;
      sim::client::ImapClientOptions options;
      options.credentials = {"yuki", "secret", ""};
      options.most_octets = 1000;
      options.batch = 2;
      sim::client::ImapClient client(options, sink);
      return fuzz::converse(client, begin + input, piece) + client.trouble().value_or("");
    });
  }
  return 0;
}
