// What the two benches stand on: a world without a trace, and a folder for the database.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "scenarios/runner/bench.h"
#include "sim/world.h"

namespace scenarios {

/// Clock, network, DNS and wire of a bench, the trace off.
class BenchRig {
 public:
  explicit BenchRig(const BenchOptions& options);
  sim::World& world() { return world_; }
  sim::Clock& clock() { return clock_; }
  sim::Trace& trace() { return trace_; }
  sim::wire::Wire& wire() { return *wire_; }
  sim::dns::Zones& zones() { return zones_; }
  sim::IpAddress host(const char* ip, const char* name);

 private:
  sim::Clock clock_;
  sim::Trace trace_;
  sim::Network network_;
  sim::dns::Zones zones_;
  sim::dns::Resolver resolver_;
  std::unique_ptr<sim::wire::Wire> wire_;
  sim::World world_;
};

/// A folder that goes when the bench ends, unless the user gave one.
class DatabaseFolder {
 public:
  explicit DatabaseFolder(const std::string& given);
  ~DatabaseFolder();
  DatabaseFolder(const DatabaseFolder&) = delete;
  DatabaseFolder& operator=(const DatabaseFolder&) = delete;
  std::string file() const { return (path_ / "bench.db").string(); }

 private:
  std::filesystem::path path_;
  bool is_ours_;
};

/// The most memory that this process ever held, in megabytes.
long peak_rss_megabytes();

}  // namespace scenarios
