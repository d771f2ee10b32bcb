#include "sim/trace.h"

#include <gtest/gtest.h>

#include <set>

namespace {

using sim::EventKind;
using sim::Trace;
using sim::TraceLevel;

class TraceTest : public testing::Test {
 protected:
  sim::Clock clock{sim::Instant{}};
  Trace trace{clock};
};

TEST_F(TraceTest, EachEventOfAMailFollowsItsLastOne) {
  trace.note(EventKind::mail_composed, "a", {});
  trace.note(EventKind::mail_composed, "b", {});
  trace.note(EventKind::smtp_accepted, "a", {});
  ASSERT_EQ(trace.events().size(), 3U);
  EXPECT_FALSE(trace.events()[1].because.has_value());
  EXPECT_EQ(trace.events()[2].because, trace.events()[0].id);
  EXPECT_EQ(trace.last_of("a"), trace.events()[2].id);
  EXPECT_FALSE(trace.last_of("c").has_value());
}

TEST_F(TraceTest, AGivenReasonGoesFirst) {
  trace.note(EventKind::mail_composed, "a", {});
  trace.note(EventKind::event_fired, "", {});
  trace.note(EventKind::smtp_accepted, "a", {}, {}, trace.events()[1].id);
  EXPECT_EQ(trace.events()[2].because, trace.events()[1].id);
}

TEST_F(TraceTest, AChildsFirstEventFollowsItsParentsLastOne) {
  trace.note(EventKind::mail_composed, "parent", {});
  trace.descend("child", "parent");
  trace.note(EventKind::smtp_accepted, "parent", {});
  trace.note(EventKind::mail_composed, "child", {});
  EXPECT_EQ(trace.events()[2].because, trace.events()[0].id);
  trace.descend("orphan", "unknown");
  trace.note(EventKind::mail_composed, "orphan", {});
  EXPECT_FALSE(trace.events()[3].because.has_value());
}

TEST_F(TraceTest, KeepsOnlyWhatItsLevelWants) {
  trace.note(EventKind::said_client, "", {{"line", "EHLO x"}});
  EXPECT_TRUE(trace.events().empty());
  Trace dialogue{clock, TraceLevel::dialogue};
  dialogue.note(EventKind::said_client, "", {{"line", "EHLO x"}});
  EXPECT_EQ(dialogue.events().size(), 1U);
  EXPECT_TRUE(dialogue.wants_lines());
  Trace evidence{clock, TraceLevel::evidence};
  EXPECT_TRUE(evidence.wants_lines());
  EXPECT_TRUE(evidence.wants(EventKind::header_written));
  EXPECT_FALSE(evidence.wants(EventKind::said_client));
  EXPECT_FALSE(trace.wants_lines());
  Trace off{clock, TraceLevel::off};
  EXPECT_FALSE(off.wants(EventKind::mail_composed));
  off.note(EventKind::mail_composed, "a", {});
  off.descend("b", "a");
  EXPECT_TRUE(off.events().empty());
}

TEST_F(TraceTest, SaysTheSentenceWithItsFields) {
  clock.advance_to(sim::Instant{} + std::chrono::hours{1});
  trace.note(EventKind::mail_composed, "a", {{"from", "yuki@corp.example"}, {"to", "x@y"}, {"subject", "{to} it"}}, {"rule", {"s.yaml", 3, 1}});
  const auto& event = trace.events().at(0);
  EXPECT_EQ(event.sentence(), "yuki@corp.example wrote \"{to} it\" to x@y");
  EXPECT_EQ(event.at, sim::Instant{} + std::chrono::hours{1});
  EXPECT_EQ(event.field("subject"), "{to} it");
  EXPECT_EQ(event.field("none"), "");
  EXPECT_EQ(event.by.place.text(), "s.yaml:3:1");
}

TEST(EventTable, NamesEachKindOnceAndExplainsIt) {
  std::set<std::string_view> names;
  for (const auto& info : sim::event_table) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_NE(info.name.find('.'), std::string_view::npos) << info.name;
    EXPECT_FALSE(info.sentence.empty()) << info.name;
    EXPECT_TRUE(info.meaning.ends_with('.')) << info.name;
    EXPECT_NE(info.level, TraceLevel::off) << info.name;
  }
}

TEST(EventTable, EverySentenceHasClosedFields) {
  for (const auto& info : sim::event_table) {
    int depth = 0;
    for (const char c : info.sentence) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      EXPECT_TRUE(depth == 0 || depth == 1) << info.name;
    }
    EXPECT_EQ(depth, 0) << info.name;
  }
}

}  // namespace
