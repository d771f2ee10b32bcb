#include "sim/sender/signature_fields.h"

#include <algorithm>

#include "sim/auth/base64.h"

namespace sim::sender {
namespace {

constexpr std::size_t most_digits = 18;  // more make a number that no length and no time reaches

/// A number; a longer one than most_digits is the largest. Nothing for anything else.
std::optional<std::uint64_t> number_of(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t out = 0;
  for (const char c : text.substr(0, most_digits)) out = out * 10 + static_cast<std::uint64_t>(c - '0');
  return text.size() > most_digits ? UINT64_MAX : out;
}

/// Reads a tag that is a number; says so if it is none.
std::string read_number(const TagList& tags, std::string_view name, std::optional<std::uint64_t>& out) {
  const Tag* tag = tags.find(name);
  if (tag == nullptr) return {};
  out = number_of(tag->value);
  return out ? "" : std::string(name) + "= is no number";
}

std::string read_octets(const TagList& tags, std::string_view name, std::string& out) {
  const auto text = tags.squeezed(name);
  if (!text) return {};
  const auto octets = octets_of(*text);
  if (!octets || octets->empty()) return std::string(name) + "= is no base64";
  out = *octets;
  return {};
}

std::string read_values(SignatureFields& fields, std::string_view usual_canon) {
  std::string fault = read_octets(fields.tags, "b", fields.signature);
  if (fault.empty()) fault = read_octets(fields.tags, "bh", fields.body_hash);
  if (fault.empty()) fault = read_number(fields.tags, "l", fields.length);
  if (fault.empty()) fault = read_number(fields.tags, "t", fields.signed_at);
  if (fault.empty()) fault = read_number(fields.tags, "x", fields.expires_at);
  const auto canon = Canonicalization::parse(fields.tags.value("c", usual_canon));
  if (fault.empty() && !canon) fault = "c= is no canonicalization";
  fields.canon = canon.value_or(Canonicalization{});
  if (fault.empty() && fields.signed_at && fields.expires_at && *fields.expires_at <= *fields.signed_at) fault = "x= is not after t=";
  return fault;
}

}  // namespace

std::string SignatureFields::read(std::string_view value, const std::vector<std::string_view>& required, std::string_view usual_canon) {
  tags = read_tags(value);
  algorithm = SignatureAlgorithm::parse(tags.value("a"));
  domain = lower_case(tags.value("d"));
  selector = lower_case(tags.value("s"));
  for (const std::string& name : pieces_of(tags.value("h"), ':')) names.push_back(lower_case(name));
  const std::string fault = read_values(*this, usual_canon);
  if (!tags.faults.empty()) return tags.faults.front();
  for (const std::string_view name : required) {
    // An empty list of fields signs none of them: odd, but no error of grammar for ARC; DKIM wants From in it.
    if (tags.find(name) == nullptr || (tags.value(name).empty() && name != "h")) return std::string(name) + "= is missing";
  }
  return fault;
}

void conclude(DkimVerdict& verdict, DkimResult result, std::string reason) {
  verdict.result = result;
  verdict.reason = std::move(reason);
  verdict.steps.push_back(std::string(result_name(result)) + ": " + verdict.reason);
}

bool check_algorithm(const SignatureFields& fields, const DkimPolicy& policy, DkimVerdict& verdict) {
  if (fields.algorithm.is_known() && (policy.knows_ed25519 || fields.algorithm.key != "ed25519")) return true;
  conclude(verdict, DkimResult::neutral, "unsupported algorithm " + std::string(fields.tags.value("a").substr(0, 30)));
  return false;
}

bool check_times(const SignatureFields& fields, Instant now, const DkimPolicy& policy, DkimVerdict& verdict) {
  const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count()));
  const auto skew = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(policy.clock_skew).count());
  const auto written = [](std::uint64_t at) {
    // A time that this clock cannot hold is told as the number it is.
    return at > 253'402'300'799 ? std::to_string(at) : iso8601(Instant{} + std::chrono::seconds{at});
  };
  std::string step;
  if (fields.signed_at) step = "signed " + written(*fields.signed_at);
  if (fields.expires_at) step += (step.empty() ? "" : ", ") + ("expires " + written(*fields.expires_at));
  if (!step.empty()) verdict.steps.push_back("time: " + step + "; it is " + iso8601(now));
  if (fields.expires_at && *fields.expires_at < seconds) {
    conclude(verdict, DkimResult::fail, "signature expired");
    return false;
  }
  if (!fields.signed_at || *fields.signed_at <= seconds + skew) return true;
  conclude(verdict, DkimResult::fail, "signature timestamp in the future");
  return false;
}

