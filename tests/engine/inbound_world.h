// A whole instance with its provider's POP3 and IMAP server on the virtual wire: what the inbound tests play with.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/instance.h"
#include "fakeservers/imap/imap_session.h"
#include "fakeservers/pop3_session.h"
#include "sim/wire/virtual_wire.h"

namespace engine::tests {

/// A message to the instance, as a person would type it.
struct Letter {
  std::string from = "Yuki <yuki@corp.example>";
  std::string subject = "Printer is broken";
  std::string body = "It shows 0x6100.\r\n";
  std::string headers = "";                  ///< more header lines, each with CRLF
  std::string id = "1@corp.example";
  std::string raw() const;
};

/// yuki (active), lena (locked out), ina (inactive), a POP3 account, the default actions.
InstanceConfig office();

class InboundWorld {
 public:
  explicit InboundWorld(InstanceConfig config = office(), DatabaseOptions options = {":memory:", 0, false});

  void reopen(InstanceConfig config = office());
  void apply(const InstanceConfig& change);
  void set(const std::string& property, const std::string& value);
  std::string receive(const Letter& letter) { return instance->receive(letter.raw()); }
  /// A column of the newest Email row.
  std::string email(const std::string& column);
  /// "mailbox type state" of the newest Email row.
  std::string standing() { return email("mailbox || ' ' || type || ' ' || state"); }
  std::string value(const std::string& sql) { return instance->database().value(sql); }
  int count(const std::string& table) { return std::stoi(value("SELECT count(*) FROM " + table)); }
  /// The rules that decided about mails of this kind, in order.
  std::vector<std::string> decided(sim::EventKind kind) const;
  /// The last event of a kind; nullptr if there is none.
  const sim::Event* last(sim::EventKind kind) const;
  std::vector<std::string> mailboxes() const;

  void listen();
  void deliver(const Letter& letter);
  void deliver(std::string raw);
  /// Runs the reader and the world until nothing is in motion.
  void read();

  sim::Clock clock;
  sim::Trace trace;
  sim::Network network;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver;
  sim::wire::VirtualWire wire;
  sim::World world;
  fakeservers::MailStore drops;
  fakeservers::FaultPlan faults;
  fakeservers::Logins logins{"mail.provider.example", drops, sim::Random(1, "provider"), trace};
  DatabaseOptions options;
  std::unique_ptr<Instance> instance;
};

/// Mails that wait in the instance's maildrop.
inline std::size_t on_server(InboundWorld& world) { return world.drops.find_user("acme")->mails.size(); }

}  // namespace engine::tests
