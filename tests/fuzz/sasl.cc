// Any responses of a client to each mechanism of the server, and any challenges of a server to each client: nobody gets in, nothing crashes.
#include <cstdint>
#include <cstdlib>

#include "sim/auth/sasl.h"

namespace {

struct Strangers final : sim::auth::SaslUsers {
  std::optional<std::string> password_of(std::string_view user) override {
    if (user != "yuki") return std::nullopt;
    return "a password that no fuzzer guesses: 71c6e4";
  }
  bool accepts_token(std::string_view, std::string_view) override { return false; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const std::string_view mechanism : sim::auth::mechanisms()) {
    sim::Random random(1);
    Strangers users;
    const auto server = sim::auth::start_sasl(mechanism, users, random, "mail.example");
    const bool has_token = mechanism.find("OAUTH") != std::string_view::npos;
    const auto client = sim::auth::choose_sasl({std::string(mechanism)}, {"yuki", "secret", has_token ? "token" : ""}, random);
    // Lines are what is said one after another.
    std::string_view rest = input;
    for (int turn = 0; turn < 6; ++turn) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (server->hear(line).kind == sim::auth::SaslServer::Turn::Kind::success || !server->user().empty()) std::abort();
      static_cast<void>(client->answer(line));
      if (mechanism == "SCRAM-SHA-256" && client->may_succeed()) std::abort();
    }
  }
  return 0;
}
