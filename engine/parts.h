// What the engine's pipelines and jobs are given. Owned by the Instance, which outlives them.
#pragma once
#include <memory>

#include "engine/config.h"
#include "engine/profile.h"
#include "engine/properties.h"
#include "engine/store.h"
#include "sim/world.h"

namespace engine {

namespace inbound {
struct Settings;  // engine/inbound/settings.h
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
  sim::Cause cause_of_property(std::string_view name) const;  ///< id "property:<name>" and its place in the story if set there
  sim::Cause cause_of_user(std::string_view user_name) const;
};

/// What a rule of a pipeline says (one shape for both directions).
struct Verdict {
  std::string_view rule;       ///< the rule's id: "sender-locked-out"
  std::string evidence;        ///< a sentence with the facts
  sim::Cause by;               ///< rule id and the place of the property, user or filter that made it decide
};

}  // namespace engine
