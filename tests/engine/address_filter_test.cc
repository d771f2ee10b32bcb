// Email Address Filters and System Address Filters (spec 7.1, 7.2).
#include "engine/address_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

AddressFilterConfig list(std::string name, std::string type, std::vector<std::string> domains, std::vector<std::string> exceptions = {}) {
  return {std::move(name), std::move(type), std::move(domains), std::move(exceptions), {"story.yaml", 60, 5}};
}

SystemAddressFilterConfig system_filter(std::string name, std::vector<std::string> filters, bool is_default = true,
                                        std::string type = "inbound") {
  return {std::move(name), std::move(type), {}, is_default, std::move(filters), {"story.yaml", 70, 5}};
}

/// An instance whose inbound default takes all the lists.
InstanceConfig guarded(std::vector<AddressFilterConfig> lists, InstanceConfig config = office()) {
  std::vector<std::string> names;
  for (const AddressFilterConfig& each : lists) names.push_back(each.name);
  config.address_filters = std::move(lists);
  config.system_address_filters = {system_filter("Inbound", std::move(names))};
  return config;
}

bool is_blocked(const InstanceConfig& config, const std::string& address, bool allow_list_blocks_others = true) {
  const AddressFilters filters(config);
  const SystemAddressFilter* filter = filters.of("", Direction::inbound);
  return filter != nullptr && filter->block(address, allow_list_blocks_others).has_value();
}

TEST(AddressFilter, TakesDomainsWithAndWithoutWildcards) {
  const auto denied = [](const char* domain, const char* address) {
    return is_blocked(guarded({list("D", "deny_list", {domain})}), address);
  };
  EXPECT_TRUE(denied("spam.example", "a@Spam.Example"));
  EXPECT_FALSE(denied("spam.example", "a@mail.spam.example"));
  EXPECT_FALSE(denied("spam.example", "a@notspam.example"));
  EXPECT_TRUE(denied("*.com", "a@b.com"));
  EXPECT_TRUE(denied("*.com", "a@b.c.com"));
  EXPECT_FALSE(denied("*.com", "a@com.example"));
  EXPECT_TRUE(denied("*.spam.*", "a@x.spam.example"));
  EXPECT_TRUE(denied("*", "a@b.c"));
  EXPECT_FALSE(denied("b.c", ""));
}

TEST(AddressFilter, LeavesItsExceptionsOut) {
  const InstanceConfig config =
      guarded({list("D", "deny_list", {"spam.example", "*.net"}, {"ok@spam.example", "good.net", "*@fine.net", "help*@*"})});
  EXPECT_TRUE(is_blocked(config, "ads@spam.example"));
  EXPECT_FALSE(is_blocked(config, "OK@spam.example"));
  EXPECT_FALSE(is_blocked(config, "x@good.net"));
  EXPECT_FALSE(is_blocked(config, "x@fine.net"));
  EXPECT_FALSE(is_blocked(config, "helpdesk@other.net"));
  EXPECT_TRUE(is_blocked(config, "x@bad.net"));
}

TEST(ConflictC43, AddressIsBlockedIfOnADenyListAndOnNoAllowList) {
  const InstanceConfig both =
      guarded({list("D", "deny_list", {"*.example"}), list("A", "allow_list", {"corp.example"}, {"eve@corp.example"})});
  EXPECT_FALSE(is_blocked(both, "yuki@corp.example"));
  EXPECT_TRUE(is_blocked(both, "eve@corp.example"));
  EXPECT_TRUE(is_blocked(both, "a@spam.example"));
  EXPECT_FALSE(is_blocked(both, "a@elsewhere.net"));
}

TEST(ConflictC43, AllowListsAloneBlockOthersOrNobody) {
  const InstanceConfig config = guarded({list("A", "allow_list", {"corp.example"})});
  EXPECT_FALSE(is_blocked(config, "yuki@corp.example"));
  EXPECT_TRUE(is_blocked(config, "a@spam.example"));
  EXPECT_TRUE(is_blocked(config, ""));
  EXPECT_FALSE(is_blocked(config, "a@spam.example", false));
  for (const auto& [reading, mailbox] : {std::pair("blocks-others", "Junk"), std::pair("blocks-none", "Received")}) {
    InstanceConfig turned = guarded({list("A", "allow_list", {"corp.example"})});
    turned.switches.push_back({"allow-list-only", reading, {}});
    InboundWorld world(turned);
    world.receive({.from = "a@spam.example"});
    EXPECT_EQ(world.email("mailbox"), mailbox);
  }
}

TEST(AddressFilter, SendsABlockedMailToJunkAndSaysWhy) {
  InboundWorld world(guarded({list("Known spammers", "deny_list", {"*.spam.example"}, {"ok@a.spam.example"}),
                              list("Partners", "allow_list", {"*.spam.example"}, {"*@mail.spam.example"})}));
  world.receive({.from = "Ads <ads@mail.spam.example>"});
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
  EXPECT_THAT(world.decided(sim::EventKind::email_screened), ElementsAre("address-filter"));
  EXPECT_THAT(world.email("error_string"),
              HasSubstr("ads@mail.spam.example is on the deny list 'Known spammers' (domain *.spam.example) of the system address filter "
                        "'Inbound' and on no allow list"));
  EXPECT_THAT(world.email("error_string"), HasSubstr("'Partners' would take it, but has the exception *@mail.spam.example"));
  EXPECT_EQ(world.last(sim::EventKind::mailbox_entered)->by.id, "filter:Known spammers");
  EXPECT_EQ(world.last(sim::EventKind::mailbox_entered)->by.place.line, 60);
  EXPECT_EQ(world.count("incident"), 0);
}

