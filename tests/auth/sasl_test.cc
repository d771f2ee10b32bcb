#include "sim/auth/sasl.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/auth/base64.h"
#include "sim/auth/sasl_mechanisms.h"

namespace sim::auth {
namespace {

using Kind = SaslServer::Turn::Kind;

struct KnownUsers final : SaslUsers {
  std::optional<std::string> password_of(std::string_view user) override {
    const auto found = passwords.find(user);
    return found == passwords.end() ? std::nullopt : std::optional(found->second);
  }
  bool accepts_token(std::string_view user, std::string_view token) override { return user == "yuki@corp.example" && token == "fresh"; }
  std::map<std::string, std::string, std::less<>> passwords{{"yuki", "secret"}, {"a,b=c", "päss wörd"}, {"tim", "tanstaaftanstaaf"}, {"user", "pencil"}};
};

const Credentials yuki{"yuki", "secret", ""};
const Credentials with_token{"yuki@corp.example", "", "fresh"};

/// Lets both ends talk as a protocol does, with or without initial response: "yuki", or "refused", "cancelled", "malformed".
std::string talk(SaslClient& client, SaslServer& server, bool initial_response) {
  std::optional<std::string> held = client.initial();
  auto turn = initial_response && held ? server.hear(*std::exchange(held, std::nullopt)) : server.hear(std::nullopt);
  for (int turns = 0; turns < 9; ++turns) {
    if (turn.kind == Kind::success && !turn.bytes.empty() && !client.answer(turn.bytes)) return "cancelled";
    if (turn.kind == Kind::success) return client.may_succeed() ? server.user() : "not believed";
    if (turn.kind == Kind::failure) return "refused";
    if (turn.kind == Kind::malformed) return "malformed";
    const auto answer = held ? std::exchange(held, std::nullopt) : client.answer(turn.bytes);
    if (!answer) return "cancelled";
    turn = server.hear(*answer);
  }
  return "endless";
}

std::string try_mechanism(std::string_view name, const Credentials& who, bool initial_response = true) {
  Random random(1);
  KnownUsers users;
  const auto client = choose_sasl({std::string(name)}, who, random);
  const auto server = start_sasl(name, users, random, "mail.corp.example");
  if (!client || !server) return "no such mechanism";
  return talk(*client, *server, initial_response);
}

TEST(Sasl, PasswordMechanismsProveTheUserWithAndWithoutInitialResponse) {
  for (const std::string_view name : {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"}) {
    for (const bool initial : {true, false}) {
      EXPECT_EQ(try_mechanism(name, yuki, initial && name != "LOGIN" && name != "CRAM-MD5"), "yuki") << name;
      EXPECT_EQ(try_mechanism(name, {"a,b=c", "päss wörd", ""}, initial), "a,b=c") << name;
    }
  }
}

TEST(Sasl, WrongPasswordAndUnknownUserAreRefusedAlike) {
  for (const std::string_view name : {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"}) {
    EXPECT_EQ(try_mechanism(name, {"yuki", "Secret", ""}), "refused") << name;
    EXPECT_EQ(try_mechanism(name, {"nobody", "secret", ""}), "refused") << name;
    EXPECT_EQ(try_mechanism(name, {"nobody", "", ""}), "refused") << name;
  }
}

TEST(Sasl, BearerTokensAreAcceptedOrRefusedWithAReason) {
  for (const std::string_view name : {"XOAUTH2", "OAUTHBEARER"}) {
    EXPECT_EQ(try_mechanism(name, with_token), "yuki@corp.example") << name;
    EXPECT_EQ(try_mechanism(name, with_token, false), "yuki@corp.example") << name;
    EXPECT_EQ(try_mechanism(name, {"yuki@corp.example", "", "stale"}), "refused") << name;
    EXPECT_EQ(try_mechanism(name, {"keiko@corp.example", "", "fresh"}), "refused") << name;
    Random random(1);
    KnownUsers users;
    const auto client = choose_sasl({std::string(name)}, {"yuki@corp.example", "", "stale"}, random);
    const auto server = start_sasl(name, users, random, "");
    const auto refusal = server->hear(*client->initial());
    ASSERT_EQ(refusal.kind, Kind::challenge);
    EXPECT_EQ(client->answer(refusal.bytes), name == "XOAUTH2" ? "" : "\x01");
    EXPECT_EQ(client->reason(), refusal.bytes);
    EXPECT_FALSE(client->may_succeed());
  }
}

TEST(Sasl, ClientChoosesTheStrongestOfferedThatFits) {
  Random random(1);
  const std::vector<std::string> all{"login", "plain", "cram-md5", "scram-sha-256", "xoauth2", "oauthbearer", "GSSAPI"};
  EXPECT_EQ(choose_sasl(all, yuki, random)->mechanism(), "SCRAM-SHA-256");
  EXPECT_EQ(choose_sasl(all, with_token, random)->mechanism(), "OAUTHBEARER");
  EXPECT_EQ(choose_sasl({"LOGIN", "PLAIN"}, yuki, random)->mechanism(), "PLAIN");
  EXPECT_EQ(choose_sasl(all, yuki, random, "LOGIN")->mechanism(), "LOGIN");
  EXPECT_EQ(choose_sasl({"XOAUTH2"}, yuki, random), nullptr);
  EXPECT_EQ(choose_sasl({"PLAIN"}, with_token, random), nullptr);
  KnownUsers users;
  EXPECT_EQ(start_sasl("GSSAPI", users, random, ""), nullptr);
}

/// RFC 4616, 4.
TEST(SaslPlain, ActsForNobodyElse) {
  KnownUsers users;
  users.passwords["tim"] = "tanstaaftanstaaf";
  const auto answer = [&](std::string_view response) { return plain_server(users)->hear(response).kind; };
  using namespace std::string_view_literals;
  EXPECT_EQ(answer("\0tim\0tanstaaftanstaaf"sv), Kind::success);
  EXPECT_EQ(answer("tim\0tim\0tanstaaftanstaaf"sv), Kind::success);
  EXPECT_EQ(answer("Ursel\0tim\0tanstaaftanstaaf"sv), Kind::failure);
  EXPECT_EQ(answer("tim\0tanstaaftanstaaf"sv), Kind::malformed);
  EXPECT_EQ(answer(""), Kind::malformed);
}

/// The example of RFC 2195, 2.
TEST(SaslCramMd5, IsTheExampleOfTheRfc) {
  const std::string challenge = "<1896.697170952@postoffice.reston.mci.net>";
  const auto client = cram_md5_client({"tim", "tanstaaftanstaaf", ""});
  EXPECT_EQ(client->answer(challenge), "tim b913a602c7eda7a495b4e6e7334d3890");
  KnownUsers users;
  const auto server = cram_md5_server(users, challenge);
  EXPECT_EQ(server->hear(std::nullopt).bytes, challenge);
  EXPECT_EQ(server->hear("tim b913a602c7eda7a495b4e6e7334d3890").kind, Kind::success);
  EXPECT_EQ(server->user(), "tim");
}

/// The example of RFC 7677, 3.
TEST(SaslScram, IsTheExampleOfTheRfc) {
  const auto client = scram_client({"user", "pencil", ""}, "rOprNGfwEbeRWgbNEkqO");
  KnownUsers users;
  const auto server = scram_server(users, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", *from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="));
  EXPECT_EQ(client->initial(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  const std::string challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  EXPECT_EQ(server->hear(*client->initial()).bytes, challenge);
  const std::string last =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  EXPECT_EQ(client->answer(challenge), last);
  EXPECT_FALSE(client->may_succeed());
  const auto success = server->hear(last);
  EXPECT_EQ(success.kind, Kind::success);
  EXPECT_EQ(success.bytes, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  EXPECT_EQ(client->answer(success.bytes), "");
  EXPECT_TRUE(client->may_succeed());
}

TEST(SaslScram, ClientTrustsNoImpostor) {
  const auto first_answer = [](std::string_view challenge) { return scram_client(yuki, "abc")->answer(challenge); };
  EXPECT_TRUE(first_answer("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"));
  EXPECT_FALSE(first_answer("r=abc,s=QSXCR+Q6sek8bf92,i=4096")) << "a nonce without the server's part";
  EXPECT_FALSE(first_answer("r=xbcdef,s=QSXCR+Q6sek8bf92,i=4096")) << "another's nonce";
  EXPECT_FALSE(first_answer("r=abcdef,s=QSXCR+Q6sek8bf92,i=1")) << "cheap to guess from";
  EXPECT_FALSE(first_answer("r=abcdef,s=QSXCR+Q6sek8bf92,i=2000000000")) << "minutes of work";
  EXPECT_FALSE(first_answer("r=abcdef,s=!,i=4096"));
  EXPECT_FALSE(first_answer("m=ext,r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"));
  EXPECT_FALSE(first_answer(""));
  const auto client = scram_client(yuki, "abc");
  ASSERT_TRUE(client->answer("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"));
  EXPECT_FALSE(client->answer("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
  EXPECT_FALSE(client->may_succeed());
}

TEST(SaslScram, ServerRefusesChannelBindingAndTamperedMessages) {
  KnownUsers users;
  const auto begin = [&](std::string_view message) { return scram_server(users, "xyz", "salt")->hear(message).kind; };
  EXPECT_EQ(begin("n,,n=user,r=abc"), Kind::challenge);
  EXPECT_EQ(begin("y,,n=user,r=abc"), Kind::challenge);
  EXPECT_EQ(begin("n,a=user,n=user,r=abc"), Kind::challenge);
  EXPECT_EQ(begin("n,a=root,n=user,r=abc"), Kind::failure);
  EXPECT_EQ(begin("p=tls-unique,,n=user,r=abc"), Kind::malformed);
  EXPECT_EQ(begin("n,,m=x,n=user,r=abc"), Kind::malformed);
  EXPECT_EQ(begin("n,,n=us=er,r=abc"), Kind::malformed);
  const auto server = scram_server(users, "xyz", "salt");
  const auto client = scram_client({"user", "pencil", ""}, "abc");
  std::string last = *client->answer(server->hear(*client->initial()).bytes);
  last.replace(last.find("biws"), 4, "eSws");  // "y,,": somebody made the client believe that there is no channel binding
  EXPECT_EQ(server->hear(last).kind, Kind::failure);
}

/// The example of RFC 7628, 4.1.
TEST(SaslOauthBearer, ReadsTheExampleOfTheRfc) {
  struct One final : SaslUsers {
    std::optional<std::string> password_of(std::string_view) override { return std::nullopt; }
    bool accepts_token(std::string_view user, std::string_view token) override {
      return user == "user@example.com" && token == "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    }
  } users;
  const auto heard = [&](std::string_view message) { return bearer_server(users, BearerForm::oauthbearer)->hear(message).kind; };
  const std::string example =
      "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9"
      "PQEB";
  EXPECT_EQ(heard(*from_base64(example)), Kind::success);
  EXPECT_EQ(heard("n,a=user@example.com,\x01" "auth=bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01"), Kind::success);
  EXPECT_EQ(heard("n,,\x01" "auth=Bearer x\x01\x01"), Kind::challenge) << "a token that says nothing of its user";
  EXPECT_EQ(heard("n,a=user@example.com,\x01" "auth=Basic eDp5\x01\x01"), Kind::malformed);
  EXPECT_EQ(heard("n,a=user@example.com,\x01" "auth=Bearer x\x01"), Kind::malformed);
  EXPECT_EQ(heard("n"), Kind::malformed);
  EXPECT_EQ(heard("n,"), Kind::malformed);
  EXPECT_EQ(heard("\x01\x01"), Kind::malformed);
}

/// Google's description of XOAUTH2 ("Initial client response").
TEST(SaslXoauth2, SaysTheExampleOfItsDescription) {
  const auto client = bearer_client({"someuser@example.com", "", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"}, BearerForm::xoauth2);
  EXPECT_EQ(to_base64(*client->initial()),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==");
}

}  // namespace
}  // namespace sim::auth
