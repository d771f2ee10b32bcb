#include "engine/inbound/pipeline.h"

#include "engine/inbound/actions.h"
#include "engine/inbound/attachments.h"
#include "engine/inbound/bodies.h"
#include "engine/inbound/bounces.h"
#include "engine/inbound/email_reader.h"
#include "engine/inbound/poison.h"
#include "engine/inbound/rules.h"
#include "engine/inbound/smime_open.h"

namespace engine::inbound {
namespace {

struct Verdicted {
  const Rule* rule = nullptr;
  Decision decision;
};

sim::Cause cause_of(const Verdicted& verdict) {
  const auto& [rule, decision] = verdict;
  return {decision.cause.empty() ? std::string(rule->id) : decision.cause, decision.place};
}

void note(Mail& mail, const Verdicted& verdict) {
  const auto& [rule, decision] = verdict;
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(rule->event)) return;
  sim::Fields fields{{"rule", std::string(rule->id)}, {"evidence", decision.evidence}, {"sys_email", mail.email.sys_id}};
  if (rule->event == sim::EventKind::email_sender) fields.emplace_back("from", mail.email.from);
  if (rule->event == sim::EventKind::email_classified) fields.emplace_back("receive_type", mail.email.receive_type);
  if (rule->event == sim::EventKind::email_poison) fields.emplace_back("why", decision.evidence);
  trace.note(rule->event, mail.email.key(), std::move(fields), cause_of(verdict));
}

/// The first rule of a stage that decides.
Verdicted ask(Mail& mail, Stage stage) {
  for (const Rule* rule : rules_of(stage, mail.parts.profile.reply_order)) {
    if (auto decision = rule->decide(mail)) return {decision->rule != nullptr ? decision->rule : rule, std::move(*decision)};
  }
  return {};
}

/// Asks a stage; its decision goes into the trace and the email's log from the one value.
Verdicted pass(Mail& mail, Stage stage) {
  Verdicted verdict = ask(mail, stage);
  if (verdict.rule == nullptr) return verdict;
  note(mail, verdict);
  if (!verdict.decision.warning.empty()) mail.parts.store.log(mail.email.sys_id, "warning", verdict.decision.warning);
  mail.parts.store.log(mail.email.sys_id, verdict.decision.ends ? "warning" : "info",
                       stage == Stage::classifying ? fmt::format("Classified as {}: {}", mail.email.receive_type, verdict.decision.evidence)
                                                   : fmt::format("{}: {}", verdict.rule->id, verdict.decision.evidence));
  return verdict;
}

/// Ends the mail where a decision says.
void end_by(Mail& mail, const Verdicted& verdict) {
  const Decision& decision = verdict.decision;
  const std::string error = decision.error_string.empty()
                                ? fmt::format("Ignoring inbound email with subject '{}' or userEmail '{}': {}", mail.email.subject,
                                              mail.email.from, decision.evidence)
                                : decision.error_string;
  keep_attachments(mail);
  mail.parts.store.move(mail.email, *decision.ends, error, cause_of(verdict));
}

/// From Inbox to the final mailbox, beginning with a stage.
void classify(Mail& mail, Stage first = Stage::screening) {
  mail.from = mail.message.from();
  if (mail.parts.properties.flag("glide.email.remove_illegal_address_quotes")) {
    if (auto sender = unquoted_sender(mail.message)) mail.from = std::move(sender);
  }
  for (const Stage stage : {Stage::screening, Stage::sender, Stage::classifying, Stage::acting}) {
    if (stage < first) continue;
    const Verdicted verdict = pass(mail, stage);
    if (verdict.rule == nullptr || !verdict.decision.ends) continue;
    if (stage == Stage::acting) skip_actions(mail, verdict.rule->id, verdict.decision.evidence, verdict.decision.place);
    end_by(mail, verdict);
    return;
  }
  if (mail.target) {
    mail.email.target_table = mail.target->table;
    mail.email.instance = mail.target->sys_id;
  }
  const ActionsEnd end = run_actions(mail);
  keep_attachments(mail);
  mail.parts.store.move(mail.email, end.standing, end.error_string);
}

void store(Mail& mail) {
  mail.parts.store.insert(mail.email);
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(sim::EventKind::email_read)) return;
  trace.note(sim::EventKind::email_read, mail.email.key(),
             {{"sys_email", mail.email.sys_id}, {"subject", mail.email.subject}, {"from", mail.email.from}});
}

}  // namespace

Batch::Batch(Parts& parts)
    : parts_(parts),
      is_outer_(!parts.database.in_transaction()),
      first_event_(parts.world.trace.events().size()),
      transaction_(parts.database) {}

Batch::~Batch() {
  if (is_outer_ && !is_committed_) parts_.world.trace.take_back(first_event_);
}

void Batch::commit() {
  transaction_.commit();
  is_committed_ = true;
}

std::string receive(Parts& parts, std::string raw, std::string_view account, std::string_view uid) {
  const auto settings = settings_of(parts);
  ReceivedMail received = open_received(parts, std::move(raw));
  const sim::mail::Message& message = received.message;
  Mail mail{parts, *settings, message, row_of(message), {}, {}, {}, {}, false, {}};
  mail.smime = std::move(received.smime);
  mail.email.account = account;
  mail.email.uid = uid;
  Batch batch(parts);
  const Verdicted known = ask(mail, Stage::storing);
  if (known.rule != nullptr && !known.decision.ends) {
    note(mail, known);
    batch.commit();
    return {};
  }
  store(mail);
  note_smime(mail);
  settle_bodies(mail);
  plan_attachments(mail);
  if (known.rule != nullptr) {
    note(mail, known);
    end_by(mail, known);
  } else {
    note_automatic(mail);
    classify(mail);
  }
  batch.commit();
  return mail.email.sys_id;
}

namespace {

/// A stored mail from what its row holds: the header text stands there, the bodies too; attachments were kept with the row or not at all.
EmailRecord classify_row(Parts& parts, EmailRecord row, Stage first) {
  const auto settings = settings_of(parts);
  const sim::mail::Message message(row.headers + "\n");
  Mail mail{parts, *settings, message, std::move(row), {}, {}, {}, {}, false, {}};
  Batch batch(parts);
  classify(mail, first);
  batch.commit();
  return std::move(mail.email);
}

}  // namespace

EmailRecord process_again(Parts& parts, EmailRecord row) { return classify_row(parts, std::move(row), Stage::sender); }

void classify_leftovers(Parts& parts) {
  for (const EmailRecord& row : parts.store.unclassified()) {
    try {
      classify_row(parts, row, Stage::screening);
    } catch (const DatabaseError& error) {
      if (error.is_full()) throw;
      mark_as_poison(parts, row, error.what());
    }
  }
}

}  // namespace engine::inbound
