#include "engine/inbound/reader_visit.h"

#include "engine/inbound/email_reader.h"
#include "engine/inbound/pipeline.h"

namespace engine::inbound {
namespace {

sim::client::Pop3ClientOptions options_for(const ReaderAccount& account, std::size_t batch) {
  sim::client::Pop3ClientOptions options;
  options.user_name = account.user_name;
  options.password = account.password;
  // The account's STARTTLS upgrades only if the server offers it (spec 12).
  if (account.security == "starttls") options.starttls = sim::client::StartTlsUse::opportunistic;
  options.batch = batch;
  return options;
}

}  // namespace

Visit::Visit(Parts& parts, const ReaderAccount& account, std::size_t batch)
    : parts_(&parts), account_(account.sys_id), client_(options_for(account, batch), *this) {}

sim::Actions Visit::open() {
  if (parts_ == nullptr) return {sim::Close{}};
  return client_.open();
}

sim::Actions Visit::receive(std::string_view bytes) {
  if (parts_ == nullptr) return {sim::Close{}};
  sim::Actions actions = client_.receive(bytes);
  const bool is_over = std::any_of(actions.begin(), actions.end(), [](const auto& each) { return std::holds_alternative<sim::Close>(each); });
  if (is_over && !client_.trouble()) mark_deleted();
  return actions;
}

sim::Actions Visit::wake() {
  if (parts_ == nullptr) return {sim::Close{}};
  return client_.wake();
}

sim::Actions Visit::secured(const sim::TlsFacts& facts) {
  if (parts_ == nullptr) return {sim::Close{}};
  return client_.secured(facts);
}

void Visit::lost(const sim::Loss& loss) {
  if (parts_ != nullptr) client_.lost(loss);
}

bool Visit::wants(const sim::client::ListedMail&) { return !is_full_; }

void Visit::retrieved(const sim::client::ListedMail& listed, std::string raw) { batch_.push_back({listed, std::move(raw)}); }

void Visit::skipped(const sim::client::ListedMail& listed, const std::string& why) {
  complaints_.push_back(fmt::format("message {} was not retrieved: {}", listed.number, why));
}

std::vector<int> Visit::store() {
  const std::vector<Retrieved> batch = std::exchange(batch_, {});
  if (is_full_) return {};
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
    is_full_ = true;
    complaints_.push_back(fmt::format("store: {}; {} mail(s) stay on the server", error.what(), batch.size()));
    return {};
  }
  stored_ += rows.size();
  kept_.insert(kept_.end(), rows.begin(), rows.end());
  return safe;
}

void Visit::mark_deleted() {
  if (kept_.empty()) return;
  try {
    Transaction transaction(parts_->database);
    Statement mark = parts_->database.prepare("UPDATE sys_email SET deleted = 1 WHERE sys_id = ?");
    for (const std::string& sys_id : std::exchange(kept_, {})) mark.bind_all(sys_id).run();
    transaction.commit();
  } catch (const DatabaseError& error) {
    complaints_.push_back(fmt::format("mark as deleted: {}", error.what()));
  }
}

}  // namespace engine::inbound