bool check_body(SignedMail& mail, const SignatureFields& fields, DkimVerdict& verdict) {
  const std::string& body = mail.body(fields.canon.body);
  if (fields.length && *fields.length > body.size()) {
    conclude(verdict, DkimResult::permerror, "l= is larger than the body");
    return false;
  }
  const std::size_t octets = fields.length ? static_cast<std::size_t>(*fields.length) : body.size();
  verdict.covers_whole_body = octets == body.size();
  verdict.body_octets = octets;
  const std::string found = hash_of(std::string_view(body).substr(0, octets), fields.algorithm);
  verdict.body_hash = auth::to_base64(found);
  verdict.signed_body_hash = auth::to_base64(fields.body_hash);
  std::string step = std::to_string(octets) + " octets";
  if (!verdict.covers_whole_body) step += " of " + std::to_string(body.size()) + " (l=)";
  const std::string form = fields.canon.body == Canon::simple ? "simple" : "relaxed";
  const bool holds = found == fields.body_hash;
  verdict.steps.push_back("body: " + step + " in " + form + " form, " + fields.algorithm.hash + ' ' + verdict.body_hash +
                          (holds ? " as in bh=" : ", but bh=" + verdict.signed_body_hash));
  if (!holds) conclude(verdict, DkimResult::fail, "body hash did not verify");
  return holds;
}

std::vector<DkimKeyRecord> check_keys(const SignatureFields& fields, bool has_subdomain, dns::Lookup& dns, DkimVerdict& verdict) {
  const KeyAnswer answer = ask_key(fields.selector, fields.domain, dns);
  verdict.cost += answer.cost;
  verdict.steps.push_back("key: " + answer.step);
  std::vector<DkimKeyRecord> usable;
  std::string fault;
  bool is_refused = false;
  for (const DkimKeyRecord& record : answer.records) {
    std::string why = record.fault;
    const bool has_hash = record.hashes.empty() || std::find(record.hashes.begin(), record.hashes.end(), fields.algorithm.hash) != record.hashes.end();
    if (why.empty() && record.algorithm != fields.algorithm.key) why = "inappropriate key algorithm (k=" + record.algorithm + ")";
    if (why.empty() && !has_hash) why = "inappropriate hash algorithm (h=)";
    if (why.empty() && record.is_strict && has_subdomain) why = "key does not allow a subdomain in i= (t=s)";
    if (why.empty()) usable.push_back(record);
    else if (fault.empty()) fault = why, is_refused = record.is_refused;
  }
  if (!usable.empty()) return usable;
  if (answer.name.empty()) conclude(verdict, DkimResult::permerror, "signature syntax error (" + answer.step + ")");
  else if (answer.is_temporary) conclude(verdict, DkimResult::temperror, "key could not be fetched (" + answer.outcome + ")");
  else if (fault.empty()) conclude(verdict, DkimResult::permerror, "no key for signature");
  else conclude(verdict, is_refused ? DkimResult::policy : DkimResult::permerror, fault);
  return usable;
}

bool check_signature(const SignatureFields& fields, const std::vector<DkimKeyRecord>& keys, std::string_view octets, DkimVerdict& verdict) {
  for (const DkimKeyRecord& key : keys) {
    const bool holds = verifies(key, fields.algorithm, octets, fields.signature);
    if (!holds && &key != &keys.back()) continue;
    verdict.key_bits = key.bits;
    verdict.is_testing = key.is_testing;
    verdict.steps.push_back(holds ? "signature: holds with the key" : "signature: does not hold with the key");
    if (!holds && verdict.result != DkimResult::fail) conclude(verdict, DkimResult::fail, "bad signature");
    return holds;
  }
  return false;
}

void apply_policy(const SignatureFields& fields, const DkimPolicy& policy, DkimVerdict& verdict) {
  if (fields.algorithm.key == "rsa" && verdict.key_bits < policy.least_rsa_bits) {
    conclude(verdict, DkimResult::policy, "weak key (" + std::to_string(verdict.key_bits) + " bits)");
  } else if (fields.algorithm.hash == "sha1" && !policy.takes_sha1) {
    conclude(verdict, DkimResult::policy, "obsolete algorithm rsa-sha1");
  } else if (!verdict.covers_whole_body && !policy.takes_partial_bodies) {
    conclude(verdict, DkimResult::policy, "part of the body is not signed (l=)");
  }
}

}  // namespace sim::sender
