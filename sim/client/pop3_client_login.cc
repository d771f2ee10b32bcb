// From the greeting to the maildrop: CAPA, STLS, APOP or USER and PASS.
#include <openssl/evp.h>

#include <array>

#include "sim/client/pop3_client_state.h"

namespace sim::client {
namespace {

std::string md5_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_md5(), nullptr) != 1) return "";
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

/// RFC 1939, 7: the msg-id in the greeting; "" if there is none.
std::string timestamp_of(const std::string& greeting) {
  const std::size_t open = greeting.find('<');
  const std::size_t close = greeting.find('>', std::min(open, greeting.size()));
  if (close == std::string::npos) return "";
  return greeting.substr(open, close + 1 - open);
}

}  // namespace

void Pop3Client::State::greeted(const std::string& line) {
  timestamp = timestamp_of(line);
  say("CAPA", Step::capa);
}

void Pop3Client::State::after_capa() {
  const StartTlsUse use = client.options_.starttls;
  if (use == StartTlsUse::none || has_tls) return start_login();
  if (offers_stls || use == StartTlsUse::required) return say("STLS", Step::stls);
  start_login();
}

void Pop3Client::State::start_login() {
  const Pop3ClientOptions& options = client.options_;
  if (options.use_apop && !timestamp.empty())
    return say("APOP " + options.user_name + " " + md5_hex(timestamp + options.password), Step::apop, "APOP ***");
  say("USER " + options.user_name, Step::user);
}

}  // namespace sim::client
