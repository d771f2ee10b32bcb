// Mails, keys and a DNS of one record for the benches of DKIM.
#pragma once
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "sim/sender/dkim_sign.h"
#include "sim/sender/dkim_verify.h"

namespace bench {

inline sim::Instant signing_moment() { return sim::Instant{} + std::chrono::seconds{1'767'603'600}; }

/// A mail of about so many octets of body.
inline std::string mail_of(std::size_t octets, int number = 0) {
  std::string out = fmt::format("From: Acme <acme@corp.example>\r\nTo: Ken <ken@other.example>,\r\n yuki@other.example\r\nSubject: Printer  {} on 3F\r\n"
                                "Date: Mon, 05 Jan 2026 09:00:00 +0000\r\nMessage-ID: <{}@corp.example>\r\nMIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n\r\n", number, number);
  const std::size_t header = out.size();
  for (std::size_t line = 0; out.size() < header + octets; ++line) out += fmt::format("Line {} of the report:  it shows 0x{:04x} \t again.\r\n", line, line);
  return out;
}

/// The stories' RSA key of 2048 bits; the program stands in the project's folder.
inline sim::sender::DkimSigner rsa_signer() {
  std::ifstream in("scenarios/library/keys/dkim-rsa.key", std::ios::binary);
  const auto key = sim::sender::DkimKey::from_pem(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!key) {
    fmt::print(stderr, "scenarios/library/keys/dkim-rsa.key: {}\n", key.error().text());
    std::exit(2);
  }
  return {"corp.example", "s1", *key};
}

inline sim::sender::DkimSigner ed25519_signer() {
  sim::Random random(1, "dkim");
  return {"corp.example", "e1", sim::sender::DkimKey::from_random(random)};
}

class KeyRecord final : public sim::dns::Lookup {
 public:
  explicit KeyRecord(std::string text) : text_(std::move(text)) {}
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    return {sim::dns::Status::found, {{name, sim::dns::Type::TXT, 60, sim::dns::TxtData{{text_}}}}};
  }

 private:
  std::string text_;
};

}  // namespace bench
