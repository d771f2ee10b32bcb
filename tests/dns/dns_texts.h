// Short ways to make DNS values in tests. What cannot be read fails the test that asked for it.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/dns/resolver.h"

namespace dns_texts {

inline sim::dns::Name name(std::string_view text) {
  const auto parsed = sim::dns::Name::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed ? *parsed : sim::dns::Name();
}

inline sim::IpAddress address(std::string_view text) { return *sim::IpAddress::parse(text); }

inline sim::dns::Zone zone(std::string_view origin, std::string_view text) {
  auto parsed = sim::dns::Zone::parse(name(origin), text, {"zone", 1, 1});
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().text());
  return parsed ? *std::move(parsed) : sim::dns::Zone(name(origin));
}

/// The records' data, as a master file writes it.
inline std::vector<std::string> data(const std::vector<sim::dns::Record>& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.data_text());
  return out;
}

/// The data of what a zone answers.
inline std::vector<std::string> look(const sim::dns::Zone& zone, std::string_view owner, sim::dns::Type type) {
  return data(zone.match(name(owner), type).records);
}

}  // namespace dns_texts
