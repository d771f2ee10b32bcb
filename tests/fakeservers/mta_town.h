// A small world for tests of mail hosts and people: virtual wire, zones, two hosts with two people.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fakeservers/mta/mail_server.h"
#include "fakeservers/people/person.h"
#include "sim/wire/virtual_wire.h"

namespace town {

using namespace std::chrono_literals;

inline sim::Instant start() { return *sim::parse_iso8601("2026-01-05T09:00:00Z"); }
inline sim::IpAddress ip(std::string_view text) { return *sim::IpAddress::parse(text); }
inline sim::mail::Address address(std::string_view text) { return *sim::mail::Address::parse(text); }

/// home.example (Ada) and corp.example (Yuki), each with a mail host.
struct Town {
  explicit Town(sim::TraceLevel level_ = sim::TraceLevel::decisions) : level(level_) {}
  sim::TraceLevel level;
  sim::Clock clock{start()};
  sim::Trace trace{clock, level};
  sim::Network network;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver{zones, clock, trace};
  sim::wire::VirtualWire wire{clock, network, trace, sim::Random(1, "wire")};
  sim::World world{clock, sim::Random(1), trace, network, wire, resolver};
  std::vector<std::unique_ptr<fakeservers::mta::MailServer>> servers;

  void zone(std::string_view origin, std::string_view text) {
    zones.put(*sim::dns::Zone::parse(*sim::dns::Name::parse(origin), text, {}));
  }
  static fakeservers::mta::HostConfig host(std::string name, std::string_view at, std::string domain, std::string user) {
    fakeservers::mta::HostConfig config;
    config.name = std::move(name);
    config.ip = ip(at);
    config.domains = {std::move(domain)};
    config.maildrops = {{user, "secret", {}, SIZE_MAX}};
    return config;
  }
  fakeservers::mta::MailServer& add(fakeservers::mta::HostConfig config) {
    servers.push_back(std::make_unique<fakeservers::mta::MailServer>(world, std::move(config)));
    EXPECT_TRUE(servers.back()->start());
    return *servers.back();
  }
  fakeservers::mta::MailServer& add_home() {
    zone("home.example", "@ MX 10 mail\nmail A 192.0.2.1\n");
    return add(host("mail.home.example", "192.0.2.1", "home.example", "ada"));
  }
  fakeservers::mta::HostConfig corp() {
    zone("corp.example", "@ MX 10 mail\nmail A 192.0.2.2\n");
    return host("mail.corp.example", "192.0.2.2", "corp.example", "yuki");
  }
  fakeservers::people::Person person(fakeservers::mta::MailServer& server, std::string user) {
    fakeservers::people::PersonConfig config;
    config.id = config.user = user;
    config.name = user == "yuki" ? "田中 由紀" : "Ada";
    config.address = {user, server.config().domains.front()};
    config.password = "secret";
    config.ip = ip("203.0.113.9");
    return {world, config, server};
  }
  void run(sim::Duration time) { wire.run_until(clock.now() + time); }
  int count(sim::EventKind kind) const {
    int found = 0;
    for (const auto& event : trace.events()) found += event.kind == kind ? 1 : 0;
    return found;
  }
};

inline fakeservers::people::Letter letter(std::string to, std::string subject = "hello") {
  fakeservers::people::Letter letter;
  letter.to = std::move(to);
  letter.subject = std::move(subject);
  letter.text = "A first line.\nA second one.\n";
  return letter;
}

inline const std::vector<fakeservers::StoredMail>& mails(fakeservers::mta::MailServer& server, std::string_view user) {
  return server.store().find_user(user)->mails;
}

}  // namespace town
