#include "bench/bench_world.h"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/wire/loopback_wire.h"
#include "sim/wire/virtual_wire.h"

namespace bench {
namespace {

const sim::Instant start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

std::unique_ptr<sim::wire::Wire> make_wire(BenchWorld::WireKind kind, sim::Clock& clock, sim::Network& network, sim::Trace& trace) {
  if (kind == BenchWorld::WireKind::in_memory) {
    return std::make_unique<sim::wire::VirtualWire>(clock, network, trace, sim::Random(1, "wire"));
  }
  return std::make_unique<sim::wire::LoopbackWire>(clock, network, trace, sim::Random(1, "wire"));
}

std::filesystem::path make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-bench-XXXXXX").string();
  return mkdtemp(pattern.data()) ? pattern : std::filesystem::temp_directory_path().string();
}

/// One filter and one action as administrators write them; types in turn.
void add_rules(engine::InstanceConfig& config, std::size_t n) {
  constexpr std::array types{"new", "reply", "forward"};
  const std::array conditions{fmt::format("subjectSTARTSWITH[queue {0}]^ORheadersLIKEX-Queue:{0}", n), fmt::format("fromENDSWITH@partner{}.example", n),
                              fmt::format("body_textLIKEticket number {0}-^subjectLIKE{0}^NQsubject=Report {0}", n)};
  engine::EmailFilterConfig filter;
  filter.name = fmt::format("filter {}", n);
  filter.order = static_cast<int>(n);
  filter.condition = conditions[n % conditions.size()];
  filter.action = "move_to_junk";
  config.filters.push_back(std::move(filter));
  engine::InboundActionConfig action;
  action.name = fmt::format("action {}", n);
  action.type = types[n % types.size()];
  action.order = static_cast<int>(n);
  action.condition = fmt::format("subjectSTARTSWITH[team {}]", n);
  action.set = {{"short_description", "${email.subject}"}};
  config.inbound_actions.push_back(std::move(action));
}

}  // namespace

BenchWorld::BenchWorld(WireKind kind)
    : clock(start), trace(clock, sim::TraceLevel::off), resolver(zones, clock, trace), wire(make_wire(kind, clock, network, trace)),
      world{clock, sim::Random(1), trace, network, *wire, resolver}, folder(make_folder()) {}

BenchWorld::~BenchWorld() {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

sim::IpAddress BenchWorld::ip(const char* text, const char* host) {
  const sim::IpAddress address = *sim::IpAddress::parse(text);
  network.add_host(host, address);
  return address;
}

std::unique_ptr<engine::Instance> make_instance(BenchWorld& bench, std::size_t users, std::size_t more_rules) {
  engine::InstanceConfig config;
  config.address = "acme@service-now.example";
  for (std::size_t n = 0; n < users; ++n) {
    engine::UserConfig user;
    user.user_name = fmt::format("user{}", n);
    user.first_name = "User";
    user.last_name = std::to_string(n);
    user.email = fmt::format("user{}@corp.example", n);
    config.users.push_back(std::move(user));
  }
  for (std::size_t n = 0; n < more_rules; ++n) add_rules(config, n);
  engine::DatabaseOptions options;
  options.path = (bench.folder / "instance.db").string();
  auto opened = engine::Instance::open(bench.world, std::move(config), options, bench.ip("198.51.100.99", "acme"));
  if (!opened) {
    fmt::print(stderr, "{}\n", opened.error().text());
    std::abort();
  }
  return std::move(*opened);
}

void store_mails(engine::Database& database, std::size_t rows) {
  sim::Random random(2, "rows");
  const std::string body = random.token(1200);
  const std::string html = random.token(2200);
  const std::string headers = random.token(700);
  engine::Transaction transaction(database);
  auto insert = database.prepare(
      "INSERT INTO sys_email (sys_id, type, state, mailbox, receive_type, subject, body, body_text, \"from\", headers, message_id, "
      "sys_created_on, sys_updated_on) VALUES (?, 'received', 'processed', 'Received', 'new', ?, ?, ?, ?, ?, ?, 0, 0)");
  for (std::size_t n = 0; n < rows; ++n) {
    insert.bind_all(fmt::format("{:08x}{}", n, random.hex(24)), fmt::format("stored {}", n), html, body,
                    fmt::format("user{}@corp.example", random.below(10'000)), headers,
                    fmt::format("{}@stored.example", random.hex(24)));
    insert.run();
  }
  transaction.commit();
  database.execute("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE");
}

}  // namespace bench
