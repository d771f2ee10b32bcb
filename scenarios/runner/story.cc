#include "scenarios/runner/story.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "engine/plugins.h"
#include "engine/profile.h"
#include "engine/properties.h"
#include "scenarios/runner/decode.h"
#include "scenarios/runner/defaults.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/shapes.h"
#include "scenarios/servers/real_host.h"
#include "scenarios/runner/story_keys.h"
#include "scenarios/runner/zones.h"

namespace scenarios {
namespace {

constexpr std::size_t most_includes = 20;

/// Lays a file over those that it includes.
Value with_includes(Value root, std::vector<std::string>& opened, Problems& problems) {
  const Value* include = root.find("include");
  if (include == nullptr) return root;
  Value under{.kind = Value::Kind::map, .place = root.place};
  for (const Value* item : items_of(*include)) {
    if (!item->is_scalar()) continue;  // the validator tells
    const std::string path = std::filesystem::path(path_beside(*item)).lexically_normal().string();
    if (std::find(opened.begin(), opened.end(), path) != opened.end()) {
      problems.push_back({fmt::format("'{}' includes itself", path), "break the circle", item->place});
      continue;
    }
    if (opened.size() >= most_includes) {
      problems.push_back({"too many files are included", "", item->place});
      continue;
    }
    Problems own;
    opened.push_back(path);
    auto included = read_yaml_file(path, own);
    for (sim::Error& problem : own) {
      if (!problem.place.is_known()) problem.place = item->place;
      problems.push_back(std::move(problem));
    }
    if (included) under = merged(under, with_includes(*std::move(included), opened, problems));
    opened.pop_back();
  }
  return merged(under, root);
}

void check_values(const engine::InstanceConfig& instance, LoadedStory& loaded) {
  for (const engine::Setting& property : instance.properties) {
    if (auto fits = engine::check_property(property.name, property.value); !fits) {
      loaded.problems.push_back({fits.error().what, fits.error().advice, property.place});
    } else if (engine::find_property(property.name) == nullptr) {
      const std::string_view near = engine::nearest_property(property.name);
      loaded.warnings.push_back({fmt::format("the engine does not read the property '{}'", property.name),
                                 near.empty() ? "" : fmt::format("did you mean '{}'?", near), property.place});
    }
  }
  auto profile = engine::find_profile(instance.profile);
  if (!profile) {
    loaded.problems.push_back({profile.error().what, profile.error().advice, instance.place});
    return;
  }
  for (const engine::Setting& each : instance.switches) {
    if (const auto turned = engine::turn(*profile, each.name, each.value); !turned) {
      loaded.problems.push_back({turned.error().what, turned.error().advice, each.place});
    }
  }
  for (const engine::PluginConfig& each : instance.plugins) {
    if (engine::find_plugin(each.name) != nullptr) continue;
    const std::string_view near = engine::nearest_plugin(each.name);
    loaded.problems.push_back({fmt::format("there is no plugin '{}'", each.name),
                               near.empty() ? "`mailrig properties` lists them" : fmt::format("did you mean '{}'?", near), each.place});
  }
}

bool looks_at_dialogue(const Value& value) {
  const auto is_dialogue = [](const Member& member) {
    return member.key == "transcript" || member.key == "dns" || looks_at_dialogue(member.value);
  };
  return std::any_of(value.items.begin(), value.items.end(), looks_at_dialogue) ||
         std::any_of(value.members.begin(), value.members.end(), is_dialogue);
}

void decode_cast(const Value& root, Story& story) {
  if (const Value* hosts = root.find("hosts")) {
    for (const Member& host : hosts->members) {
      auto config = decode_host(host.key, host.value);
      if (host.value.text_of("is") == "name-server") continue;  // with the zones
      if (host.value.text_of("is") == "token-server") {
        story.token_servers.push_back(decode_token_server(host.key, host.value));
      } else {
        if (host.value.text_of("is") == "postfix") story.real_hosts.emplace(config.name, RealKind::postfix);
        if (host.value.text_of("is") == "dovecot") story.real_hosts.emplace(config.name, RealKind::dovecot);
        story.hosts.push_back(std::move(config));
      }
    }
  }
  if (const Value* people = root.find("people")) {
    for (const Member& person : people->members) story.people.push_back({decode_person(person.key, person.value), {}});
  }
  if (const Value* instance = root.find("instance")) {
    story.instance = decode_instance(*instance);
    if (const auto ip = sim::IpAddress::parse(instance->text_of("ip"))) story.instance_ip = *ip;
  }
}

/// What real servers are asked for and do not have.
void check_real_hosts(const Story& story, Problems& problems) {
  for (const auto& host : story.hosts) {
    const auto real = story.real_hosts.find(host.name);
    if (real == story.real_hosts.end()) continue;
    if (const std::string wish = unreal_wish(host, real->second); !wish.empty()) {
      problems.push_back({fmt::format("the real server {} cannot have {}", host.name, wish), "leave it out, or let the host be simulated", host.place});
    }
  }
}

Story decode(const Value& root, const std::string& file, Problems& problems) {
  Story story;
  story.file = file;
  story.name = root.text_of("name");
  story.about = root.text_of("about");
  story.tags = texts_at(root, "tags");
  story.seed = static_cast<std::uint64_t>(number_at(root, "seed").value_or(1));
  const auto starts = sim::parse_iso8601(root.text_of("starts", "2026-01-05T09:00:00Z"));
  if (starts) story.starts = *starts;
  decode_cast(root, story);
  story.instance.profile = root.text_of("profile", "current");
  story.instance.switches = settings_at(root, "switches");
  if (const Value* steps = root.find("steps")) {
    for (const Value* step : items_of(*steps)) story.steps.push_back(*step);
    story.needs_dialogue = looks_at_dialogue(*steps);
  }
  if (const Value* invariants = root.find("invariants")) {
    for (std::string& name : texts_at(*invariants, "except")) story.excepted.insert(std::move(name));
  }
  decode_zones(root, story, problems);
  complete(story);
  complete_zones(story);
  check_zone_changes(story, problems);
  decode_keys(root, story, problems);
  check_real_hosts(story, problems);
  publish_dkim(story);
  return story;
}

/// The story after its repair, as a story of its own: the change laid over, `expect` steps replaced.
Value fixed_root(const Value& root) {
  const Value& fixed = *root.find("fixed");
  Value out = root;
  std::erase_if(out.members, [](const Member& member) { return member.key == "fixed"; });
  if (const Value* change = fixed.find("change"); change != nullptr && change->is_map()) out = merged(out, *change);
  const Value* own_steps = fixed.find("steps") != nullptr ? fixed.find("steps") : out.find("steps");
  Value steps{.kind = Value::Kind::list, .place = fixed.place};
  if (own_steps != nullptr) {
    for (const Value* step : items_of(*own_steps)) {
      if (step->find("expect") == nullptr) steps.items.push_back(*step);
    }
  }
  if (const Value* expect = fixed.find("expect")) {
    for (const Value* step : items_of(*expect)) steps.items.push_back(*step);
  }
  Value over{.kind = Value::Kind::map, .members = {{"steps", fixed.place, std::move(steps)}}, .place = root.place};
  return merged(out, over);
}

void tell_new(Problems found, Problems& problems) {
  for (sim::Error& problem : found) {
    const bool is_known = std::any_of(problems.begin(), problems.end(), [&](const sim::Error& known) {
      return known.place == problem.place && known.what == problem.what;
    });
    if (!is_known) problems.push_back(std::move(problem));
  }
}

void in_order_of_place(Problems& problems, const std::string& file) {
  std::stable_sort(problems.begin(), problems.end(), [&](const sim::Error& a, const sim::Error& b) {
    const auto key = [&](const sim::Error& e) { return std::tuple(e.place.file != file, e.place.file, e.place.line, e.place.column); };
    return key(a) < key(b);
  });
}

LoadedStory load(Value root, const std::string& file, Problems problems) {
  std::vector<std::string> opened{std::filesystem::path(file).lexically_normal().string()};
  root = with_includes(std::move(root), opened, problems);
  LoadedStory loaded;
  const Names names = names_of(root);
  validate(root, object(story_shape), names, problems);
  const bool has_fixed = root.find("fixed") != nullptr && root.find("fixed")->is_map();
  const bool has_shape = problems.empty();
  if (has_fixed && has_shape) {
    Problems found;
    validate(fixed_root(root), object(story_shape), names, found);
    tell_new(std::move(found), problems);
  }
  loaded.problems = std::move(problems);
  if (has_shape && loaded.problems.empty()) {
    Story story = decode(root, file, loaded.problems);
    check_values(story.instance, loaded);
    if (has_fixed) {
      Problems found;
      Story fixed = decode(fixed_root(root), file, found);
      tell_new(std::move(found), loaded.problems);
      check_values(fixed.instance, loaded);
      fixed.is_fixed = true;
      story.fixed = std::make_shared<const Story>(std::move(fixed));
    }
    if (loaded.problems.empty()) loaded.story = std::move(story);
  }
  in_order_of_place(loaded.problems, file);
  return loaded;
}

}  // namespace

LoadedStory load_story_text(std::string_view text, const std::string& file) {
  Problems problems;
  auto root = read_yaml(text, file, problems);
  if (!root) return {std::nullopt, std::move(problems), {}};
  return load(*std::move(root), file, std::move(problems));
}

LoadedStory load_story(const std::string& file) {
  Problems problems;
  auto root = read_yaml_file(file, problems);
  if (!root) return {std::nullopt, std::move(problems), {}};
  return load(*std::move(root), file, std::move(problems));
}

}  // namespace scenarios
