// The tables of sender rules (catalogue, 6.1 to 6.3). Replies are quoted as the receivers write them; where the catalogue marks a code as not looked
// up, or none is published, the comment says so.
#include <fmt/format.h>

#include <array>

#include "fakeservers/policy/sender_decisions.h"
#include "fakeservers/policy/sender_rules.h"

namespace fakeservers::policy {
namespace {

using namespace sim::sender;
using State = RuleFinding::State;
using Who = SenderRule::Who;

RuleFinding finding(bool is_passed, std::string evidence) { return {is_passed ? State::passed : State::failed, std::move(evidence)}; }
RuleFinding not_asked(std::string why) { return {State::not_asked, std::move(why)}; }
RuleFinding unknown(std::string why) { return {State::unknown, std::move(why)}; }
/// DMARC fails for want of SPF, which nobody asked: with SPF it may pass.
bool lacks_spf(const SenderFacts& facts) { return !facts.findings.spf && facts.findings.dmarc && facts.findings.dmarc->result == DmarcResult::fail; }
constexpr std::string_view spf_may_align = "SPF was not asked, and DKIM neither passes nor aligns";

bool passes_spf(const SenderFacts& facts) { return facts.findings.spf && facts.findings.spf->result == SpfResult::pass; }
const DkimVerdict* best_of(const SenderFacts& facts) { return facts.findings.dkim ? best_signature(*facts.findings.dkim) : nullptr; }
bool passes_dkim(const SenderFacts& facts) { return best_of(facts) != nullptr && best_of(facts)->result == DkimResult::pass; }

RuleFinding check_spf_passes(const SenderFacts& facts) {
  if (!facts.findings.spf) return unknown("SPF was not asked");
  return finding(passes_spf(facts), fmt::format("spf={}: {}", result_name(facts.findings.spf->result), facts.findings.spf->evidence));
}

RuleFinding check_dkim_passes(const SenderFacts& facts) {
  if (!facts.findings.dkim) return unknown("the keys of its signatures were not asked for");
  const DkimVerdict* best = best_of(facts);
  if (best == nullptr) return finding(false, "the mail is not signed");
  if (best->result != DkimResult::pass) return finding(false, fmt::format("d={} s={}: {}", best->domain, best->selector, best->reason));
  return finding(true, fmt::format("d={} s={} verified ({} bit)", best->domain, best->selector, best->key_bits));
}

/// Unknown SPF is no failure: DKIM alone may do.
RuleFinding check_any_authentication(const SenderFacts& facts) {
  const auto spf = facts.findings.spf ? result_name(facts.findings.spf->result) : "not asked";
  const auto dkim = best_of(facts) == nullptr ? "none" : result_name(best_of(facts)->result);
  if (!facts.findings.spf && !passes_dkim(facts))
    return unknown(facts.findings.dkim ? "SPF was not asked, and DKIM does not pass" : "neither SPF nor DKIM was asked");
  return finding(passes_spf(facts) || passes_dkim(facts), fmt::format("spf={}, dkim={}", spf, dkim));
}

RuleFinding check_reverse_name(const SenderFacts& facts) {
  if (!facts.findings.iprev) return unknown("the client's address is not known");
  const IprevVerdict& verdict = *facts.findings.iprev;
  return finding(verdict.result == IprevResult::pass, verdict.result == IprevResult::pass
                                                          ? fmt::format("{} is {} and back", facts.client.text(), verdict.name)
                                                          : fmt::format("{}: {}", facts.client.text(), verdict.reason));
}

RuleFinding check_tls(const SenderFacts& facts) {
  return finding(facts.is_tls, facts.is_tls ? "the connection was encrypted" : "the connection was in clear text");
}

RuleFinding check_format(const SenderFacts& facts) {
  if (facts.format_faults.empty()) return finding(true, "one From, Date and Message-ID");
  std::string all;
  for (const std::string& each : facts.format_faults) all += (all.empty() ? "" : ", ") + each;
  return finding(false, all);
}

RuleFinding check_dmarc_record(const SenderFacts& facts) {
  const auto& dmarc = facts.findings.dmarc;
  if (!dmarc) return unknown("DMARC was not asked");
  const bool has_record = !dmarc->record.empty() && dmarc->result != DmarcResult::none && dmarc->result != DmarcResult::permerror;
  return finding(has_record, has_record ? fmt::format("{} says {}={}", dmarc->record_domain, dmarc->policy_tag, policy_name(dmarc->policy))
                                        : fmt::format("{} has no valid DMARC record", facts.author_domain));
}

RuleFinding check_alignment(const SenderFacts& facts) {
  const auto& dmarc = facts.findings.dmarc;
  if (!dmarc) return unknown("DMARC was not asked");
  if (facts.is_indirect) return not_asked("the mail came over a list or forwarder");
  if (dmarc->spf_aligned || dmarc->dkim_aligned) {
    return finding(true, fmt::format("aligned by {}", dmarc->spf_aligned && dmarc->dkim_aligned ? "SPF and DKIM"
                                                      : dmarc->spf_aligned                      ? "SPF"
                                                                                                : "DKIM"));
  }
  // Without a record nobody evaluated alignment; the rule about the record tells.
  if (dmarc->record.empty()) return not_asked("without a DMARC record nothing is aligned");
  if (lacks_spf(facts)) return unknown(std::string(spf_may_align));
  return finding(false, dmarc->reason);
}

RuleFinding check_dmarc_passes(const SenderFacts& facts) {
  const auto& dmarc = facts.findings.dmarc;
  if (!dmarc) return unknown("DMARC was not asked");
  if (lacks_spf(facts)) return unknown(std::string(spf_may_align));
  return finding(dmarc->result == DmarcResult::pass, fmt::format("dmarc={}: {}", result_name(dmarc->result), dmarc->reason));
}

/// Microsoft's gate wants the record and an alignment; one text tells of both.
RuleFinding check_record_and_alignment(const SenderFacts& facts) {
  const RuleFinding record = check_dmarc_record(facts);
  return record.state == State::passed ? check_alignment(facts) : record;
}

RuleFinding check_own_policy(const SenderFacts& facts) {
  const auto& dmarc = facts.findings.dmarc;
  if (!dmarc) return unknown("DMARC was not asked");
  if (lacks_spf(facts)) return unknown(std::string(spf_may_align));
  const bool is_rejected = dmarc->result == DmarcResult::fail && dmarc->disposition == DmarcPolicy::reject;
  return finding(!is_rejected,
                 is_rejected ? fmt::format("{} asks with {}=reject to reject what fails: {}", dmarc->record_domain, dmarc->policy_tag, dmarc->reason)
                             : fmt::format("dmarc={}, nothing asks to reject it", result_name(dmarc->result)));
}

RuleFinding check_not_as_gmail(const SenderFacts& facts) {
  const bool is_gmail = facts.author_domain == "gmail.com" || facts.author_domain == "googlemail.com";
  const bool is_theirs = facts.findings.dmarc && facts.findings.dmarc->result == DmarcResult::pass;
  return finding(!is_gmail || is_theirs, is_gmail ? fmt::format("From is of {}, which {} sends for", facts.author_domain,
                                                                is_theirs ? "the client" : "another host than Google's")
                                                  : fmt::format("From is of {}", facts.author_domain));
}

std::string percent(unsigned of_10000) { return fmt::format("{}.{:02} %", of_10000 / 100, of_10000 % 100); }

RuleFinding check_spam_rate(const SenderFacts& facts) {
  if (!facts.spam_rate) return not_asked("the spam rate is not known");
  constexpr unsigned limit = 30;    // 0.30 %
  constexpr unsigned advised = 10;  // 0.10 %
  const unsigned rate = *facts.spam_rate;
  return finding(rate < limit, fmt::format("{} of the mails are reported as spam{}", percent(rate),
                                           rate >= limit     ? ", 0.30 % is too many"
                                           : rate >= advised ? ", below 0.10 % is advised"
                                                             : ""));
}

RuleFinding check_one_click(const SenderFacts& facts) {
  if (!facts.is_promotional) return not_asked("not a subscribed or promotional mail");
  if (!facts.has_one_click) return finding(false, "List-Unsubscribe with an https address and List-Unsubscribe-Post are not both there");
  return finding(facts.is_one_click_signed,
                 facts.is_one_click_signed ? "both fields are there and signed" : "no passing signature covers both fields (RFC 8058, 4)");
}

RuleFinding check_forwarded(const SenderFacts& facts) {
  if (!facts.is_indirect) return not_asked("the mail came directly");
  return finding(facts.has_arc, facts.has_arc ? "an ARC chain is there" : "came over a list that added no ARC set");
}

constexpr std::string_view add_spf = "put the sending address into the SPF record of the envelope's domain";
constexpr std::string_view add_dkim = "sign with a key of 1024 bits or more (2048 advised) and publish it";
constexpr std::string_view add_dmarc = "publish _dmarc TXT \"v=DMARC1; p=none; rua=mailto:...\" for the domain of From";
constexpr std::string_view align = "let the domain of MAIL FROM or of d= be that of From, or below the same organisational domain";
constexpr std::string_view add_ptr = "give the address a PTR record whose name has an A or AAAA record back to it";
constexpr std::string_view use_tls = "let the server send over STARTTLS";
constexpr std::string_view mend_header = "write exactly one From, Date and Message-ID";
constexpr std::string_view fewer_complaints = "mail only who asked for it, let them unsubscribe; below 0.10 %";
constexpr std::string_view one_click = "add List-Unsubscribe: <https://...> and List-Unsubscribe-Post: List-Unsubscribe=One-Click, sign both";
constexpr std::string_view own_from = "write From an own domain";
constexpr std::string_view own_policy = "make SPF or DKIM pass and align before p=reject is published";

// G1 to G13 of the catalogue. G3's temporary code, G7's permanent one are not looked up there.
constexpr std::array gmail_rules{
    SenderRule{"G9", Who::all, "the header follows RFC 5322", check_format, "",
               "550 5.7.1 Messages missing a valid address in From: header, or having no or several From:, Date: or Message-ID: headers, are not "
               "accepted. - gsmtp",
               mend_header},
    SenderRule{"G6", Who::all, "the client's address has a name that leads back to it", check_reverse_name,
               "421 4.7.23 Your email has been rate limited because the sending IP address [{ip}] does not have a PTR record, or the PTR record's "
               "forward DNS entry does not match "
               "the sending IP address. - gsmtp",
               "550 5.7.25 The IP address sending this message [{ip}] does not have a PTR record setup, or the corresponding forward DNS entry does "
               "not match the sending IP. "
               "As a policy, Gmail does not accept messages from IPs with missing PTR records. - gsmtp",
               add_ptr},
    SenderRule{"G7", Who::all, "the mail comes over TLS", check_tls,
               "421 4.7.29 Your email has been rate limited because this message wasn't sent over a TLS connection. Gmail requires all senders to "
               "use TLS. - gsmtp",
               "550 5.7.29 This message was blocked because it wasn't sent over a TLS connection. Gmail requires all senders to use TLS. - gsmtp",
               use_tls},
    SenderRule{"G10", Who::all, "From is not of gmail.com", check_not_as_gmail, "",
               "550 5.7.26 Unauthenticated email from {from} is not accepted due to domain's DMARC policy. - gsmtp", own_from},
    SenderRule{"G13", Who::all, "the domain's own DMARC policy does not reject it", check_own_policy, "",
               "550 5.7.26 Unauthenticated email from {from} is not accepted due to domain's DMARC policy. Please contact the administrator of "
               "{from} domain if this was a "
               "legitimate mail. - gsmtp",
               own_policy},
    SenderRule{"G3", Who::all, "SPF or DKIM passes", check_any_authentication,
               "421 4.7.26 This mail has been rate limited because it is unauthenticated. Gmail requires all senders to authenticate with either SPF "
               "or DKIM. "
               "Authentication results: DKIM = {dkim}, SPF [{spf-domain}] with ip: [{ip}] = {spf}. - gsmtp",
               "550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either "
               "SPF or DKIM. "
               "Authentication results: DKIM = {dkim}, SPF [{spf-domain}] with ip: [{ip}] = {spf}. - gsmtp",
               "authenticate with SPF or DKIM"},
    SenderRule{"G1", Who::bulk, "SPF passes", check_spf_passes,
               "421 4.7.27 Your email has been rate limited because SPF authentication didn't pass for this message. Gmail requires all bulk senders "
               "to authenticate their email with SPF. "
               "Authentication results: SPF [{spf-domain}] with ip: [{ip}] = {spf}. - gsmtp",
               "550 5.7.27 Your email has been blocked because SPF authentication didn't pass for this message. Gmail requires all bulk senders to "
               "authenticate their email with SPF. "
               "Authentication results: SPF [{spf-domain}] with ip: [{ip}] = {spf}. - gsmtp",
               add_spf},
    SenderRule{"G2", Who::bulk, "DKIM passes", check_dkim_passes,
               "421 4.7.30 Your email has been rate limited because DKIM authentication didn't pass for this message. Gmail requires all bulk "
               "senders to authenticate their email with DKIM. - gsmtp",
               "550 5.7.30 Your email has been blocked because DKIM authentication didn't pass for this message. Gmail requires all bulk senders to "
               "authenticate their email with DKIM. - gsmtp",
               add_dkim},
    SenderRule{
        "G4", Who::bulk, "the domain of From has a DMARC record", check_dmarc_record,
        "421 4.7.40 Your email has been rate limited because the sending domain {from} does not have a DMARC record, or the record has no policy. - "
        "gsmtp",
        "550 5.7.40 Your email has been blocked because the sending domain {from} does not have a DMARC record, or the record has no policy. - gsmtp",
        add_dmarc},
    SenderRule{"G5", Who::bulk, "From is aligned with SPF or DKIM", check_alignment,
               "421 4.7.32 Your email has been rate limited because the From: header isn't aligned with either the authenticated SPF or DKIM "
               "organizational domain. - gsmtp",
               "550 5.7.32 Your email has been blocked because the From: header isn't aligned with either the authenticated SPF or DKIM "
               "organizational domain. - gsmtp",
               align},
    SenderRule{"G8", Who::all, "fewer than 0.30 % of its mails are reported as spam", check_spam_rate,
               "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address [{ip}]. To protect our users from "
               "spam, mail has been "
               "temporarily rate limited. - gsmtp",
               "550 5.7.1 Our system has detected that this message is likely unsolicited mail from [{ip}]. To reduce the amount of spam sent to "
               "Gmail, it has been blocked. - gsmtp",
               fewer_complaints},
    SenderRule{"G12", Who::bulk, "subscribed mail can be unsubscribed with one click", check_one_click, "", "", one_click},
    SenderRule{"G11", Who::all, "forwarders and lists add ARC", check_forwarded, "", "",
               "seal with ARC where mail is forwarded, add List-Id to lists"},
};

// For reverse DNS Yahoo publishes no text of its own: the general one for policy reasons is taken. No temporary text for authentication either: the
// deferral [170].
constexpr std::string_view yahoo_policy = "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes";
constexpr std::string_view yahoo_deferral = "451 Message temporarily deferred - [170]";
constexpr std::array yahoo_rules{
    SenderRule{"Y7", Who::all, "the header follows RFC 5322", check_format, "", "554 Message not allowed - Headers are not RFC compliant[291]",
               mend_header},
    SenderRule{"Y6", Who::all, "the client's address has a name that leads back to it", check_reverse_name, yahoo_deferral, yahoo_policy, add_ptr},
    SenderRule{"Y10", Who::all, "the domain's own DMARC policy does not reject it", check_own_policy, "", yahoo_policy, own_policy},
    SenderRule{"Y1", Who::all, "SPF or DKIM passes", check_any_authentication, yahoo_deferral, yahoo_policy, "authenticate with SPF or DKIM"},
    SenderRule{"Y2", Who::bulk, "SPF passes", check_spf_passes, yahoo_deferral, yahoo_policy, add_spf},
    SenderRule{"Y3", Who::bulk, "DKIM passes", check_dkim_passes, yahoo_deferral, yahoo_policy, add_dkim},
    SenderRule{"Y4", Who::bulk, "the domain of From has a DMARC record", check_dmarc_record, yahoo_deferral, yahoo_policy, add_dmarc},
    SenderRule{"Y5", Who::bulk, "DMARC passes", check_dmarc_passes, yahoo_deferral, yahoo_policy, align},
    // [TS03] is a 4xx that is permanent: retrying does not help.
    SenderRule{"Y8", Who::all, "fewer than 0.30 % of its mails are reported as spam", check_spam_rate,
               "421 4.7.0 [TSS04] Messages from {ip} temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see "
               "https://postmaster.yahooinc.com/error-codes",
               "421 4.7.1 [TS03] All messages from {ip} will be permanently deferred; Retrying will NOT succeed. See "
               "https://postmaster.yahooinc.com/error-codes",
               fewer_complaints},
    SenderRule{"Y9", Who::bulk, "promotional mail can be unsubscribed with one click", check_one_click, "", "", one_click},
};

// No temporary phase was announced: first the Junk folder, then rejection (catalogue, 6.3).
constexpr std::string_view outlook_gate =
    "550 5.7.515 Access denied, sending domain [{from}] does not meet the required authentication level. Spf= {spf} , Dkim= {dkim} , DMARC= {dmarc}";
constexpr std::array outlook_rules{
    SenderRule{"O4", Who::all, "the domain's own DMARC policy does not reject it", check_own_policy, "",
               "550 5.7.509 Access denied, sending domain [{from}] does not pass DMARC verification and has a DMARC policy of reject.", own_policy},
    SenderRule{"O1", Who::bulk, "SPF passes", check_spf_passes, "", outlook_gate, add_spf},
    SenderRule{"O2", Who::bulk, "DKIM passes", check_dkim_passes, "", outlook_gate, add_dkim},
    SenderRule{"O3", Who::bulk, "a DMARC record, and From aligned with SPF or DKIM", check_record_and_alignment, "", outlook_gate, add_dmarc},
    SenderRule{"O5", Who::bulk, "subscribed mail can be unsubscribed", check_one_click, "", "", one_click},
};

constexpr std::array receivers{
    ReceiverRules{"Gmail", "gmail", 5000, false, true, "2024-02-01T00:00:00Z", "2025-11-01T00:00:00Z", gmail_rules},
    ReceiverRules{"Yahoo", "yahoo", 0, false, false, "2024-02-01T00:00:00Z", "2024-04-01T00:00:00Z", yahoo_rules},
    ReceiverRules{"Outlook", "outlook", 5000, true, false, "2025-05-05T00:00:00Z", "2025-05-05T00:00:00Z", outlook_rules},
};

}  // namespace

const ReceiverRules& rules_of(BigReceiver receiver) { return receivers[static_cast<std::size_t>(receiver)]; }

}  // namespace fakeservers::policy
