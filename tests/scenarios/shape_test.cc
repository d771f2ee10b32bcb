#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "scenarios/runner/schema.h"
#include "scenarios/runner/step.h"
#include "scenarios/runner/story.h"

namespace {

std::string content_of(const std::string& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

scenarios::LoadedStory load(const std::string& text) { return scenarios::load_story_text(text, "test.yaml"); }

TEST(Steps, EachExampleIsAStory) {
  for (const scenarios::Step& step : scenarios::all_steps()) {
    if (step.name == "deliver") continue;  // its file is not there
    const auto loaded = load("name: x\npeople: {yuki: {address: yuki@corp.example}, ken: {address: ken@corp.example}}\n"
                             "instance: {users: [{user_name: ken}]}\nsteps:\n  - " + step.example + "\n");
    for (const sim::Error& problem : loaded.problems) ADD_FAILURE() << step.name << ": " << problem.text();
  }
}

TEST(Expectations, EachExampleIsAStory) {
  for (const scenarios::Expectation& known : scenarios::all_expectations()) {
    const auto loaded = load("name: x\npeople: {yuki: {address: yuki@corp.example}, ken: {address: ken@corp.example}}\n"
                             "steps:\n  - expect: " + known.example + "\n");
    for (const sim::Error& problem : loaded.problems) ADD_FAILURE() << known.name << ": " << problem.text();
  }
}

TEST(Reference, StandsInTheReadmeAsTheProgramPrintsIt) {
  const std::string readme = content_of("scenarios/README.md");
  EXPECT_NE(readme.find(scenarios::reference_tables()), std::string::npos) << "put the output of `mailrig steps` into scenarios/README.md";
}

TEST(Story, GetsAHostAccountsAndZonesByDefault) {
  const auto loaded = load("name: x\npeople: {yuki: {address: yuki@corp.example}}\nsteps: []\n");
  ASSERT_TRUE(loaded.story);
  const scenarios::Story& story = *loaded.story;
  ASSERT_EQ(story.hosts.size(), 2u);
  EXPECT_EQ(story.hosts[0].name, "mail.service-now.example");
  EXPECT_TRUE(story.hosts[0].policies.score_spam);
  EXPECT_EQ(story.hosts[1].name, "mail.corp.example");
  EXPECT_EQ(story.people[0].host, "mail.corp.example");
  ASSERT_EQ(story.instance.accounts.size(), 2u);
  EXPECT_EQ(story.instance.accounts[0].type, "smtp");
  EXPECT_EQ(story.instance.accounts[1].server, "mail.service-now.example");
  EXPECT_TRUE(story.instance.users.empty()) << "users are never made from people";
}

TEST(Reference, HasATableForEveryObjectThatAKeyHolds) {
  const std::string reference = scenarios::reference_tables();
  const auto check = [&](const scenarios::Shape& shape) {
    for (const scenarios::Key& key : shape.keys) {
      const scenarios::Type* type = &key.type;
      while (type->of) type = type->of.get();
      if (type->kind != scenarios::Type::Kind::object) continue;
      EXPECT_NE(reference.find("# " + type->object().name + "\n"), std::string::npos) << type->object().name << ", of " << shape.name << "." << key.name;
    }
  };
  for (const scenarios::Step& step : scenarios::all_steps())
    if (step.type.kind == scenarios::Type::Kind::object) check(step.type.object());
  for (const scenarios::Expectation& known : scenarios::all_expectations()) check(known.shape);
}

TEST(Story, KeepsAZoneThatItWritesItself) {
  const auto loaded = load("name: x\npeople: {yuki: {address: yuki@corp.example}}\ndns:\n  corp.example: |\n    @ IN MX 10 mx\nsteps: []\n");
  ASSERT_TRUE(loaded.story);
  sim::dns::Zones zones;
  for (const auto& zone : loaded.story->zones) zones.put(zone);
  const auto mail = sim::dns::Name::parse("mail.corp.example");
  EXPECT_EQ(zones.answer(*mail, sim::dns::Type::A).status, sim::dns::Status::nxdomain);
}

TEST(Story, LaysTheRepairOverItself) {
  const auto loaded = load("name: x\ninstance: {users: [{user_name: yuki, locked_out: true, email: y@corp.example}]}\n"
                           "steps:\n  - wait: 5m\n  - expect: {records: incident, count: 0}\n"
                           "fixed:\n  change: {instance: {users: [{user_name: yuki, locked_out: false}]}}\n"
                           "  expect:\n    - expect: {records: incident, count: 1}\n");
  ASSERT_TRUE(loaded.story);
  const auto& fixed = *loaded.story->fixed;
  ASSERT_EQ(fixed.instance.users.size(), 1u);
  EXPECT_EQ(fixed.instance.users[0].locked_out, false);
  EXPECT_EQ(fixed.instance.users[0].email, "y@corp.example");
  EXPECT_EQ(fixed.steps.size(), 2u) << "the wait, and the repair's own expectation";
}

}  // namespace
