// `mailrig bench`: pushes a stream of labelled junk through the whole path (SMTP to the provider's server, its policies, the maildrop, POP3, the
// Email table) and says how fast it went and where each label ended.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace scenarios {

struct BenchOptions {
  std::size_t mails = 10'000;
  std::uint64_t seed = 1;
  bool on_loopback = false;        ///< real sockets instead of the virtual wire
  std::size_t octets = 4096;       ///< about the size of each mail; 0: as it comes
  std::string smtp_server;         ///< sending: this server at 127.x.y.z:port instead of a simulated one
  std::string database_folder;     ///< where the database file lies; a temporary folder that is removed if empty
};

/// Prints the report; 0 if every mail ended in the mailbox that its label asks for, 1 if not.
int bench(const BenchOptions& options);

}  // namespace scenarios
