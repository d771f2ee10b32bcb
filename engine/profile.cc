#include "engine/profile.h"

#include <algorithm>

namespace engine {
namespace {

template <auto Member>
Switch flag(std::string_view name, std::string_view conflict, std::string_view off, std::string_view on, std::string_view meaning) {
  return {name, conflict, {off, on}, meaning, [](const Profile& profile) { return static_cast<std::size_t>(profile.*Member); },
          [](Profile& profile, std::size_t reading) { profile.*Member = static_cast<std::remove_reference_t<decltype(profile.*Member)>>(reading); }};
}

template <auto Member>
Switch choice(std::string_view name, std::string_view conflict, std::vector<std::string_view> readings, std::string_view meaning) {
  Switch made = flag<Member>(name, conflict, "", "", meaning);
  made.readings = std::move(readings);
  return made;
}

template <class Entries, class Name>
std::string names_of(const Entries& entries, Name name) {
  std::string names;
  for (const auto& each : entries) names.append(names.empty() ? "" : ", ").append(name(each));
  return names;
}

}  // namespace

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all{
      {.name = "current", .meaning = "the official documents of the newest release (Australia), where they say something"},
      {.name = "xanadu",
       .meaning = "releases Xanadu to Zurich: In-Reply-To is tried before the record number (C6); one archive rule (C17)",
       .reply_order = ReplyOrder::watermark_in_reply_to_number,
       .one_archive_rule = true},
      {.name = "seed-001",
       .meaning = "as one customer described it: number, watermark, In-Reply-To (C5); out-of-office and locked-out to Skipped (C1)",
       .reply_order = ReplyOrder::number_watermark_in_reply_to,
       .ignored = IgnoredMailbox::skipped,
       .reply_prefix_exact_case = false},
  };
  return all;
}

