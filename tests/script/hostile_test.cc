// Scripts that would harm: each ends as a value in the mail's log and state, and the next mail finds everything as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include "engine/script/process.h"
#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Runs the script on a mail, then a good one on another, which must work.
void expect_failure(const std::string& script, const std::string& why) {
  ScriptWorld world(script);
  world.receive({});
  EXPECT_EQ(world.standing(), "Received received error") << script;
  EXPECT_THAT(world.email("error_string"), HasSubstr(why)) << script;
  EXPECT_THAT(world.log(), HasSubstr("error: Inbound action 'Scripted' failed: ")) << script;
  EXPECT_EQ(world.printed("gs.info('>alive');"), ">alive") << script;
}

TEST(HostileScript, ThatLoopsIsStopped) { expect_failure("while (true) {}", "ran longer than 2000 ms and was stopped"); }

TEST(HostileScript, ThatMatchesForeverIsStopped) {
  expect_failure("/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab');", "ran longer than 2000 ms");
}

TEST(HostileScript, ThatTakesAllMemoryEnds) {
  expect_failure("var s = 'xxxxxxxxxxxxxxxx'; while (true) s += s;", "out of memory");
  expect_failure("var all = [], big = new Array(10000).join('x'); while (true) all.push(big + all.length);", "out of memory");
}

TEST(HostileScript, ThatNeverReturnsFromItselfEnds) {
  expect_failure("function f() { return f() + 1; } f();", "stack overflow");
  expect_failure("var a = []; a[0] = a; '' + a;", "stack overflow");
}

TEST(HostileScript, WithASyntaxErrorNamesItsLine) {
  expect_failure("var a = 1;\nvar b = ;\n", "line 2: SyntaxError");
  expect_failure("}); gs.info('out'); (function () {", "line 1: SyntaxError");
}

TEST(HostileScript, OfALaterLanguageSaysWhatIsNotSupported) {
  expect_failure("var a = 1;\nlet b = 2;", "line 2: SyntaxError: unexpected token: (identifier) (expected ';') (let and const need ES12 mode");
  expect_failure("\n\nvar f = x => x;", "line 3:");
  expect_failure("var s = `x`;", "template literals need ES12 mode");
}

TEST(HostileScript, ThatThrowsNamesItsLine) {
  expect_failure("var a = 1;\nnobody.knows();\n", "line 2: ReferenceError: 'nobody' is not defined");
  expect_failure("throw 'plain text';", "plain text");
  expect_failure("throw {toString: function () { throw 1; }};", "failed: ");
}

TEST(HostileScript, CannotDelete) {
  expect_failure("var all = new GlideRecord('incident'); all.query(); all.deleteMultiple();", "line 1: Error: deleteMultiple() is refused");
}

TEST(HostileScript, CannotWriteWhatIsNotItsOwn) {
  expect_failure("var u = new GlideRecord('sys_user'); u.get('user_name', 'lena'); u.locked_out = false; u.update();",
                 "scripts cannot update 'sys_user'");
  expect_failure("sys_email.type = 'sent'; sys_email.update();", "scripts cannot set sys_email.type");
  expect_failure("var p = new GlideRecord('sys_properties'); p.initialize(); p.name = 'x'; p.insert();", "scripts cannot insert into 'sys_properties'");
}

TEST(HostileScript, ThatLogsWithoutEndIsCut) {
  ScriptWorld world("for (var i = 0; i < 5000; ++i) gs.info('0123456789012345678901234567890123456789');");
  world.receive({});
  EXPECT_THAT(world.log(), HasSubstr("warning: the script's log ends here: it is longer than 65536 bytes"));
  EXPECT_LT(std::stoi(world.value("SELECT sum(length(message)) FROM syslog_email")), 70'000);
}

TEST(HostileScript, ThatAsksWithoutEndIsStopped) {
  expect_failure("while (true) gs.getProperty('glide.email.read.active');", "was stopped");
}

TEST(HostileScript, DoesNotReachTheNextMail) {
  ScriptWorld world(
      "leak = 1; this.other = 2; String.prototype.secret = 3; Object.prototype.hidden = 4; gs.info = null; GlideRecord = null; "
      "Math.max = null; arguments.callee.kept = 5; current.constructor.x = 6; Array.prototype.push = null; "
      "Object.defineProperty(Object.prototype, 'invisible', {value: 7});");
  world.receive({});
  EXPECT_EQ(world.printed("gs.info('>' + [typeof leak, typeof other, typeof ''.secret, typeof ({}).hidden, typeof GlideRecord, "
                          "typeof Math.max, typeof arguments.callee.kept, typeof current.constructor.x, typeof [].push, "
                          "typeof ({}).invisible].join());"),
            ">undefined,undefined,undefined,undefined,function,function,undefined,undefined,function,undefined");
}

TEST(HostileScript, FindsNoWayOut) {
  ScriptWorld world("");
  EXPECT_EQ(world.printed("gs.info('>' + [typeof require, typeof load, typeof print, typeof process, typeof Packages, typeof java, "
                          "typeof host, typeof tell].join());"),
            ">undefined,undefined,undefined,undefined,undefined,undefined,undefined,undefined");
}

TEST(FailedScript, LeavesWhatItWroteAndLetsLaterActionsRun) {
  InboundActionConfig first = scripted("current.insert();\nthrow new Error('boo');", "First");
  first.order = 10;
  first.stop_processing = true;
  ScriptWorld world(std::vector{first, scripted("current.insert();", "Second")});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 2);
  EXPECT_EQ(world.email("error_string"), "Inbound action 'First' failed: line 2: Error: boo");
  EXPECT_EQ(world.email("instance"), world.value("SELECT sys_id FROM incident ORDER BY id LIMIT 1"));
  ASSERT_NE(world.last(sim::EventKind::action_failed), nullptr);
  EXPECT_EQ(world.last(sim::EventKind::action_failed)->field("why"), "line 2: Error: boo");
}

TEST(ScriptWorker, ThatIsMissingIsAnErrorWithAdvice) {
  ScriptWorld world("current.insert();");
  ASSERT_EQ(setenv("MAILRIG_SCRIPT_WORKER", "/no/such/worker", 1), 0);
  world.receive({});
  ASSERT_EQ(unsetenv("MAILRIG_SCRIPT_WORKER"), 0);
  EXPECT_THAT(world.email("error_string"), HasSubstr("the script worker /no/such/worker cannot be run"));
  EXPECT_THAT(world.email("error_string"), HasSubstr("MAILRIG_SCRIPT_WORKER"));
}

TEST(ScriptWorker, ThatIsKilledIsToldApart) {
  auto worker = script::Process::start(std::size_t{64} << 20U);
  ASSERT_TRUE(worker) << worker.error().text();
  (*worker)->allow(std::chrono::seconds{10});
  ASSERT_EQ((*worker)->send({"run", "action", "while (true) {}", "run", "table", ""}), script::Process::Heard::frame);
  ASSERT_EQ(kill((*worker)->pid(), SIGKILL), 0);
  script::Frame frame;
  EXPECT_EQ((*worker)->receive(frame), script::Process::Heard::gone);
}

}  // namespace
}  // namespace engine::tests
