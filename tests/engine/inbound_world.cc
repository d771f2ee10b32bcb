#include "tests/engine/inbound_world.h"

#include <gtest/gtest.h>

namespace engine::tests {
namespace {

sim::dns::Zone provider_zone() {
  return *sim::dns::Zone::parse(*sim::dns::Name::parse("service-now.example"), "mail IN A 192.0.2.25\n", {});
}

UserConfig user(const std::string& name, bool is_active, bool is_locked_out, int line) {
  UserConfig config;
  config.user_name = name;
  config.email = name + "@corp.example";
  config.active = is_active;
  config.locked_out = is_locked_out;
  config.place = {"story.yaml", line, 5};
  return config;
}

}  // namespace

std::string Letter::raw() const {
  return "From: " + from + "\r\nTo: acme@service-now.example\r\nSubject: " + subject + "\r\n" +
         (id.empty() ? "" : "Message-ID: <" + id + ">\r\n") + headers + "\r\n" + body;
}

InstanceConfig office() {
  InstanceConfig config;
  config.address = "acme@service-now.example";
  config.users = {user("yuki", true, false, 11), user("lena", true, true, 12), user("ina", false, false, 13)};
  AccountConfig account;
  account.name = "incoming";
  account.type = "pop3";
  account.server = "mail.service-now.example";
  account.user_name = "acme";
  account.password = "secret";
  account.place = {"story.yaml", 20, 5};
  config.accounts.push_back(account);
  return config;
}

InboundWorld::InboundWorld(InstanceConfig config, DatabaseOptions database_options)
    : clock(*sim::parse_iso8601("2026-01-05T09:00:00Z")),
      trace(clock),
      resolver(zones, clock, trace),
      wire(clock, network, trace, sim::Random(1, "wire")),
      world{clock, sim::Random(1), trace, network, wire, resolver},
      options(std::move(database_options)) {
  zones.put(provider_zone());
  drops.add("acme", "secret", {*sim::mail::Address::parse("acme@service-now.example")});
  listen();
  reopen(std::move(config));
}

void InboundWorld::reopen(InstanceConfig config) {
  instance.reset();
  auto opened = Instance::open(world, std::move(config), options, *sim::IpAddress::parse("192.0.2.1"));
  ASSERT_TRUE(opened) << opened.error().text();
  instance = std::move(*opened);
}

void InboundWorld::apply(const InstanceConfig& change) {
  const auto applied = instance->apply(change);
  ASSERT_TRUE(applied) << applied.error().text();
}

void InboundWorld::set(const std::string& property, const std::string& value) {
  InstanceConfig change;
  change.properties.push_back({property, value, {"story.yaml", 7, 3}});
  apply(change);
}

std::string InboundWorld::email(const std::string& column) {
  return value("SELECT " + column + " FROM sys_email ORDER BY id DESC LIMIT 1");
}

std::vector<std::string> InboundWorld::decided(sim::EventKind kind) const {
  std::vector<std::string> rules;
  for (const sim::Event& event : trace.events()) {
    if (event.kind == kind) rules.emplace_back(event.field("rule"));
  }
  return rules;
}

const sim::Event* InboundWorld::last(sim::EventKind kind) const {
  const sim::Event* found = nullptr;
  for (const sim::Event& event : trace.events()) {
    if (event.kind == kind) found = &event;
  }
  return found;
}

std::vector<std::string> InboundWorld::mailboxes() const {
  std::vector<std::string> entered;
  for (const sim::Event& event : trace.events()) {
    if (event.kind == sim::EventKind::mailbox_entered) entered.emplace_back(event.field("mailbox"));
  }
  return entered;
}

void InboundWorld::listen() {
  const auto listening = wire.listen({{*sim::IpAddress::parse("192.0.2.25"), 110}, false, std::nullopt}, [this](const sim::Peer& peer) {
    fakeservers::Pop3Options server;
    server.host = "mail.service-now.example";
    return std::make_unique<fakeservers::Pop3Session>(server, peer, drops, faults, trace);
  });
  ASSERT_TRUE(listening);
  const auto also = wire.listen({{*sim::IpAddress::parse("192.0.2.25"), 143}, false, std::nullopt}, [this](const sim::Peer& peer) {
    fakeservers::imap::ImapOptions server;
    server.host = "mail.service-now.example";
    return std::make_unique<fakeservers::imap::ImapSession>(server, peer, fakeservers::imap::ImapServices{drops, faults, trace, clock, logins});
  });
  ASSERT_TRUE(also);
}

void InboundWorld::deliver(const Letter& letter) { deliver(letter.raw()); }

void InboundWorld::deliver(std::string raw) { drops.deliver(*drops.find_user("acme"), std::move(raw), {}, clock.now()); }

void InboundWorld::read() {
  const auto ran = instance->run_job("email reader");
  ASSERT_TRUE(ran) << ran.error().text();
  wire.run_until(clock.now() + std::chrono::minutes{30}, [this] { return instance->is_idle() && wire.open_connections() == 0; });
}

}  // namespace engine::tests
