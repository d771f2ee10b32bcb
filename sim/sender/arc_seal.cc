// Sealing: the next set of a chain (RFC 8617, 5.1). The tags stand in the order of the alphabet and b= is not folded, as the public cases for ARC
// have it, so that seals can be compared octet by octet.
#include <algorithm>

#include "sim/auth/base64.h"
#include "sim/auth/sasl_digest.h"
#include "sim/sender/arc.h"
#include "sim/sender/arc_chain.h"
#include "sim/sender/tag_list.h"

namespace sim::sender {
namespace {

constexpr std::size_t arc_columns = 72;

/// Lines of about arc_columns, cut behind blanks, which does not show in relaxed form. The signature is not cut: seals cover it with its folds.
std::string arc_folded(std::string_view text) {
  std::string out;
  while (text.size() > arc_columns) {
    std::size_t blank = text.substr(0, arc_columns).rfind(' ');
    if (blank == std::string_view::npos || blank == 0) blank = text.find(' ', 1);
    if (blank >= text.size() - 1) break;
    out += std::string(text.substr(0, blank + 1)) + "\r\n ";
    text.remove_prefix(blank + 1);
  }
  return out + std::string(text);
}

constexpr std::size_t longest_unbroken_list = 60;

/// h=; a long list has blanks at which it can be folded.
std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  std::size_t octets = 0;
  for (const std::string& each : names) octets += each.size() + 1;
  for (const std::string& each : names) out += (out.empty() ? "" : octets > longest_unbroken_list ? ": " : ":") + each;
  return out;
}

std::vector<std::string> fields_to_seal(const SignedMail& mail, const ArcSealer& sealer) {
  if (!sealer.signed_fields.empty()) return sealer.signed_fields;
  std::vector<std::string> out = usual_signed_fields(mail);
  out.insert(out.end(), mail.count("dkim-signature"), "DKIM-Signature");
  return out;
}

/// Whether somebody said already that the chain is broken: nobody seals after him (RFC 8617, 5.1.2).
bool says_fail(const SignedMail& mail) {
  return std::any_of(mail.fields().begin(), mail.fields().end(), [](const mail::HeaderField& field) {
    return lower_case(field.name) == "arc-seal" && read_tags(field.value).value("cv") == "fail";
  });
}

std::string message_signature(const SignedMail& mail, std::string_view body_hash, const ArcSealer& sealer, const std::string& instance, const std::string& time) {
  const std::string head = " a=" + std::string(algorithm_name(sealer.key.algorithm())) + "; b=";
  const std::vector<std::string> names = fields_to_seal(mail, sealer);
  const std::string tail = "; bh=" + std::string(body_hash) + "; c=relaxed/relaxed; d=" + sealer.domain + "; h=" + list_of(names) + "; i=" + instance +
                           "; s=" + sealer.selector + "; t=" + time;
  std::vector<std::string> lower;
  for (const std::string& name : names) lower.push_back(lower_case(name));
  const std::string octets = mail.header(lower, Canon::relaxed, mail.fields().size()) + relaxed_header("ARC-Message-Signature", head + tail);
  return "ARC-Message-Signature:" + arc_folded(head + auth::to_base64(sealer.key.sign(octets)) + tail) + "\r\n";
}

}  // namespace

std::string arc_set(std::string_view raw, const ArcSealer& sealer, std::string_view results, const ArcVerdict& found, Instant now) {
  SignedMail mail(raw);
  if (found.sets >= most_arc_sets || says_fail(mail)) return {};
  const std::string instance = std::to_string(found.sets + 1);
  const std::string time = std::to_string(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
  const std::string body_hash = auth::to_base64(auth::sha256(mail.body(Canon::relaxed)));
  const std::string set = message_signature(mail, body_hash, sealer, instance, time) + "ARC-Authentication-Results:" +
                          arc_folded(" i=" + instance + "; " + sealer.authserv_id + "; " + std::string(results)) + "\r\n";
  const std::string cv = std::string(result_name(found.result));
  const std::string head = " a=" + std::string(algorithm_name(sealer.key.algorithm())) + "; b=";
  const std::string tail = "; cv=" + cv + "; d=" + sealer.domain + "; i=" + instance + "; s=" + sealer.selector + "; t=" + time;
  const std::string unsigned_mail = "ARC-Seal:" + head + tail + "\r\n" + set + std::string(raw);
  const SignedMail unsealed(unsigned_mail);
  const std::string signature = sealer.key.sign(sealed_octets(unsealed, read_chain(unsealed), found.sets + 1));
  return "ARC-Seal:" + arc_folded(head + auth::to_base64(signature) + tail) + "\r\n" + set;
}

}  // namespace sim::sender
