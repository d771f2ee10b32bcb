#include <gtest/gtest.h>

#include "tests/auth/keys.h"

namespace auth_tests {
namespace {

using sim::auth::Certificate;
using sim::auth::Identity;

TEST(Certificate, KnowsWhoseItIsAndUntilWhen) {
  const Certificate yuki = certificate("yuki");
  EXPECT_EQ(yuki.subject(), "O=Example,CN=Yuki Tanaka");
  EXPECT_EQ(yuki.addresses(), std::vector<std::string>{"yuki@corp.example"});
  EXPECT_TRUE(yuki.is_for("YUKI@Corp.example"));
  EXPECT_FALSE(yuki.is_for("ken@corp.example"));
  EXPECT_EQ(sim::iso8601(certificate("yuki-expired").expires()), "2025-12-31T00:00:00.000Z");
  EXPECT_EQ(Certificate::from_pem(yuki.pem())->subject(), yuki.subject());
}

TEST(Certificate, IsNotReadFromAnythingElse) {
  EXPECT_FALSE(Certificate::from_pem(""));
  EXPECT_FALSE(Certificate::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(Certificate::from_pem(key_file("yuki.key")));
  EXPECT_EQ(Certificate::all_from_pem(key_file("yuki.crt") + key_file("ca.crt"))->size(), 2U);
}

TEST(Identity, IsReadFromPemAndFromPkcs12) {
  EXPECT_TRUE(Identity::from_pem(key_file("ken.crt"), key_file("ken.key")));
  const auto acme = Identity::from_p12(key_file("acme.p12"), "secret");
  ASSERT_TRUE(acme) << acme.error().text();
  EXPECT_TRUE(acme->certificate().is_for("acme@service-now.example"));
  EXPECT_EQ(acme->certificate().pem(), certificate("acme").pem());
  EXPECT_TRUE(Identity::from_pem(acme->certificate().pem(), acme->key_pem()));
}

TEST(Identity, NeedsTheRightKeyAndTheRightPassword) {
  EXPECT_NE(Identity::from_pem(key_file("ken.crt"), key_file("yuki.key")).error().what.find("does not belong"), std::string::npos);
  EXPECT_NE(Identity::from_pem(key_file("ken.crt"), "no key").error().what.find("cannot be read"), std::string::npos);
  EXPECT_NE(Identity::from_p12(key_file("acme.p12"), "wrong").error().what.find("cannot be opened"), std::string::npos);
  EXPECT_FALSE(Identity::from_p12("garbage", ""));
}

}  // namespace
}  // namespace auth_tests
