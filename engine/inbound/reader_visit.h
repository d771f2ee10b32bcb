// One session of the Email Reader, POP3 or IMAP: the client's end of the protocol, and the sink that stores what it retrieves.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/account.h"
#include "sim/client/imap_client.h"
#include "sim/client/pop3_client.h"

namespace engine::inbound {

class Visit final : public sim::Session, private sim::client::MailSink {
 public:
  Visit(Parts& parts, const Account& account, const Access& access, std::size_t batch);
  /// The instance is gone: nothing of it is touched any more, and the connection ends at the next word of the server.
  void abandon() { parts_ = nullptr; }

  sim::Actions open() override;
  sim::Actions receive(std::string_view bytes) override;
  sim::Actions wake() override;
  sim::Actions secured(const sim::TlsFacts& facts) override;
  void lost(const sim::Loss& loss) override;

  const std::optional<std::string>& trouble() const { return imap_ ? imap_->trouble() : pop3_->trouble(); }
  const std::vector<std::string>& complaints() const { return complaints_; }
  std::size_t stored() const { return stored_; }
  /// Kept only if the account is debugged.
  const std::vector<std::string>& dialogue() const { return imap_ ? imap_->dialogue() : pop3_->dialogue(); }

 private:
  bool wants(const sim::client::ListedMail& listed) override;
  void retrieved(const sim::client::ListedMail& listed, std::string raw) override;
  void skipped(const sim::client::ListedMail& listed, const std::string& why) override;
  std::vector<int> store() override;
  struct Retrieved;
  /// All or nothing, in one transaction; nothing if that failed.
  std::optional<std::vector<int>> store_together(const std::vector<Retrieved>& batch);
  /// In a transaction of its own. What cannot be stored leaves a row that says so; false if it stays on the server.
  bool store_alone(const Retrieved& mail);
  /// The deletions took effect: the rows say so.
  void mark_deleted();

  struct Retrieved {
    sim::client::ListedMail listed;
    std::string raw;
  };
  Parts* parts_;
  std::string account_;
  std::vector<Retrieved> batch_;
  std::vector<std::string> kept_;            ///< sys_ids of rows whose mails are being deleted
  std::vector<std::string> complaints_;
  std::size_t stored_ = 0;
  sim::Duration busy_{0};                    ///< how long the last store() took: the session says nothing meanwhile
  bool is_full_ = false;                     ///< storing failed: the rest stays on the server for the next run
  /// The client of the account's protocol: one of the two.
  sim::Session& client();
  std::unique_ptr<sim::client::Pop3Client> pop3_;
  std::unique_ptr<sim::client::ImapClient> imap_;
};

}  // namespace engine::inbound
