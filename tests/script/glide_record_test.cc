// GlideRecord and GlideElement as scripts know them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

/// An office with four incidents, and one script that prints.
InstanceConfig four_incidents() {
  InstanceConfig config = office_with({scripted("")});
  for (const char* state : {"1", "2", "7", "2"}) {
    config.records.push_back({"incident", {{"short_description", std::string("state ") + state}, {"state", state}, {"caller_id", "yuki"}}, {}});
  }
  return config;
}

class Incidents : public ScriptWorld {
 public:
  Incidents() : ScriptWorld("") { reopen(four_incidents()); }
};

/// What `gs.info('>' + ...)` prints of the query's numbers.
std::string numbers(const std::string& query) {
  return "var gr = new GlideRecord('incident'); " + query + " gr.query(); var all = []; while (gr.next()) all.push(gr.getValue('number').slice(-1)); "
         "gs.info('>' + all.join());";
}

TEST(GlideRecord, AsksWithConditionsOrdersAndLimits) {
  Incidents world;
  EXPECT_EQ(world.printed(numbers("")), ">1,2,3,4");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('state', 2);")), ">2,4");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('state', '!=', 2); gr.orderByDesc('number');")), ">3,1");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('state', '2').addOrCondition('state', '7'); gr.setLimit(2);")), ">2,3");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('state', 'IN', '1,7');")), ">1,3");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('short_description', 'CONTAINS', 'ATE 7');")), ">3");
  EXPECT_EQ(world.printed(numbers("gr.addEncodedQuery('state=1^ORstate=7^ORDERBYDESCnumber');")), ">3,1");
  EXPECT_EQ(world.printed(numbers("gr.addNullQuery('assigned_to'); gr.addNotNullQuery('caller_id'); gr.addActiveQuery();")), ">1,2,3,4");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('caller_id.email', 'yuki@corp.example'); gr.addQuery('state', 7);")), ">3");
  EXPECT_EQ(world.printed(numbers("gr.addQuery('sys_created_on', '>', '2026-01-05 08:00:00'); gr.addQuery('sys_created_on', '<', '2027-01-01');")),
            ">1,2,3,4");
}

TEST(GlideRecord, TakesAValueAsAValue) {
  Incidents world;
  EXPECT_EQ(world.printed(numbers("gr.addQuery('short_description', 'state 1^ORstate=7');")), ">");
}

TEST(GlideRecord, DisregardsAConditionOnAnUnknownFieldWithAWarning) {
  Incidents world;
  EXPECT_EQ(world.printed(numbers("gr.addQuery('no_such', 1);")), ">1,2,3,4");
  EXPECT_THAT(world.log(), HasSubstr("warning: GlideRecord: table 'incident' has no field 'no_such'; the condition is disregarded"));
}

TEST(GlideRecord, ThrowsOnAnEncodedQueryThatCannotBeRead) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.addEncodedQuery('no_such=1'); try { gr.query(); } catch (e) { "
                          "gs.info('>' + (String(e).indexOf('no_such') > 0)); }"),
            ">true");
}

TEST(GlideRecord, ReadsOneRecord) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); var a = gr.get('number', 'INC0000003'); var id = gr.getUniqueValue(); var b = "
                          "new GlideRecord('incident'); var c = b.get(id); gs.info('>' + [a, c, b.state + '', b.get('state', '1'), b.number + '', b.get('nothing')].join());"),
            ">true,true,7,true,INC0000001,false");
}

TEST(GlideRecord, WritesAndReadsBack) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.get('number', 'INC0000002'); gr.setValue('priority', 3); gr.state = 6; gr.update(); "
                          "var made = new GlideRecord('incident'); made.initialize(); made.short_description = 'new'; var id = made.insert(); "
                          "gs.info('>' + [gr.priority, gr.sys_mod_count, made.number, made.sys_id == id, made.sys_created_by].join());"),
            ">3,1,INC0000005,true,yuki");
  EXPECT_EQ(world.value("SELECT state FROM incident WHERE number = 'INC0000002'"), "6");
}

TEST(GlideRecord, UpdatesEachRowOfALoop) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.addQuery('state', 2); gr.query(); var n = gr.getRowCount(); while (gr.next()) { "
                          "gr.work_notes = 'seen'; gr.state = 3; gr.update(); } gs.info('>' + n + gr.hasNext());"),
            ">2false");
  EXPECT_EQ(world.value("SELECT count(*) FROM incident WHERE state = '3'"), "2");
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_journal_field WHERE element = 'work_notes' AND value = 'seen'"), "2");
}

TEST(GlideRecord, KnowsWhatItIs) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'), no = new GlideRecord('nothing'); gs.info('>' + [gr.isValid(), no.isValid(), "
                          "gr.isValidField('state'), gr.isValidField('nope'), gr.getTableName(), current.isNewRecord(), current.isValidRecord(), "
                          "gs.tableExists('sys_user'), gs.tableExists('sys_email_account')].join());"),
            ">true,false,true,false,incident,true,false,true,false");
}

TEST(GlideElement, IsTheTextOfItsField) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.get('number', 'INC0000003'); gs.info('>' + [gr.state == 7, gr.state == '7', "
                          "gr.state + 1, gr.short_description.toUpperCase(), gr.short_description.toString().length, gr.assigned_to.nil(), "
                          "gs.nil(gr.assigned_to), gr.getValue('assigned_to')].join());"),
            ">true,true,71,STATE 7,7,true,true,");
}

TEST(GlideElement, WalksToWhatItRefersTo) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.get('number', 'INC0000001'); gs.info('>' + [gr.caller_id.email, "
                          "gr.caller_id.getDisplayValue(), gr.getDisplayValue('caller_id'), gr.getDisplayValue(), gr.caller_id.active == true, "
                          "gr.caller_id.getRefRecord().getTableName()].join());"),
            ">yuki@corp.example,yuki,yuki,INC0000001,true,sys_user");
}

TEST(GlideElement, KnowsItsChanges) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.get('number', 'INC0000003'); var before = gr.state.changes(); gr.state = 2; "
                          "gs.info('>' + [before, gr.state.changes(), gr.state.changesTo(2), gr.state.changesFrom(7), gr.priority.changes(), gr.changes()].join());"),
            ">false,true,true,true,false,true");
}

TEST(GlideElement, ReadsTheJournal) {
  Incidents world;
  EXPECT_EQ(world.printed("var gr = new GlideRecord('incident'); gr.get('number', 'INC0000001'); gr.comments = 'one'; gr.update(); gr.comments = 'two'; "
                          "gr.update(); gs.info('>' + gr.comments.getJournalEntry(1) + '|' + gr.comments.getJournalEntry(-1).split('Additional comments').length);"),
            ">2026-01-05 09:00:00 - yuki (Additional comments)\ntwo\n\n|3");
}

}  // namespace
}  // namespace engine::tests
