// A story, ready to be staged: everything that its YAML says and everything that it leaves to defaults.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/config.h"
#include "fakeservers/mta/mail_server.h"
#include "fakeservers/oauth_service.h"
#include "fakeservers/people/person.h"
#include "scenarios/runner/validate.h"
#include "scenarios/runner/value.h"
#include "sim/dns/zone.h"

namespace scenarios {

struct PersonStory {
  fakeservers::people::PersonConfig config;
  std::string host;                        ///< the server of their address's domain
};

struct NameServer {
  std::string name;
  sim::IpAddress ip;
  std::vector<sim::dns::Name> zones{};   ///< what it serves; all if empty
  std::vector<sim::dns::Zone> own{};     ///< what it tells instead of the world's zones of these origins
};

/// Which real servers stand for a host: Postfix and Dovecot, or Dovecot beside a simulated SMTP server.
enum class RealKind { postfix, dovecot };

struct Story {
  std::string file, name, about;
  std::vector<std::string> tags;
  std::uint64_t seed = 1;
  sim::Instant starts{};
  std::vector<sim::dns::Zone> zones;
  std::vector<fakeservers::mta::HostConfig> hosts;
  std::map<std::string, RealKind, std::less<>> real_hosts;  ///< those of `hosts` for which real servers stand
  std::vector<fakeservers::TokenServerConfig> token_servers;
  std::vector<NameServer> name_servers;    ///< where the world's zones are served
  std::vector<PersonStory> people;
  engine::InstanceConfig instance;
  sim::IpAddress instance_ip;
  std::vector<Value> steps;
  std::set<std::string> excepted;          ///< invariants
  bool needs_dialogue = false;             ///< an expectation looks at what was said on the wires
  bool is_fixed = false;                   ///< this is the story after its repair
  std::shared_ptr<const Story> fixed;      ///< the story after its repair, if it tells one
};

struct LoadedStory {
  std::optional<Story> story;              ///< nothing if there are problems
  Problems problems;
  Problems warnings;                       ///< likely mistakes that do not hinder: unknown properties
};

/// Reads, merges includes, validates everything, fills in defaults. All problems of the file are told at once.
LoadedStory load_story(const std::string& file);
/// The same from text that stands for the file of that name.
LoadedStory load_story_text(std::string_view text, const std::string& file);

}  // namespace scenarios
