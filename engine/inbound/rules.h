// The inbound rules as one ordered table: reading it is reading how the instance screens, matches and classifies a mail (spec, parts 2 to 4).
// Each rule looks at a Mail and either says nothing or decides. In every stage the first that decides ends the stage.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/inbound/mail.h"
#include "sim/event_table.h"

namespace engine::inbound {

enum class Stage {
  storing,      ///< before the row is written: drop, or store as ignored
  screening,    ///< a decision ends the mail in Junk (or another place)
  filtering,    ///< asked by the Email Filters that look so at a mail, in their order (engine/vendor_filters.h)
  sender,       ///< whom the mail acts as
  classifying,  ///< forward, reply or new
  acting,       ///< whether inbound actions may run
};

struct Rule;

/// What a rule says when it decides.
struct Decision {
  std::string evidence;              ///< a sentence with the facts
  sim::Place place;                  ///< of the property or user that made it decide
  std::optional<Standing> ends;      ///< the mail goes there and no later stage is asked; without it the mail goes on (or is dropped)
  std::string error_string;          ///< for the record, if not made from the evidence
  const Rule* rule = nullptr;        ///< the rule that decided, where another one asked it
  std::string warning = {};          ///< a log row besides: what the administrator should mend
  std::string cause = {};            ///< the id of the trace's Cause, if it is not the rule's: "filter:Advertising"
};

struct Rule {
  std::string_view id;               ///< kebab-case and stable: stories name it in `because:`
  Stage stage;
  sim::EventKind event;              ///< what its decision is in the trace
  std::optional<Decision> (*decide)(Mail&);
  std::string_view meaning;
  std::string_view source;           ///< the spec's mark
};

const std::vector<Rule>& rules();
const Rule* find_rule(std::string_view id);   ///< nullptr if there is none
/// The rules of a stage in the order in which they are asked: the table's, but the reply criteria follow the profile (C5, C6).
const std::vector<const Rule*>& rules_of(Stage stage, ReplyOrder order);

// storing (duplicates.cc)
std::optional<Decision> already_read(Mail& mail);
std::optional<Decision> duplicate_message_id(Mail& mail);
// screening
std::optional<Decision> poison(Mail& mail);
std::optional<Decision> address_filter(Mail& mail);
std::optional<Decision> body_too_long(Mail& mail);
std::optional<Decision> smime_undecryptable(Mail& mail);   // smime_open.cc
std::optional<Decision> smime_unverified(Mail& mail);
std::optional<Decision> email_filter(Mail& mail);
std::optional<Decision> ignore_sender(Mail& mail);
// filtering (screening.cc, ignore_lists.cc)
std::optional<Decision> spam_flag(Mail& mail);
std::optional<Decision> virus(Mail& mail);
std::optional<Decision> ignore_header(Mail& mail);
std::optional<Decision> ignore_subject(Mail& mail);
std::optional<Decision> sender_is_instance(Mail& mail);
std::optional<Decision> ignore_vcal(Mail& mail);
// sender (sender.cc)
std::optional<Decision> sender_matched(Mail& mail);
std::optional<Decision> sender_created(Mail& mail);
std::optional<Decision> sender_untrusted(Mail& mail);
std::optional<Decision> sender_guest(Mail& mail);
// classifying (classify.cc, watermark.cc, references.cc)
std::optional<Decision> forward(Mail& mail);
std::optional<Decision> reply_watermark(Mail& mail);
std::optional<Decision> reply_number(Mail& mail);
std::optional<Decision> reply_in_reply_to(Mail& mail);
std::optional<Decision> reply_thread_index(Mail& mail);
std::optional<Decision> new_mail(Mail& mail);
// acting (acting_user.cc)
std::optional<Decision> watermark_without_action(Mail& mail);
std::optional<Decision> sender_inactive(Mail& mail);
std::optional<Decision> sender_locked_out(Mail& mail);

}  // namespace engine::inbound
