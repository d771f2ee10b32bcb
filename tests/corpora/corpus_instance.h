// An instance without a network that takes raw messages: what the suites that need the engine's verdict run through.
#pragma once
#include <memory>
#include <string>

#include "engine/instance.h"
#include "sim/wire/virtual_wire.h"

namespace corpora {

class CorpusInstance {
 public:
  /// In memory, at a fixed virtual time; the configuration is the caller's and must be valid.
  explicit CorpusInstance(engine::InstanceConfig config = {});

  /// Stores and classifies; the row's sys_id, "" if it was dropped.
  std::string receive(std::string raw) { return instance_->receive(std::move(raw)); }
  /// A column of that row of sys_email.
  std::string email(std::string_view sys_id, std::string_view column);
  engine::Database& database() { return instance_->database(); }

 private:
  sim::Clock clock_;
  sim::Trace trace_;
  sim::Network network_;
  sim::dns::Zones zones_;
  sim::dns::Resolver resolver_;
  sim::wire::VirtualWire wire_;
  sim::World world_;
  std::unique_ptr<engine::Instance> instance_;
};

}  // namespace corpora
