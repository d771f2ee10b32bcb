#include "fakeservers/smtp_session.h"
#include "sim/auth/base64.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

using sim::auth::to_base64;

std::string plain(const std::string& user, const std::string& password) {
  return to_base64(std::string(1, '\0') + user + '\0' + password);
}

struct SmtpAuth : testing::Test {
  SmtpAuth() {
    host.offer_auth = true;
    host.options.auth_needs_tls = false;
    host.options.require_auth = true;
  }
  TestHost host;
};

TEST_F(SmtpAuth, TakesPlainInOneLine) {
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250-AUTH PLAIN LOGIN").server("250 HELP")
      .client("MAIL FROM:<a@b.example>").server("530 5.7.0")
      .client("AUTH PLAIN " + plain("yuki", "tanstaaf")).server("235 2.7.0")
      .client("AUTH PLAIN " + plain("yuki", "tanstaaf")).server("503 5.5.1")
      .client("MAIL FROM:<a@b.example>").server("250");
}

TEST_F(SmtpAuth, TakesLoginStepByStep) {
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP")
      .client("auth login").server("334 VXNlcm5hbWU6").client(to_base64("yuki")).server("334 UGFzc3dvcmQ6")
      .client(to_base64("tanstaaf")).server("235");
}

TEST_F(SmtpAuth, EndsAfterThreeFailures) {
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP")
      .client("AUTH PLAIN").server("334").client("*").server("501 5.7.0")
      .client("AUTH PLAIN " + plain("yuki", "wrong")).server("535 5.7.8")
      .client("AUTH PLAIN something").server("421 4.5.0 Too many errors, bye").closed();
}

TEST_F(SmtpAuth, RefusesOtherMechanismsAndClearText) {
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP").client("AUTH CRAM-MD5").server("504 5.5.4");
  host.options.auth_needs_tls = true;
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP").client("AUTH PLAIN").server("503 5.7.10")
      .client("STARTTLS").server("220").tls().client("EHLO x").until("250-AUTH PLAIN LOGIN").server("250 HELP");
}

TEST_F(SmtpAuth, NeverTracesASecret) {
  Dialogue(host.smtp()).client("EHLO x").client("AUTH PLAIN " + plain("yuki", "tanstaaf")).client("RSET");
  Dialogue(host.smtp()).client("EHLO x").client("AUTH LOGIN").client(to_base64("yuki")).client(to_base64("tanstaaf"));
  for (const sim::Event* event : host.events(sim::EventKind::said_client)) {
    EXPECT_EQ(event->field("line").find(to_base64("tanstaaf")), std::string::npos);
    EXPECT_EQ(event->field("line").find(plain("yuki", "tanstaaf")), std::string::npos);
  }
}

}  // namespace
}  // namespace fakeservers
