// What the engine's pipelines and jobs are given. Owned by the Instance, which outlives them.
#pragma once
#include <map>
#include <memory>

#include "engine/config.h"
#include "engine/profile.h"
#include "engine/properties.h"
#include "engine/store.h"
#include "sim/world.h"

namespace engine {

struct Smime;      // engine/smime.h
namespace inbound {
struct Settings;  // engine/inbound/settings.h
}
namespace outbound {
struct NotificationSet;  // engine/outbound/notifications.h
struct Settings;  // engine/outbound/settings.h
}
namespace script {
class Scripts;    // engine/script/script.h
}

struct Parts {
  sim::World& world;
  Database& database;
  Store& store;
  Properties& properties;
  const Profile& profile;
  InstanceConfig& config;      ///< as changed by apply(): places of users, notifications, properties for the trace's Cause
  sim::IpAddress ip;           ///< where the instance's connections come from
  /// What the inbound rules read, compiled from properties and configuration when first needed; Instance::apply() drops it.
  std::shared_ptr<const inbound::Settings> inbound_settings = nullptr;
  /// The notifications, compiled when first needed; Instance::apply() drops them.
  std::shared_ptr<const outbound::NotificationSet> notifications = nullptr;
  /// The same for the outbound rules.
  std::shared_ptr<const outbound::Settings> outbound_settings = nullptr;
  std::shared_ptr<const Smime> smime = nullptr;   ///< smime_of(); Instance::apply() drops it as well
  sim::Cause cause_of_property(std::string_view name) const;  ///< id "property:<name>" and its place in the story if set there
  sim::Cause cause_of_user(std::string_view user_name) const;
  /// Where the story says something of a user, by user_name: one look-up a mail, however many users there are.
  std::map<std::string, sim::Place, std::less<>> user_places = {};
  /// Whether a plugin is active (engine/plugins.h).
  bool has_plugin(std::string_view name) const;
  void index_users();          ///< after config.users has changed
  /// The worker that runs inbound actions' JavaScript, started when the first script runs.
  std::shared_ptr<script::Scripts> scripts = nullptr;
  /// Ends with the instance: what a clock or a wire tells later asks whether it has expired.
  std::shared_ptr<const char> life = std::make_shared<const char>('\0');
};

}  // namespace engine
