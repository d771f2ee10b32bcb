// What the world has of itself where a story says nothing.
#include "scenarios/runner/defaults.h"

#include <gtest/gtest.h>

#include "scenarios/runner/zones.h"
#include "sim/dns/resolver.h"
#include "sim/dns/reverse_name.h"

namespace {

/// The names that the address's PTR record leads to and that lead back to it.
std::vector<std::string> confirmed_names(const scenarios::Story& story, std::string_view address) {
  sim::dns::Zones zones;
  for (const auto& zone : story.zones) zones.put(zone);
  const auto ip = *sim::IpAddress::parse(address);
  std::vector<std::string> out;
  for (const auto& pointer : zones.answer(sim::dns::reverse_name(ip), sim::dns::Type::PTR).records) {
    const auto& name = std::get<sim::dns::NameData>(pointer.data).name;
    for (const auto& record : zones.answer(name, ip.is_v6() ? sim::dns::Type::AAAA : sim::dns::Type::A).records) {
      if (std::get<sim::dns::AddressData>(record.data).ip == ip) out.push_back(name.text());
    }
  }
  return out;
}

sim::dns::Zone zone_of(std::string_view origin, std::string_view text) {
  return *sim::dns::Zone::parse(*sim::dns::Name::parse(origin), text, {});
}

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

TEST(DefaultZones, LeadFromEachAddressToANameAndBack) {
  scenarios::Story story;
  story.hosts.push_back({.name = "mail.corp.example", .ip = *sim::IpAddress::parse("192.0.2.10"), .domains = {"corp.example"}});
  story.hosts.push_back({.name = "six.corp.example", .ip = *sim::IpAddress::parse("2001:db8::10")});
  story.people.push_back({});
  story.people.back().config.address = sim::mail::Address("yuki", "corp.example");
  scenarios::complete(story);
  scenarios::complete_zones(story);
  EXPECT_EQ(confirmed_names(story, "192.0.2.10"), std::vector<std::string>{"mail.corp.example"});
  EXPECT_EQ(confirmed_names(story, "2001:db8::10"), std::vector<std::string>{"six.corp.example"});
  EXPECT_EQ(confirmed_names(story, story.people.back().config.ip.text()), std::vector<std::string>{"host-198-51-100-10.access.example"});
  EXPECT_EQ(confirmed_names(story, story.instance_ip.text()).size(), 1U);
  EXPECT_EQ(confirmed_names(story, scenarios::outside_ip), std::vector<std::string>{"mx.outside.example"});
}

TEST(DefaultZones, TheStorysOwnReverseZoneBreaksItForOneAddress) {
  scenarios::Story story;
  story.hosts.push_back({.name = "mail.corp.example", .ip = *sim::IpAddress::parse("192.0.2.10"), .domains = {"corp.example"}});
  story.hosts.push_back({.name = "mx.other.example", .ip = *sim::IpAddress::parse("192.0.2.11")});
  story.zones.push_back(zone_of("10.2.0.192.in-addr.arpa", "@ PTR elsewhere.example.\n"));
  scenarios::complete(story);
  scenarios::complete_zones(story);
  EXPECT_TRUE(confirmed_names(story, "192.0.2.10").empty());
  EXPECT_EQ(confirmed_names(story, "192.0.2.11"), std::vector<std::string>{"mx.other.example"});
}

}  // namespace
