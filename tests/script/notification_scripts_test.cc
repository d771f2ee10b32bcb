// Scripts of notifications: advanced conditions and mail scripts (spec 6.1, 6.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NotificationScripts : public ::testing::Test {
 protected:
  void play() {
    world.configure(config);
    world.fire("incident.inserted", "INC0000001", "ken", "urgent");
  }
  void run(const std::string& script) { config.mail_scripts = {{"s", script, {}}}; }
  NotificationConfig& notification() { return config.notifications[0]; }
  OutboundWorld world;
  InstanceConfig config = usual_config();
};

TEST_F(NotificationScripts, DecideByTheRecordAndTheEvent) {
  notification().condition_script = "current.caller_id.user_name == 'yuki' && event.parm1 == 'urgent' && event.name == 'incident.inserted'";
  play();
  EXPECT_EQ(world.mails(), 1);
}

TEST_F(NotificationScripts, ThatDoNotAnswerTrueKeepTheMailBack) {
  notification().condition_script = "answer = false;";
  play();
  EXPECT_EQ(world.mails(), 0);
  EXPECT_THAT(world.decided(sim::EventKind::notification_silent), ElementsAre("notification-condition-script"));
}

TEST_F(NotificationScripts, ThatThrowKeepTheMailBack) {
  notification().condition_script = "no_such_thing.x";
  play();
  EXPECT_EQ(world.mails(), 0);
}

TEST_F(NotificationScripts, PrintIntoBothBodies) {
  notification().text = "Hello ${mail_script:s}";
  notification().html = "<p>${mail_script:s}</p>";
  run("(function runMailScript(current, template, email, email_action, event) {\n"
      "  template.print('<b>' + current.number + '</b>'); template.space(2); template.print(event.parm1);\n"
      "})(current, template, email, email_action, event);");
  play();
  EXPECT_THAT(world.email("body"), HasSubstr("<p><b>INC0000001</b>  urgent</p>"));
  EXPECT_THAT(world.email("body_text"), HasSubstr("Hello INC0000001 urgent"));
}

TEST_F(NotificationScripts, AddAddressesThatAreScreened) {
  notification().text = "${mail_script:s}";
  config.users[1].active = false;
  run("email.addAddress('cc', 'boss@corp.example', 'Boss'); email.addAddress('bcc', 'audit@corp.example', 'Audit');\n"
      "email.addAddress('cc', 'ken@corp.example', 'Ken'); email.addAddress('cc', 'nonsense', '');");
  play();
  EXPECT_EQ(world.email("copied || '/' || blind_copied"), "boss@corp.example/audit@corp.example");
  EXPECT_THAT(world.decided(sim::EventKind::recipient_excluded),
              ElementsAre("recipient-address-of-inactive-user", "recipient-address-invalid"));
}

TEST_F(NotificationScripts, ChangeTheMail) {
  notification().html = {};
  notification().text = "${mail_script:s}";
  run("email.setSubject('Other'); email.setFrom('Desk <desk@corp.example>'); email.setReplyTo('reply@corp.example'); email.setBody('Body');");
  play();
  EXPECT_EQ(world.email("subject"), "Other");
  EXPECT_EQ(world.email("\"from\""), "Desk <desk@corp.example>");
  EXPECT_EQ(world.email("reply_to"), "IT Service Desk <reply@corp.example>");
  EXPECT_THAT(world.email("body_text"), HasSubstr("Body"));
}

TEST_F(NotificationScripts, ThatFailAreToldInTheMailsLogAndPrintNothing) {
  notification().html = {};
  notification().text = "A${mail_script:s}Z";
  run("nothing.here();");
  play();
  EXPECT_THAT(world.email("body_text"), HasSubstr("AZ"));
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE 'Mail script ''s'' failed: line 1%' AND email = (SELECT sys_id FROM sys_email)"), "1");
}

TEST_F(NotificationScripts, ThatAreNotThereStandAsTheyAreWritten) {
  notification().text = "${mail_script:missing}";
  play();
  EXPECT_THAT(world.email("body_text"), HasSubstr("${mail_script:missing}"));
}

}  // namespace
}  // namespace engine::tests
