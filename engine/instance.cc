#include "engine/instance.h"

#include "engine/configure.h"
#include "engine/inbound/account_groups.h"
#include "engine/inbound/email_reader.h"
#include "engine/inbound/pipeline.h"
#include "engine/inbound/reprocess.h"
#include "engine/jobs.h"
#include "engine/outbound/outbox.h"
#include "engine/plugins.h"
#include "engine/property_sets.h"
#include "engine/record_events.h"
#include "engine/smime.h"

namespace engine {

sim::Cause Parts::cause_of_property(std::string_view name) const {
  sim::Cause cause{fmt::format("property:{}", name), {}};
  for (const Setting& each : config.properties) {
    if (each.name == name) cause.place = each.place;
  }
  if (cause.place.is_known()) return cause;
  for (const Setting& each : config.property_sets) {
    const PropertySet* set = find_property_set(each.name);
    const auto is_it = [&](const auto& property) { return property.first == name; };
    if (set != nullptr && std::any_of(set->properties.begin(), set->properties.end(), is_it)) cause.place = each.place;
  }
  return cause;
}

sim::Cause Parts::cause_of_user(std::string_view user_name) const {
  sim::Cause cause{fmt::format("user:{}", user_name), {}};
  if (const auto known = user_places.find(user_name); known != user_places.end()) cause.place = known->second;
  return cause;
}

bool Parts::has_plugin(std::string_view name) const {
  Statement& row = database.kept("SELECT active FROM sys_plugins WHERE name = ?");
  const Ended ended{row};
  if (row.bind_all(name).step()) return row.integer(0) != 0;
  const PluginInfo* known = find_plugin(name);
  return known != nullptr && known->is_active;
}

void Parts::index_users() {
  for (const UserConfig& each : config.users) {
    if (each.place.is_known()) user_places[each.user_name] = each.place;
  }
}

struct Instance::State {
  State(sim::World& world_given, InstanceConfig config_given, Profile profile_given, Database opened, sim::IpAddress ip)
      : world(world_given),
        config(std::move(config_given)),
        profile(profile_given),
        database(std::move(opened)),
        properties(database),
        store(database, world.clock, world.trace, world.random.stream("instance " + config.name)),
        parts{world, database, store, properties, profile, config, std::move(ip)},
        jobs(parts) {
    parts.index_users();
  }

  sim::World& world;
  InstanceConfig config;
  Profile profile;
  Database database;
  Properties properties;
  Store store;
  Parts parts;
  Jobs jobs;
  std::map<std::string, ConnectionResult, std::less<>> connection_results;
  int connection_tests = 0;  ///< that are running
};

Instance::Instance(std::unique_ptr<State> state) : state_(std::move(state)) {}

Instance::~Instance() = default;

sim::Result<std::unique_ptr<Instance>> Instance::open(sim::World& world, InstanceConfig config, const DatabaseOptions& options,
                                                      sim::IpAddress ip) {
  auto profile = find_profile(config.profile);
  if (!profile) {
    sim::Error error = profile.error();
    error.place = config.place;
    return error;
  }
  for (const Setting& each : config.switches) {
    if (const auto turned = turn(*profile, each.name, each.value); !turned) {
      return sim::Error{turned.error().what, turned.error().advice, each.place};
    }
  }
  auto database = Database::open(options);
  if (!database) return database.error();
  try {
    const bool is_new = database->value("SELECT count(*) FROM instance_start") == "0";
    auto state = std::make_unique<State>(world, std::move(config), *profile, std::move(*database), std::move(ip));
    if (is_new) {
      Transaction transaction(state->database);
      write_factory_rows(state->store);
      if (const auto written = write_configuration(state->parts, state->config); !written) return written.error();
      transaction.commit();
    }
    inbound::release_all_groups(state->database);
    inbound::classify_leftovers(state->parts);
    return std::unique_ptr<Instance>(new Instance(std::move(state)));
  } catch (const DatabaseError& error) {
    return sim::Error{error.what(), error.is_full() ? "give the database more room" : "", {}};
  }
}

void Instance::start() { state_->jobs.start(); }

sim::Result<void> Instance::apply(const InstanceConfig& change) {
  const auto written = write_configuration(state_->parts, change);
  state_->parts.inbound_settings = nullptr;
  state_->parts.notifications = nullptr;
  state_->parts.outbound_settings = nullptr;
  state_->parts.smime = nullptr;
  if (!written) {
    state_->properties.reload();
    return written.error();
  }
  merge(state_->config, change);
  state_->parts.index_users();
  state_->jobs.count_readers();
  state_->jobs.wake();
  return {};
}

sim::Result<void> Instance::run_job(std::string_view name) { return state_->jobs.run(name); }

sim::Result<void> Instance::reprocess(std::string_view sys_id) { return inbound::reprocess(state_->parts, sys_id); }

sim::Result<std::size_t> Instance::resend_blocked() {
  try {
    return outbound::resend_blocked(state_->parts);
  } catch (const DatabaseError& error) {
    return sim::Error{fmt::format("the mails could not be sent again: {}", error.what()), "", {}};
  }
}

sim::Result<void> Instance::fire(const EventRequest& event) { return outbound::fire(state_->parts, event); }

sim::Result<void> Instance::compose(const ComposeRequest& mail) { return outbound::compose(state_->parts, mail); }

sim::Result<std::string> Instance::write_record(const RecordRequest& request) { return engine::write_record(state_->parts, request); }

std::string Instance::receive(std::string raw) { return inbound::receive(state_->parts, std::move(raw), "", ""); }

sim::Result<void> Instance::test_connection(std::string_view name) {
  const auto account = account_named(state_->database, name);
  if (!account) return sim::Error{fmt::format("there is no email account '{}'", name), "accounts of the story stand under instance", {}};
  ++state_->connection_tests;
  state_->connection_results.erase(std::string(name));
  // Not called after the instance has ended.
  engine::test_connection(state_->parts, *account, [state = state_.get(), key = std::string(name)](const ConnectionResult& result) {
    state->connection_results.insert_or_assign(key, result);
    --state->connection_tests;
  });
  return {};
}

const ConnectionResult* Instance::connection_result(std::string_view account) const {
  const auto found = state_->connection_results.find(account);
  return found == state_->connection_results.end() ? nullptr : &found->second;
}

bool Instance::is_idle() const {
  return state_->connection_tests == 0 && state_->jobs.is_idle() && !state_->store.has_unclassified();
}

Database& Instance::database() { return state_->database; }

const InstanceConfig& Instance::config() const { return state_->config; }

}  // namespace engine
