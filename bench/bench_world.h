// A world for one bench: clock, network, trace (off), wire and DNS, and a place for a database file that goes when the bench ends.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "engine/instance.h"
#include "sim/world.h"

namespace bench {

struct BenchWorld {
  enum class WireKind { in_memory, on_loopback };
  explicit BenchWorld(WireKind kind = WireKind::in_memory);
  ~BenchWorld();

  sim::Clock clock;
  sim::Trace trace;
  sim::Network network;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver;
  std::unique_ptr<sim::wire::Wire> wire;
  sim::World world;
  std::filesystem::path folder;   ///< empty, removed at the end

  sim::IpAddress ip(const char* text, const char* host);
};

/// An instance with `users` users and a file database (WAL, synchronous=NORMAL), with the vendor's inbound actions and filters and so many
/// more of each, every one active and with a condition of its own; none of those fits a benched mail.
std::unique_ptr<engine::Instance> make_instance(BenchWorld& bench, std::size_t users, std::size_t more_rules = 0);
/// Fills the Email table with `rows` received mails, each with its incident, watermark and log rows, without classifying them.
void store_mails(engine::Database& database, std::size_t rows);

}  // namespace bench
