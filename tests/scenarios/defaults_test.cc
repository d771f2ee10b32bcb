// What the world has of itself where a story says nothing.
#include "scenarios/runner/defaults.h"

#include <gtest/gtest.h>

namespace {

// conflict-C20: 75 MB in, 25 MB out; 18 MiB of attachments just fit when encoded.
TEST(DefaultProvider, HasTheVendorsLimitsAndBlackholes) {
  scenarios::Story story;
  scenarios::complete(story);
  ASSERT_EQ(story.hosts.size(), 1U);
  EXPECT_EQ(story.hosts[0].name, "mail.service-now.example");
  EXPECT_EQ(story.hosts[0].most_message_octets, 75'000'000U);
  EXPECT_EQ(story.hosts[0].most_submitted_octets, 25'000'000U);
  EXPECT_EQ(story.hosts[0].most_recipients, 1000U);
  EXPECT_EQ(story.hosts[0].policies.blackhole.size(), 5U);
}

TEST(DefaultProvider, LeavesGivenLimitsAndOtherHostsAlone) {
  scenarios::Story story;
  story.hosts.push_back({.name = "mail.service-now.example", .most_message_octets = 1000, .most_submitted_octets = 500});
  story.hosts.push_back({.name = "mail.corp.example", .domains = {"corp.example"}});
  scenarios::complete(story);
  EXPECT_EQ(story.hosts[0].most_message_octets, 1000U);
  EXPECT_EQ(story.hosts[0].most_submitted_octets, 500U);
  EXPECT_EQ(story.hosts[1].most_message_octets, 50'000'000U);
  EXPECT_TRUE(story.hosts[1].policies.blackhole.empty());
}

}  // namespace
