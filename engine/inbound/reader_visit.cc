#include "engine/inbound/reader_visit.h"

#include "engine/inbound/email_reader.h"
#include "engine/inbound/pipeline.h"
#include "engine/inbound/poison.h"

namespace engine::inbound {
namespace {

sim::client::Pop3ClientOptions pop3_options(const Parts& parts, const Account& account, const Access& access,
                                           std::size_t batch) {
  sim::client::Pop3ClientOptions options;
  options.user_name = access.credentials.user_name;
  options.password = access.credentials.password;
  options.access_token = access.credentials.access_token;
  options.nonce_seed = access.nonce_seed;
  options.starttls = starttls_use(parts, account, access);
  options.batch = batch;
  return options;
}

sim::client::ImapClientOptions imap_options(const Parts& parts, const Account& account, const Access& access,
                                            std::size_t batch) {
  sim::client::ImapClientOptions options;
  options.credentials = access.credentials;
  options.nonce_seed = access.nonce_seed;
  options.starttls = starttls_use(parts, account, access);
  options.batch = batch;
  return options;
}

}  // namespace

Visit::Visit(Parts& parts, const Account& account, const Access& access, std::size_t batch)
    : parts_(&parts), account_(account.sys_id) {
  sim::client::MailSink& sink = *this;
  if (account.type == "imap") {
    imap_ = std::make_unique<sim::client::ImapClient>(imap_options(parts, account, access, batch), sink);
    if (wants_debug(parts, account)) imap_->keep_dialogue();
  } else {
    pop3_ = std::make_unique<sim::client::Pop3Client>(pop3_options(parts, account, access, batch), sink);
    if (wants_debug(parts, account)) pop3_->keep_dialogue();
  }
}

sim::Session& Visit::client() {
  if (imap_) return *imap_;
  return *pop3_;
}

sim::Actions Visit::open() {
  if (parts_ == nullptr) return {sim::Close{}};
  return client().open();
}

sim::Actions Visit::receive(std::string_view bytes) {
  if (parts_ == nullptr) return {sim::Close{}};
  sim::Actions actions = client().receive(bytes);
  const bool is_over = std::any_of(actions.begin(), actions.end(), [](const auto& each) { return std::holds_alternative<sim::Close>(each); });
  if (is_over && !trouble()) mark_deleted();
  if (busy_ > sim::Duration{0}) actions.insert(actions.begin(), sim::Wait{std::exchange(busy_, sim::Duration{0})});
  return actions;
}

sim::Actions Visit::wake() {
  if (parts_ == nullptr) return {sim::Close{}};
  return client().wake();
}

sim::Actions Visit::secured(const sim::TlsFacts& facts) {
  if (parts_ == nullptr) return {sim::Close{}};
  return client().secured(facts);
}

void Visit::lost(const sim::Loss& loss) {
  if (parts_ != nullptr) client().lost(loss);
}

bool Visit::wants(const sim::client::ListedMail&) { return !is_full_; }

void Visit::retrieved(const sim::client::ListedMail& listed, std::string raw) { batch_.push_back({listed, std::move(raw)}); }

void Visit::skipped(const sim::client::ListedMail& listed, const std::string& why) {
  complaints_.push_back(fmt::format("message {} was not retrieved: {}", listed.number, why));
}

std::vector<int> Visit::store() {
  const std::vector<Retrieved> batch = std::exchange(batch_, {});
  if (is_full_) return {};
  busy_ += sim::Duration{parts_->properties.number("mailrig.email_insert_ms")} * static_cast<std::int64_t>(batch.size());
  if (auto safe = store_together(batch)) return *std::move(safe);
  std::vector<int> safe;
  for (const Retrieved& each : batch) {
    if (!is_full_ && store_alone(each)) safe.push_back(each.listed.number);
  }
  if (is_full_) complaints_.push_back(fmt::format("store: the database is full; {} mail(s) stay on the server", batch.size() - safe.size()));
  return safe;
}

std::optional<std::vector<int>> Visit::store_together(const std::vector<Retrieved>& batch) {
  std::vector<int> safe;
  std::vector<std::string> rows;
  try {
    // One transaction stores and classifies the batch: a crash leaves either nothing of it or all of it in final mailboxes.
    Batch transaction(*parts_);
    for (const Retrieved& each : batch) {
      std::string row = inbound::receive(*parts_, each.raw, account_, each.listed.uid);
      if (!row.empty()) rows.push_back(std::move(row));
      safe.push_back(each.listed.number);
    }
    transaction.commit();
  } catch (const DatabaseError& error) {
    is_full_ = error.is_full();
    return std::nullopt;
  }
  stored_ += rows.size();
  kept_.insert(kept_.end(), rows.begin(), rows.end());
  return safe;
}

bool Visit::store_alone(const Retrieved& mail) {
  try {
    std::string row;
    try {
      row = inbound::receive(*parts_, mail.raw, account_, mail.listed.uid);
    } catch (const DatabaseError& error) {
      if (error.is_full()) throw;
      row = keep_as_poison(*parts_, mail.raw, account_, mail.listed.uid, error.what());
    }
    if (!row.empty()) kept_.push_back(std::move(row));
    stored_ += 1;
    return true;
  } catch (const DatabaseError& error) {
    is_full_ = error.is_full();
    if (!is_full_) complaints_.push_back(fmt::format("store: message {} stays on the server: {}", mail.listed.number, error.what()));
    return false;
  }
}

void Visit::mark_deleted() {
  if (kept_.empty()) return;
  try {
    Transaction transaction(parts_->database);
    Statement mark = parts_->database.prepare("UPDATE sys_email SET deleted = 1 WHERE sys_id = ?");
    for (const std::string& sys_id : std::exchange(kept_, {})) mark.run(sys_id);
    transaction.commit();
  } catch (const DatabaseError& error) {
    complaints_.push_back(fmt::format("mark as deleted: {}", error.what()));
  }
}

}  // namespace engine::inbound
