// What a script finds around it besides records: email, gs, the world's clock, and what is younger than ES5.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/script/filter_script.h"
#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

std::string of(const std::string& expression) { return "gs.info('>' + (" + expression + "));"; }

TEST(EmailVariable, HoldsWhatTheSpecLists) {
  ScriptWorld world(of("[email.to, email.direct, email.copied, email.recipients, email.recipients_array.length, email.from, email.origemail, "
                       "email.fromAddress, email.subject, email.body_text.trim(), email.importance, email.content_type, "
                       "email.headers.indexOf('X-Mine:yes') > 0, email.body.serial_number, email.body.nothing === undefined].join('|')"));
  world.receive({.body = "Serial Number: 42\r\n", .headers = "X-Mine: yes\r\nCc: ken@corp.example\r\nImportance: low\r\n"});
  EXPECT_THAT(world.log(), HasSubstr(">acme@service-now.example,ken@corp.example|acme@service-now.example|ken@corp.example|acme@service-now.example|1|"
                                     "yuki@corp.example|yuki@corp.example|yuki@corp.example|Printer is broken|Serial Number: 42|Low|text/plain|true|42|true"));
}

TEST(EmailVariable, NamesTheSender) {
  ScriptWorld world("");
  EXPECT_EQ(world.printed(of("email.from_sys_id == gs.getUserID()")), ">true");
}

TEST(Gs, SpeaksOfTheActingUser) {
  InstanceConfig config = office_with({scripted(of("[gs.getUserName(), gs.getUser().getFullName(), gs.getUser().getEmail(), gs.hasRole('itil'), "
                                                   "gs.hasRole('x,catalog'), gs.getUser().hasRole('nobody'), gs.getUser().isMemberOf('Desk')].join()"))});
  config.users[0].first_name = "Yuki";
  config.users[0].last_name = "Tan";
  config.users[0].roles = {"itil", "catalog"};
  config.groups.push_back({"Desk", {"yuki"}, {}});
  ScriptWorld world("");
  world.reopen(config);
  world.receive({});
  EXPECT_THAT(world.log(), HasSubstr("info: >yuki,Yuki Tan,yuki@corp.example,true,true,false,true"));
}

TEST(Gs, ReadsProperties) {
  ScriptWorld world("");
  world.set("my.property", "mine");
  EXPECT_EQ(world.printed(of("[gs.getProperty('my.property'), gs.getProperty('not.there', 'default'), gs.getProperty('not.there') === null, "
                             "gs.getProperty('glide.email.read.active')].join()")),
            ">mine,default,true,true");
}

TEST(Gs, TellsTheVirtualTime) {
  ScriptWorld world("");
  EXPECT_EQ(world.printed(of("[gs.nowDateTime(), new Date().toISOString(), Date.now(), new GlideDateTime().getValue(), gs.daysAgo(1)].join()")),
            ">2026-01-05 09:00:00,2026-01-05T09:00:00.000Z,1767603600000,2026-01-05 09:00:00,2026-01-04 09:00:00");
}

TEST(Gs, DrawsTheSameDiceAgain) {
  ScriptWorld first("gs.info(Math.random());"), second("gs.info(Math.random());");
  first.receive({});
  second.receive({});
  EXPECT_EQ(first.log(), second.log());
}

TEST(Gs, QueuesEvents) {
  ScriptWorld world("current.insert(); gs.eventQueue('my.event', current, 'one', email.from);");
  world.receive({});
  EXPECT_EQ(world.value("SELECT name || '|' || \"table\" || '|' || parm1 || '|' || parm2 FROM sysevent ORDER BY id DESC LIMIT 1"),
            "my.event|incident|one|yuki@corp.example");
}

TEST(Logger, WritesIntoTheMailsLog) {
  ScriptWorld world("gs.log('plain', 'source'); gs.warn('careful {0}', 'now'); logger.log('from logger'); gs.error('bad');");
  world.receive({});
  EXPECT_THAT(world.log(), HasSubstr("info: plain\nwarning: careful now\ninfo: from logger\nerror: bad"));
}

TEST(Language, HasWhatScriptsUseBeyondItsStandard) {
  ScriptWorld world("");
  EXPECT_EQ(world.printed(of("['abc'.startsWith('ab'), 'abc'.endsWith('bc'), 'abc'.includes('b'), [1, 2].includes(2), 'x'.repeat(3), "
                             "Object.values({a: 1}), [1, 2, 3].find(function (n) { return n > 1; }), isNumeric('12'), isNumeric('1a'), "
                             "JSUtil.notNil(''), GlideStringUtil.escapeHTML('<')].join()")),
            ">true,true,true,true,xxx,1,2,true,false,false,&lt;");
}

TEST(ConditionScript, IsAnExpressionOrSetsTheAnswer) {
  for (const char* script : {"email.subject.indexOf('Printer') == 0", "answer = email.subject.startsWith('Printer');",
                             "(function () { return true; })();", "if (email.subject == 'x') { answer = false; } else { answer = true; }"}) {
    InboundActionConfig action = scripted("current.insert();");
    action.condition_script = script;
    ScriptWorld world(std::vector{action});
    world.receive({});
    EXPECT_EQ(world.count("incident"), 1) << script;
  }
  InboundActionConfig action = scripted("current.insert();");
  action.condition_script = "email.subject.indexOf('Change Request: ') == 0";
  ScriptWorld world(std::vector{action});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 0);
  EXPECT_THAT(world.log(), HasSubstr("Skipping 'Scripted', its condition script did not answer true"));
}

}  // namespace
}  // namespace engine::tests
