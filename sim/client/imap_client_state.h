// Inside of ImapClient, shared by imap_client.cc (the stream, failures), imap_client_login.cc and imap_client_fetch.cc. Nobody else includes
// this.
#pragma once
#include <deque>
#include <map>
#include <set>

#include "sim/client/imap_client.h"
#include "sim/client/imap_response.h"

namespace sim::client {

struct ImapClient::State {
  /// The command that is not answered yet: one at a time.
  enum class Step { greeting, capability, starttls, authenticate, login, select, search, sizes, fetch, store, expunge, logout };

  explicit State(ImapClient& client_) : client(client_), reader(8'000'000, client_.options_.most_octets) {}

  // The stream.
  void receive(std::string_view bytes);
  void hear(ImapResponse response);
  void untagged(ImapResponse& response);
  void tagged(const std::string& text);
  void accepted(const std::string& text);
  void refused(const std::string& text);
  void say(const std::string& command, Step awaited, std::string_view masked = {});
  void say_line(const std::string& line, std::string_view masked);
  Actions take_actions();
  std::string_view stage() const;

  // Login (RFC 3501, 6.2).
  void greeted(const std::string& text);
  void take_capabilities(std::string_view words);
  void after_capability();
  void start_login();
  void challenged(std::string_view text);
  void after_login(const std::string& text);

  // Retrieval.
  void selected();
  void searched();
  void choose();
  void next_batch();
  void next_fetch();
  void fetched(FetchedMail mail);
  void after_fetch(const std::string& why);
  void store();
  void delete_stored();
  void log_out();

  // Failures.
  /// The server still listens: LOGOUT.
  void give_up(const std::string& why);
  void fail(const std::string& why);

  ImapClient& client;
  ImapResponseReader reader;
  Step step = Step::greeting;
  std::string tag;                       ///< of the command that is not answered yet
  unsigned commands = 0;
  Actions actions;
  bool is_open = false;
  bool is_in_handshake = false;
  bool is_over = false;
  bool must_rearm = false;
  bool has_tls = false;
  bool is_preauthenticated = false;
  bool is_logged_in = false;
  std::set<std::string> capabilities;    ///< upper case
  std::unique_ptr<sim::auth::SaslClient> sasl;
  std::optional<std::string> initial;    ///< response, if it could not go with the command
  std::uint32_t uid_validity = 0;
  std::vector<std::uint32_t> found;      ///< UIDs, ascending
  std::map<std::uint32_t, std::size_t> sizes;
  std::deque<ListedMail> wanted;
  std::vector<ListedMail> batch;
  std::map<int, std::uint32_t> uids;     ///< by ListedMail::number
  std::map<std::uint32_t, ListedMail> waiting;  ///< of the batch: not retrieved yet
  std::vector<std::uint32_t> asked;      ///< what the FETCH that runs asks for
  bool is_one_by_one = false;            ///< a FETCH of several failed
  std::vector<std::uint32_t> deletions;
  bool must_expunge = false;             ///< at the end, without UIDPLUS
};

}  // namespace sim::client
