// The action type Reply Email (spec 3.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

InboundActionConfig receipt() {
  InboundActionConfig action;
  action.name = "Receipt";
  action.action = "reply_email";
  action.order = 200;
  action.reply_text = "Thank you, we keep \"${email.subject}\" as ${current.number}.";
  return action;
}

TEST(ReplyEmail, AnswersTheSenderInTheSameThread) {
  ScriptWorld world(std::vector{scripted("current.insert();"), receipt()});
  world.receive({});
  const std::string sent = "FROM sys_email WHERE type = 'send-ready'";
  EXPECT_EQ(world.value("SELECT recipients || '|' || subject " + sent), "yuki@corp.example|Re: Printer is broken");
  EXPECT_THAT(world.value("SELECT headers " + sent), HasSubstr("In-Reply-To:<1@corp.example>\n"));
  EXPECT_THAT(world.value("SELECT body_text " + sent), HasSubstr("we keep \"Printer is broken\" as INC0000001."));
  EXPECT_THAT(world.value("SELECT body_text " + sent), HasSubstr("Ref:MSG"));
  EXPECT_EQ(world.value("SELECT source_table FROM sys_watermark"), "incident");
}

TEST(ReplyEmail, EscapesWhatItPutsIntoHtml) {
  InboundActionConfig action = receipt();
  action.reply_html = "<p>${email.subject}</p>";
  action.reply_text.reset();
  ScriptWorld world(std::vector{action});
  world.receive({.subject = "<script>alert(1)</script>"});
  EXPECT_THAT(world.value("SELECT body FROM sys_email WHERE type = 'send-ready'"), HasSubstr("<p>&lt;script&gt;"));
  EXPECT_THAT(world.value("SELECT body_text FROM sys_email WHERE type = 'send-ready'"), HasSubstr("<script>alert(1)</script>"));
}

TEST(ReplyEmail, NeedsNoTable) {
  InboundActionConfig action = receipt();
  action.table = "";
  ScriptWorld world(std::vector{action});
  world.receive({});
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE type = 'send-ready'"), "1");
  EXPECT_THAT(world.log(), Not(HasSubstr("Skipping")));
}

}  // namespace
}  // namespace engine::tests
