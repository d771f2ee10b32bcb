#include "scenarios/runner/story_keys.h"

#include <algorithm>

#include "scenarios/runner/decode.h"

namespace scenarios {
namespace {

using fakeservers::mta::DkimConfig;
using fakeservers::mta::HostConfig;
using sim::auth::Certificate;

void decode_dkim(const Value& list, const Story& story, HostConfig& host, Problems& problems) {
  for (const Value* each : items_of(list)) {
    const std::string domain = each->text_of("domain", host.domains.empty() ? std::string_view(host.name) : std::string_view(host.domains.front()));
    const std::string selector = each->text_of("selector", "s1");
    sim::Random random = sim::Random(story.seed).stream("dkim:" + domain + ":" + selector);
    auto key = each->find("key") == nullptr ? sim::sender::DkimKey::from_random(random) : sim::sender::DkimKey::from_pem(content_at(*each, "key"));
    if (!key) {
      problems.push_back({key.error().what, key.error().advice, each->place});
      continue;
    }
    sim::sender::DkimSigner signer{domain, selector, *std::move(key), flag_at(*each, "oversign").value_or(false)};
    signer.canon = sim::sender::Canonicalization::parse(each->text_of("canonicalization", "relaxed/relaxed")).value_or(signer.canon);
    if (const auto octets = number_at(*each, "body_octets")) signer.body_octets = static_cast<std::size_t>(std::max<long long>(*octets, 0));
    signer.lifetime = duration_at(*each, "lifetime").value_or(signer.lifetime);
    DkimConfig config{std::move(signer), each->place, texts_at(*each, "for")};
    config.signs_any_author = std::find(config.authors.begin(), config.authors.end(), "any") != config.authors.end();
    host.dkim.push_back(std::move(config));
  }
}

void decode_arc_seal(const Value& map, const Story& story, HostConfig& host, Problems& problems) {
  const std::string domain = map.text_of("domain", host.domains.empty() ? std::string_view(host.name) : std::string_view(host.domains.front()));
  const std::string selector = map.text_of("selector", "arc");
  sim::Random random = sim::Random(story.seed).stream("arc:" + domain + ":" + selector);
  auto key = map.find("key") == nullptr ? sim::sender::DkimKey::from_random(random) : sim::sender::DkimKey::from_pem(content_at(map, "key"));
  if (!key) return problems.push_back({key.error().what, key.error().advice, map.place});
  host.arc_seal = fakeservers::mta::ArcSealConfig{{.domain = domain, .selector = selector, .key = *std::move(key), .authserv_id = host.name, .signed_fields = {}}, map.place};
}

/// A forward is found by its address, so that must be one of the host's.
void check_forwards(const Value& forwards, const HostConfig& host, Problems& problems) {
  for (const Member& each : forwards.members) {
    const auto address = sim::mail::Address::parse(each.key);
    const auto is_its = [&](const std::string& domain) { return address && sim::mail::Address("x", domain).domain_lower() == address->domain_lower(); };
    if (std::any_of(host.domains.begin(), host.domains.end(), is_its)) continue;
    problems.push_back({"'" + each.key + "' is no address of " + host.name, "write an address in a domain of the host", each.place});
  }
}

void decode_person_keys(const Value& people, Story& story, Problems& problems) {
  for (PersonStory& person : story.people) {
    const Value* named = people.find(person.config.id);
    const Value* smime = named == nullptr ? nullptr : named->find("smime");
    if (smime == nullptr) continue;
    for (const std::string& text : contents_at(*smime, "certificates")) {
      const auto others = Certificate::all_from_pem(text);
      if (!others) problems.push_back({others.error().what, others.error().advice, smime->place});
      else person.config.smime.address_book.insert(person.config.smime.address_book.end(), others->begin(), others->end());
    }
    if (!names_identity(*smime)) continue;
    auto identity = decode_identity(*smime);
    if (identity) person.config.smime.own = *std::move(identity);
    else problems.push_back(identity.error());
  }
}

void fill_address_books(Story& story) {
  std::vector<Certificate> book;
  for (const PersonStory& person : story.people) {
    if (person.config.smime.own) book.push_back(person.config.smime.own->certificate());
  }
  if (story.instance.smime && story.instance.smime->certificate) {
    if (const auto own = Certificate::from_pem(*story.instance.smime->certificate)) book.push_back(*own);
  }
  for (PersonStory& person : story.people) {
    auto& own = person.config.smime.address_book;
    own.insert(own.end(), book.begin(), book.end());
  }
}

void check_certificates(const Value& map, std::string_view key, Problems& problems) {
  const Value* named = map.find(key);
  for (const std::string& text : contents_at(map, key)) {
    if (const auto read = Certificate::all_from_pem(text); !read) problems.push_back({read.error().what, read.error().advice, named->place});
  }
}

void check_instance(const Value& root, Problems& problems) {
  const Value* instance = root.find("instance");
  if (instance == nullptr) return;
  if (const Value* users = instance->find("users")) {
    for (const Value* user : items_of(*users)) check_certificates(*user, "certificate", problems);
  }
  const Value* smime = instance->find("smime");
  if (smime == nullptr) return;
  check_certificates(*smime, "ca", problems);
  check_certificates(*smime, "certificates", problems);
  if (!names_identity(*smime)) return;
  if (const auto own = decode_identity(*smime); !own) problems.push_back(own.error());
}

sim::dns::Zone* enclosing_zone(Story& story, const sim::dns::Name& name) {
  sim::dns::Zone* closest = nullptr;
  for (sim::dns::Zone& zone : story.zones) {
    if (!name.is_below_or_at(zone.origin())) continue;
    if (closest == nullptr || zone.origin().labels().size() > closest->origin().labels().size()) closest = &zone;
  }
  return closest;
}

void publish(Story& story, const sim::sender::DkimSigner& signer) {
  const auto name = sim::dns::Name::parse(signer.selector + "._domainkey." + signer.domain);
  if (!name) return;
  sim::dns::Zone* zone = enclosing_zone(story, *name);
  if (zone == nullptr) {
    const auto origin = sim::dns::Name::parse(signer.domain);
    story.zones.emplace_back(origin ? *origin : name->parent());
    zone = &story.zones.back();
  }
  if (zone->records().contains(*name)) return;  // the story's own, a broken one perhaps
  zone->add({*name, sim::dns::Type::TXT, 3600, sim::dns::TxtData{sim::sender::character_strings(signer.key.record())}});
}

}  // namespace

void decode_keys(const Value& root, Story& story, Problems& problems) {
  const Value* hosts = root.find("hosts");
  for (HostConfig& host : story.hosts) {
    const Value* named = hosts == nullptr ? nullptr : hosts->find(host.name);
    const Value* dkim = named == nullptr ? nullptr : named->find("dkim");
    if (dkim != nullptr) decode_dkim(*dkim, story, host, problems);
    const Value* arc = named == nullptr ? nullptr : named->find("arc_seal");
    const Value* forwards = named == nullptr ? nullptr : named->find("forwards");
    if (forwards != nullptr) check_forwards(*forwards, host, problems);
    if (arc != nullptr) decode_arc_seal(*arc, story, host, problems);
    const Value* policies = named == nullptr ? nullptr : named->find("policies");
    if (policies == nullptr) continue;
    for (sim::Error& problem : scan_problems(*policies)) problems.push_back(std::move(problem));
  }
  if (const Value* people = root.find("people")) decode_person_keys(*people, story, problems);
  check_instance(root, problems);
  fill_address_books(story);
}

void publish_dkim(Story& story) {
  for (const HostConfig& host : story.hosts) {
    for (const DkimConfig& each : host.dkim) publish(story, each.signer);
    if (host.arc_seal) publish(story, {host.arc_seal->sealer.domain, host.arc_seal->sealer.selector, host.arc_seal->sealer.key});
  }
}

sim::auth::Keyring keyring_of(const Story& story, std::string_view person) {
  sim::auth::Keyring keys;
  for (const PersonStory& each : story.people) {
    if (each.config.id == person && each.config.smime.own) keys.identities.push_back(*each.config.smime.own);
    if (each.config.id == person) keys.trust.known = each.config.smime.address_book;
  }
  if (!story.instance.smime) return keys;
  for (const std::string& text : story.instance.smime->authorities) {
    if (const auto anchors = Certificate::all_from_pem(text)) keys.trust.anchors.insert(keys.trust.anchors.end(), anchors->begin(), anchors->end());
  }
  return keys;
}

}  // namespace scenarios
