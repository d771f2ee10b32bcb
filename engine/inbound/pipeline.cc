#include "engine/inbound/pipeline.h"

#include "engine/inbound/actions.h"
#include "engine/inbound/email_reader.h"
#include "engine/inbound/rules.h"
#include "engine/outbound/outbox.h"

namespace engine::inbound {
namespace {

struct Verdicted {
  const Rule* rule = nullptr;
  Decision decision;
};

void note(Mail& mail, const Verdicted& verdict) {
  const auto& [rule, decision] = verdict;
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(rule->event)) return;
  sim::Fields fields{{"rule", std::string(rule->id)}, {"evidence", decision.evidence}, {"sys_email", mail.email.sys_id}};
  if (rule->event == sim::EventKind::email_sender) fields.emplace_back("from", mail.email.from);
  if (rule->event == sim::EventKind::email_classified) fields.emplace_back("receive_type", mail.email.receive_type);
  if (rule->event == sim::EventKind::email_poison) fields.emplace_back("why", decision.evidence);
  trace.note(rule->event, mail.email.key(), std::move(fields), {std::string(rule->id), decision.place});
}

/// The first rule of a stage that decides.
Verdicted ask(Mail& mail, Stage stage) {
  for (const Rule* rule : rules_of(stage, mail.parts.profile.reply_order)) {
    if (auto decision = rule->decide(mail)) return {rule, std::move(*decision)};
  }
  return {};
}

/// Asks a stage; its decision goes into the trace and the email's log from the one value.
Verdicted pass(Mail& mail, Stage stage) {
  Verdicted verdict = ask(mail, stage);
  if (verdict.rule == nullptr) return verdict;
  note(mail, verdict);
  mail.parts.store.log(mail.email.sys_id, verdict.decision.ends ? "warning" : "info",
                       stage == Stage::classifying ? fmt::format("Classified as {}: {}", mail.email.receive_type, verdict.decision.evidence)
                                                   : fmt::format("{}: {}", verdict.rule->id, verdict.decision.evidence));
  return verdict;
}

void keep_attachments(Mail& mail) {
  const std::size_t discarded = mail.parts.store.keep_attachments(mail.email, mail.message, mail.settings.attachments);
  if (discarded == 0) return;
  mail.parts.store.log(mail.email.sys_id, "warning", fmt::format("{} attachment(s) were discarded", discarded));
  EventRequest event;
  event.name = "inbound.email_attachments.discarded";
  event.table = "sys_email";
  event.parm1 = mail.email.sys_id;
  [[maybe_unused]] const auto fired = outbound::fire(mail.parts, event);
}

/// Ends the mail where a decision says.
void end_by(Mail& mail, const Verdicted& verdict) {
  const Decision& decision = verdict.decision;
  const std::string error = decision.error_string.empty()
                                ? fmt::format("Ignoring inbound email with subject '{}' or userEmail '{}': {}", mail.email.subject,
                                              mail.email.from, decision.evidence)
                                : decision.error_string;
  keep_attachments(mail);
  mail.parts.store.move(mail.email, *decision.ends, error, {std::string(verdict.rule->id), decision.place});
}

/// From Inbox to the final mailbox.
void classify(Mail& mail) {
  mail.from = mail.message.from();
  for (const Stage stage : {Stage::screening, Stage::sender, Stage::classifying, Stage::acting}) {
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
  run_actions(mail);
  keep_attachments(mail);
  mail.parts.store.move(mail.email, standing::received);
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
  const sim::mail::Message message(std::move(raw));
  Mail mail{parts, *settings, message, row_of(message), {}, {}, {}, {}, false, {}};
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
  if (known.rule != nullptr) {
    note(mail, known);
    end_by(mail, known);
  } else {
    classify(mail);
  }
  batch.commit();
  return mail.email.sys_id;
}

void classify_leftovers(Parts& parts) {
  for (EmailRecord& row : parts.store.unclassified()) {
    const auto settings = settings_of(parts);
    // The header text stands in the row, the bodies too; attachments were kept with the row or not at all.
    const sim::mail::Message message(row.headers + "\n");
    Mail mail{parts, *settings, message, std::move(row), {}, {}, {}, {}, false, {}};
    Batch batch(parts);
    classify(mail);
    batch.commit();
  }
}

}  // namespace engine::inbound
