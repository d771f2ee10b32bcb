#include "scenarios/runner/serve.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "scenarios/runner/director.h"
#include "scenarios/runner/replay.h"
#include "sim/wire/loopback_wire.h"

namespace scenarios {
namespace {

std::atomic<bool> is_asked_to_end{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set by a signal handler");
void ask_to_end(int) { is_asked_to_end = true; }

struct Service {
  std::string_view name;
  std::uint16_t port;
};
constexpr Service mail_services[] = {{"smtp", 25}, {"submission", 587}, {"smtps", 465}, {"pop3", 110}, {"pop3s", 995}, {"imap", 143}, {"imaps", 993}};

/// One line for each service that listens.
std::string service_lines(Stage& stage) {
  std::string out;
  for (const auto& host : stage.hosts()) {
    for (const Service& service : mail_services) {
      const std::string real = stage.loopback()->real_endpoint({host->config().ip, service.port});
      if (!real.empty()) out += fmt::format("{:<32} {:<10} {}\n", host->config().name, service.name, real);
    }
  }
  for (const auto& server : stage.story().token_servers) {
    out += fmt::format("{:<32} {:<10} {}\n", server.name, "tokens", stage.loopback()->real_endpoint({server.ip, 443}));
  }
  for (const NameServer& server : stage.story().name_servers) {
    const sim::Endpoint at{server.ip, 53};
    out += fmt::format("{:<32} {:<10} {}\n", server.name, "dns", stage.loopback()->real_datagram_endpoint(at));
    out += fmt::format("{:<32} {:<10} {}\n", server.name, "dns-tcp", stage.loopback()->real_endpoint(at));
  }
  return out;
}

int tell(const sim::Error& error, int code) {
  fmt::print(stderr, "{}\n", error.text());
  return code;
}

int serve_stage(Stage& stage, const ServeOptions& options) {
  if (!options.ca_file.empty()) {
    std::ofstream out(options.ca_file);
    out << stage.loopback()->ca_pem();
    if (!out.flush()) return tell({fmt::format("'{}' cannot be written", options.ca_file), "", {}}, exit_code(Verdict::wrong));
  }
  fmt::print("{}ready: send SIGINT or SIGTERM to end\n", service_lines(stage));
  std::fflush(stdout);
  std::signal(SIGINT, ask_to_end);
  std::signal(SIGTERM, ask_to_end);
  Performance performance{stage};
  perform(performance);
  for (const Finding& failure : performance.failures) fmt::print("{}: {}\n", failure.place.text(), failure.what);
  std::fflush(stdout);
  const sim::Instant limit = options.time ? stage.clock().start() + *options.time : sim::Instant::max() - std::chrono::hours{24};
  stage.run_until(limit, [] { return is_asked_to_end.load(); });
  return exit_code(performance.failures.empty() ? Verdict::held : Verdict::failed);
}

}  // namespace

int serve(const ServeOptions& options) {
  LoadedStory loaded = load_story(options.file);
  for (const sim::Error& problem : loaded.problems) fmt::print(stderr, "{}\n", problem.text());
  if (!loaded.story) return exit_code(Verdict::wrong);
  StageOptions stage_options;
  stage_options.on_loopback = true;
  stage_options.real_time = true;
  stage_options.port_base = options.port_base;
  stage_options.level = options.level;
  stage_options.database_folder = options.database_folder;
  auto stage = Stage::build(*loaded.story, stage_options);
  if (!stage) return tell(stage.error(), exit_code(Verdict::broken));
  return serve_stage(**stage, options);
}

}  // namespace scenarios
