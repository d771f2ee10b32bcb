#include "engine/inbound/rules.h"

#include <array>
#include <map>

namespace engine::inbound {

const std::vector<Rule>& rules() {
  using enum Stage;
  using enum sim::EventKind;
  static const std::vector<Rule> table{
      {"already-read", storing, email_duplicate, already_read,
       "The account's server gives a mail again that is stored: an earlier run ended before its deletion. It is only deleted.", "2.1"},
      {"duplicate-message-id", storing, email_duplicate, duplicate_message_id,
       "A second mail with a stored Message-ID is dropped, or stored as ignored if glide.email.allow_duplicate_message_ids.", "2.1"},
      {"poison", screening, email_poison, poison, "A message without any header field is stored with state error.", "DESIGN"},
      {"address-filter", screening, email_screened, address_filter,
       "The sender is on a deny list of the account's system address filter and on no allow list (C43).", "7.1, 7.2"},
      {"body-too-long", screening, email_screened, body_too_long, "glide.email.inbound.max_body_chars: cut and ignored (C29).", "10.1"},
      {"smime-undecryptable", screening, email_screened, smime_undecryptable,
       "Encrypted, and the S/MIME plugin is to decrypt it: no key of the instance opens it.", "12, C35"},
      {"smime-unverified", screening, email_screened, smime_unverified,
       "An S/MIME signature does not hold, and email.inbound.smime.ignore_unverified_emails.", "12"},
      {"email-filter", screening, email_screened, email_filter,
       "The first Email Filter in order that matches and has an action; without the plugin the ignore properties.", "7.3"},
      {"ignore-sender", screening, email_screened, ignore_sender, "glide.pop3.ignore_senders: the local part (C41).", "2.2"},
      {"spam-flag", filtering, email_screened, spam_flag, "X-ServiceNow-Spam-Flag:YES or X-ServiceNow-Spam-Status:Yes (C13).", "7.3, 8"},
      {"virus", filtering, email_screened, virus, "X-ServiceNow-Virus:INFECTED.", "7.3, 8"},
      {"ignore-header", filtering, email_screened, ignore_header, "glide.pop3.ignore_headers.", "2.2"},
      {"ignore-subject", filtering, email_screened, ignore_subject, "glide.pop3.ignore_subjects: the start of the subject.", "2.2"},
      {"sender-is-instance", filtering, email_screened, sender_is_instance, "The sender is the instance itself: a loop.", "7.3"},
      {"ignore-vcal", filtering, email_screened, ignore_vcal, "A vCalendar stands in the body.", "7.3"},
      {"sender-matched", sender, email_sender, sender_matched, "From is the address of a user; of several the active one.", "4"},
      {"sender-created", sender, email_sender, sender_created, "An unknown sender of a trusted domain becomes a user.", "4"},
      {"sender-untrusted", sender, email_screened, sender_untrusted,
       "The switch untrusted-domain sends strangers of other domains to Junk.", "2.4, C16"},
      {"sender-guest", sender, email_sender, sender_guest, "Everybody else acts as Guest.", "4"},
      {"forward", classifying, email_classified, forward, "A forward prefix, and From: in the body.", "3.1 A"},
      {"reply-watermark", classifying, email_classified, reply_watermark, "A watermark that is stored.", "3.1 B, 5"},
      {"reply-number", classifying, email_classified, reply_number, "A reply prefix and the number of a record.", "3.1 B, 3.3"},
      {"reply-in-reply-to", classifying, email_classified, reply_in_reply_to, "In-Reply-To names a stored mail with a target.", "3.1 B"},
      {"reply-thread-index", classifying, email_classified, reply_thread_index,
       "glide.inbound.email.classify.by.thread_index: Outlook's Thread-Index names the conversation of a stored mail with a target.", "3.1 B"},
      {"new", classifying, email_classified, new_mail, "Everything else.", "3.1 C"},
      {"watermark-without-action", acting, email_screened, watermark_without_action,
       "No inbound action is for the watermark's table: state ignored, mailbox Received.", "3.3"},
      {"sender-inactive", acting, email_screened, sender_inactive, "The acting user is inactive: every action is skipped.", "2.5, C38"},
      {"sender-locked-out", acting, email_screened, sender_locked_out, "The acting user is locked out: every action is skipped.", "2.2"},
  };
  return table;
}

const Rule* find_rule(std::string_view id) {
  const auto& all = rules();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Rule& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

namespace {

/// A reply criterion's rank in a profile; 0 for other rules, which keep their place.
int reply_rank(std::string_view id, ReplyOrder order) {
  constexpr std::array<std::array<std::string_view, 3>, 3> orders{{{"reply-watermark", "reply-number", "reply-in-reply-to"},
                                                                  {"reply-watermark", "reply-in-reply-to", "reply-number"},
                                                                  {"reply-number", "reply-watermark", "reply-in-reply-to"}}};
  const auto& ids = orders[static_cast<std::size_t>(order)];
  const auto found = std::find(ids.begin(), ids.end(), id);
  return found == ids.end() ? 0 : static_cast<int>(found - ids.begin()) + 1;
}

std::vector<const Rule*> ordered(Stage stage, ReplyOrder order) {
  std::vector<const Rule*> chosen;
  for (const Rule& rule : rules()) {
    if (rule.stage == stage) chosen.push_back(&rule);
  }
  const auto is_reply = [](const Rule* rule) { return reply_rank(rule->id, ReplyOrder{}) > 0; };
  const auto first = std::find_if(chosen.begin(), chosen.end(), is_reply);
  const auto last = std::find_if_not(first, chosen.end(), is_reply);
  std::sort(first, last, [&](const Rule* a, const Rule* b) { return reply_rank(a->id, order) < reply_rank(b->id, order); });
  return chosen;
}

}  // namespace

const std::vector<const Rule*>& rules_of(Stage stage, ReplyOrder order) {
  static const auto all = [] {
    std::map<std::pair<Stage, ReplyOrder>, std::vector<const Rule*>> made;
    for (int s = 0; s <= static_cast<int>(Stage::acting); ++s) {
      for (int o = 0; o < 3; ++o) {
        made[{static_cast<Stage>(s), static_cast<ReplyOrder>(o)}] = ordered(static_cast<Stage>(s), static_cast<ReplyOrder>(o));
      }
    }
    return made;
  }();
  return all.at({stage, order});
}

}  // namespace engine::inbound