const std::vector<Switch>& switches() {
  static const std::vector<Switch> all{
      choice<&Profile::ignored>("ignored-mailbox", "C1", {"junk", "skipped"}, "Where out-of-office and locked-out mail ends."),
      flag<&Profile::marked_as_ignored_to_junk>("marked-as-ignored", "C3", "received", "junk", "Where a filter's Mark as Ignored leads."),
      flag<&Profile::forward_prefixes_from_reply_property>("forward-prefixes", "C4", "forward-property", "reply-property",
                                                           "Which property holds the prefixes of forwards."),
      choice<&Profile::reply_order>("reply-order", "C5, C6",
                                    {"watermark-number-in-reply-to", "watermark-in-reply-to-number", "number-watermark-in-reply-to"},
                                    "The order of the reply criteria."),
      flag<&Profile::referenced_mail_needs_watermark>("in-reply-to-needs", "C8", "target", "watermark",
                                                      "What the mail that In-Reply-To names must have."),
      flag<&Profile::reply_prefix_exact_case>("reply-prefix-case", "C9", "any", "exact", "Whether case counts in reply prefixes."),
      flag<&Profile::forward_prefix_exact_case>("forward-prefix-case", "C9", "any", "exact", "Whether case counts in forward prefixes."),
      flag<&Profile::ignore_subject_exact_case>("ignore-subject-case", "C11", "any", "exact", "Whether case counts in ignored subjects."),
      flag<&Profile::ignore_headers_has_spam>("ignore-headers-default", "C12", "plain", "with-spam-headers",
                                              "Whether the default of glide.pop3.ignore_headers names the spam and virus headers."),
      choice<&Profile::spam_header>("spam-header", "C13", {"either", "flag", "status"}, "Which header makes a mail spam."),
      flag<&Profile::trusts_all_domains>("trusted-domain-default", "C15", "servicenow.com", "*", "The default of glide.user.trusted_domain."),
      flag<&Profile::untrusted_to_junk>("untrusted-domain", "C16", "guest", "junk", "What becomes of mail from an untrusted domain."),
      flag<&Profile::one_archive_rule>("archive-rules", "C17, C19", "two", "one", "Whether ignored mail has a rule of its own (90 days)."),
      flag<&Profile::no_recipients_to_skipped>("no-recipients", "C24", "no-record", "skipped",
                                               "What becomes of a notification whose recipients were all left out."),
      flag<&Profile::unmatched_stays_in_inbox>("no-matching-action", "C26", "processed", "ready", "The state of a mail that no action fits."),
      flag<&Profile::long_body_runs_actions>("long-body", "C29", "ignored", "cut-and-processed", "What becomes of a body over the limit."),
      flag<&Profile::attachment_size_caps_mail>("attachment-size", "C30", "others-only", "mail-too",
                                                "Whether com.glide.attachment.max_size caps the limits of mail."),
      flag<&Profile::random_user_of_several>("several-active-users", "C37", "first", "random", "Which of several users of an address acts."),
      flag<&Profile::inactive_sender_is_guest>("inactive-sender", "C38", "skipped", "guest", "Whether inactive users are matched at all."),
      flag<&Profile::number_in_body>("record-number", "C39", "subject", "subject-and-body", "Where record numbers are looked for."),
      flag<&Profile::colon_ends_number>("number-delimiter", "C40", "space", "space-or-colon", "What may stand beside a record number."),
      flag<&Profile::allow_list_blocks_others>("allow-list-only", "C43", "blocks-none", "blocks-others",
                                               "Whether a system filter with allow lists alone blocks all other domains."),
      flag<&Profile::pop3_takes_tokens>("pop3-oauth", "C31", "refused", "taken", "Whether POP3 accounts log in with OAuth 2.0, as the form offers it."),
      flag<&Profile::requires_starttls>("starttls", "spec 12", "opportunistic", "required",
                                        "Whether an account with STARTTLS goes on in clear text where TLS is not offered or fails."),
      flag<&Profile::checks_certificates>("certificate-check", "spec 12", "accept", "refuse",
                                          "Whether a bad certificate ends a connection; opportunistic STARTTLS looks at none."),
      choice<&Profile::retry_model>("retry-model", "C21", {"backoff", "code-lists"},
                                    "What is tried again: any 4xx, with growing pauses, or the codes of glide.smtp.defer_retry_ids and fail_message_ids."),
      flag<&Profile::refused_recipients_fail>("refused-recipients", "C22", "skipped", "failed",
                                              "Where a mail ends whose recipients the server refused all for good."),
      choice<&Profile::address_error>("address-error", "C22", {"retry-delayed", "skipped", "failed"},
                                      "Where an address that cannot be one leads (501 5.1.3): tried each half hour, Skipped, or Failed."),
      flag<&Profile::sending_off_at_first>("sending-default", "C25", "on", "off", "The default of glide.email.smtp.active."),
      flag<&Profile::most_recipients_count_to_only>("most-recipients", "C34", "to-cc-bcc", "to",
                                                    "Which lists glide.email.smtp.max_recipients counts."),
  };
  return all;
}

sim::Result<Profile> find_profile(std::string_view name) {
  for (const Profile& profile : profiles()) {
    if (profile.name == name) return profile;
  }
  return sim::Error{fmt::format("there is no profile '{}'", name),
                    "profiles: " + names_of(profiles(), [](const Profile& each) { return each.name; }), {}};
}

sim::Result<void> turn(Profile& profile, std::string_view name, std::string_view reading) {
  const auto& all = switches();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Switch& each) { return each.name == name; });
  if (found == all.end()) {
    return sim::Error{fmt::format("there is no switch '{}'", name),
                      "switches: " + names_of(all, [](const Switch& each) { return each.name; }), {}};
  }
  const auto word = std::find(found->readings.begin(), found->readings.end(), reading);
  if (word == found->readings.end()) {
    return sim::Error{fmt::format("switch {} has no reading '{}'", name, reading),
                      "readings: " + names_of(found->readings, [](std::string_view each) { return each; }), {}};
  }
  found->set(profile, static_cast<std::size_t>(word - found->readings.begin()));
  return {};
}

}  // namespace engine