TEST(SystemAddressFilter, HoldsForItsAccountOrAsDefaultOfItsDirection) {
  InstanceConfig config = guarded({list("D", "deny_list", {"spam.example"}), list("E", "deny_list", {"corp.example"})});
  config.system_address_filters = {system_filter("Usual", {"D"}), system_filter("Own", {"E"}, false),
                                   system_filter("Out", {"E"}, true, "outbound")};
  AccountConfig second = config.accounts.front();
  second.name = "second";
  second.address_filter = "Own";
  config.accounts.push_back(second);
  const AddressFilters filters(config, {{"second", "Own"}});
  EXPECT_EQ(filters.of("incoming", Direction::inbound)->name, "Usual");
  EXPECT_EQ(filters.of("second", Direction::inbound)->name, "Own");
  EXPECT_EQ(filters.of("", Direction::outbound)->name, "Out");
  EXPECT_TRUE(filters.of("", Direction::outbound)->block("yuki@corp.example", true));
  config.system_address_filters.front().active = false;
  EXPECT_EQ(AddressFilters(config).of("incoming", Direction::inbound), nullptr);
  InboundWorld world(config);
  EXPECT_EQ(world.value("SELECT f.name FROM sys_email_account a JOIN sys_email_system_filter f ON f.sys_id = a.address_filter"), "Own");
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_system_filter s JOIN sys_email_address_filter a ON a.sys_id = s.address_filters"),
            "3");
}

TEST(SystemAddressFilter, ScreensWhatItsAccountReads) {
  InstanceConfig config = office();
  config.address_filters = {list("D", "deny_list", {"corp.example"})};
  config.system_address_filters = {system_filter("Own", {"D"}, false)};
  InboundWorld open(config);
  open.deliver(Letter{});
  open.read();
  EXPECT_EQ(open.email("mailbox"), "Received");
  config.accounts.front().address_filter = "Own";
  InboundWorld closed(config);
  closed.deliver(Letter{});
  closed.read();
  EXPECT_EQ(closed.email("mailbox"), "Junk");
}

/// The error of a change of the usual configuration.
std::string refusal(const InstanceConfig& change) {
  InboundWorld world(guarded({list("D", "deny_list", {"spam.example"})}));
  const auto applied = world.instance->apply(change);
  return applied ? "" : applied.error().text();
}

TEST(AddressFilter, IsRefusedWithItsPlaceIfItMakesNoSense) {
  const auto with_list = [](AddressFilterConfig each) {
    InstanceConfig change;
    change.address_filters = {std::move(each)};
    return change;
  };
  EXPECT_THAT(refusal(with_list(list("X", "grey_list", {}))), testing::StartsWith("story.yaml:60:5: address filter 'X': type 'grey_list'"));
  EXPECT_THAT(refusal(with_list(list("X", "deny_list", {"a@b.example"}))), HasSubstr("has an @"));
  EXPECT_THAT(refusal(with_list(list("X", "deny_list", {"a b"}))), HasSubstr("'a b' is no domain or address"));
  EXPECT_THAT(refusal(with_list(list("X", "deny_list", std::vector<std::string>(101, "a.example")))),
              HasSubstr("glide.email_address_filter.max_domains"));
  EXPECT_THAT(refusal(with_list(list("X", "deny_list", {"a.example"}, std::vector<std::string>(1001, "b@a.example")))),
              HasSubstr("glide.email_address_filter.max_exceptions"));
  EXPECT_EQ(refusal(with_list(list("D", "", {"a.example"}))), "");
}

TEST(SystemAddressFilter, IsRefusedWithItsPlaceIfItMakesNoSense) {
  const auto with_filter = [](SystemAddressFilterConfig each) {
    InstanceConfig change;
    change.system_address_filters = {std::move(each)};
    return change;
  };
  EXPECT_THAT(refusal(with_filter(system_filter("X", {"D"}))),
              testing::StartsWith("story.yaml:70:5: system address filter 'X': 'Inbound' is the inbound default"));
  EXPECT_THAT(refusal(with_filter(system_filter("X", {"E"}, false))), HasSubstr("there is no address filter 'E'"));
  EXPECT_THAT(refusal(with_filter(system_filter("X", {"D"}, false, "both"))), HasSubstr("one of inbound, outbound"));
  EXPECT_THAT(refusal(with_filter(system_filter("X", std::vector<std::string>(101, "D"), false))), HasSubstr("max_address_filters"));
  EXPECT_EQ(refusal(with_filter(system_filter("X", {"D"}, true, "outbound"))), "");
  InstanceConfig account;
  account.accounts.push_back({.name = "incoming", .address_filter = "Nobody"});
  EXPECT_THAT(refusal(account), HasSubstr("there is no system address filter 'Nobody'"));
  account.accounts.front().address_filter = "Out";
  account.system_address_filters = {system_filter("Out", {"D"}, false, "outbound")};
  EXPECT_THAT(refusal(account), HasSubstr("inbound for pop3"));
}

}  // namespace
}  // namespace engine::tests
