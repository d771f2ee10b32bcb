#include "sim/auth/sasl.h"

#include <algorithm>
#include <array>

#include "sim/auth/sasl_mechanisms.h"

namespace sim::auth {
namespace {

bool is_same_mechanism(std::string_view a, std::string_view b) {
  const auto upper_of = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return upper_of(x) == upper_of(y); });
}

/// One row: how each end of a mechanism begins. The one list; the order is that of a client's preference.
struct Mechanism {
  std::string_view name;
  bool wants_token;
  std::unique_ptr<SaslClient> (*client)(const Credentials& credentials, Random& random);
  std::unique_ptr<SaslServer> (*server)(SaslUsers& users, Random& random, std::string_view host);
};

const std::array<Mechanism, 6>& mechanism_table() {
  static const std::array<Mechanism, 6> table{
      Mechanism{"OAUTHBEARER", true, [](const Credentials& who, Random&) { return bearer_client(who, BearerForm::oauthbearer); },
                [](SaslUsers& users, Random&, std::string_view) { return bearer_server(users, BearerForm::oauthbearer); }},
      Mechanism{"XOAUTH2", true, [](const Credentials& who, Random&) { return bearer_client(who, BearerForm::xoauth2); },
                [](SaslUsers& users, Random&, std::string_view) { return bearer_server(users, BearerForm::xoauth2); }},
      Mechanism{"SCRAM-SHA-256", false, [](const Credentials& who, Random& random) { return scram_client(who, random.token(24)); },
                [](SaslUsers& users, Random& random, std::string_view) {
                  std::string nonce = random.token(24);
                  return scram_server(users, std::move(nonce), random.token(16));
                }},
      Mechanism{"CRAM-MD5", false, [](const Credentials& who, Random&) { return cram_md5_client(who); },
                [](SaslUsers& users, Random& random, std::string_view host) {
                  return cram_md5_server(users, "<" + std::to_string(random.next()) + "@" + std::string(host) + ">");
                }},
      Mechanism{"PLAIN", false, [](const Credentials& who, Random&) { return plain_client(who); },
                [](SaslUsers& users, Random&, std::string_view) { return plain_server(users); }},
      Mechanism{"LOGIN", false, [](const Credentials& who, Random&) { return login_client(who); },
                [](SaslUsers& users, Random&, std::string_view) { return login_server(users); }},
  };
  return table;
}

}  // namespace

std::span<const std::string_view> mechanisms() {
  static const auto names = [] {
    std::array<std::string_view, 6> out;
    std::transform(mechanism_table().begin(), mechanism_table().end(), out.begin(), [](const Mechanism& each) { return each.name; });
    return out;
  }();
  return names;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const std::size_t space = std::min(list.find(' '), list.size());
    if (space > 0) words.emplace_back(list.substr(0, space));
    list.remove_prefix(std::min(space + 1, list.size()));
  }
  return words;
}

std::unique_ptr<SaslClient> choose_sasl(const std::vector<std::string>& offered, const Credentials& credentials, Random& random,
                                        std::string_view only) {
  for (const Mechanism& each : mechanism_table()) {
    if (each.wants_token == credentials.access_token.empty()) continue;
    if (!only.empty() && !is_same_mechanism(only, each.name)) continue;
    const auto is_it = [&](const std::string& name) { return is_same_mechanism(name, each.name); };
    if (std::any_of(offered.begin(), offered.end(), is_it)) return each.client(credentials, random);
  }
  return nullptr;
}

std::unique_ptr<SaslServer> start_sasl(std::string_view mechanism, SaslUsers& users, Random& random, std::string_view host) {
  for (const Mechanism& each : mechanism_table()) {
    if (is_same_mechanism(mechanism, each.name)) return each.server(users, random, host);
  }
  return nullptr;
}

}  // namespace sim::auth
