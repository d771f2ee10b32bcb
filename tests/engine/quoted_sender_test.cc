#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

std::string user_of(InboundWorld& world, const std::string& from) {
  world.receive({.from = from, .id = std::to_string(world.count("sys_email")) + "@x"});
  return world.email("\"user\"");
}

TEST(QuotedSender, IsMatchedOnlyIfThePropertyTakesTheQuotesOff) {
  InboundWorld world;
  EXPECT_EQ(user_of(world, "\"yuki@corp.example\""), "Guest");
  world.set("glide.email.remove_illegal_address_quotes", "true");
  for (const char* from : {"\"yuki@corp.example\"", "'yuki@corp.example'", "Yuki <'yuki@corp.example'>", "Yuki <\"yuki@corp.example\">"}) {
    EXPECT_EQ(user_of(world, from), "yuki") << from;
  }
  for (const char* from : {"\"yuki@corp.example'", "\"\"", "'", "\"Yuki\" <nobody@corp.example>", "<'>"}) {
    EXPECT_EQ(user_of(world, from), "Guest") << from;
  }
}

}  // namespace
}  // namespace engine::tests
