// Inside of Pop3Client, shared by pop3_client.cc (the stream, failures), pop3_client_login.cc and pop3_client_retrieve.cc. Nobody else
// includes this.
#pragma once
#include <deque>
#include <map>

#include "sim/auth/sasl.h"
#include "sim/client/pop3_client.h"

namespace sim::client {

struct Pop3Client::State {
  /// What the server still has to answer, in order.
  enum class Step { greeting, capa, stls, user, pass, apop, auth, auth_cancel, stat, list, uidl, retr, dele, quit };

  explicit State(Pop3Client& client_) : client(client_) {}

  // The stream.
  void receive(std::string_view bytes);
  bool read_line();
  std::optional<std::string_view> next_line(std::size_t most_octets);
  void status_line(std::string_view line);
  void text_line(std::string_view line);
  void end_of_text();
  void refused(Step step, const std::string& line);
  void accepted(Step step, const std::string& line);
  void say(const std::string& line, Step awaited, std::string_view masked = {});
  Actions take_actions();
  std::string_view stage() const;

  // Login (RFC 1939, 4; RFC 2449; RFC 2595).
  void greeted(const std::string& line);
  void after_capa();
  void start_login();
  void log_in_without_sasl();
  void auth_challenged(std::string_view base64);
  void auth_answered(Step step, const std::string& line);

  // Retrieval.
  void counted(const std::string& line);
  void row(std::string_view line);
  void choose();
  void next_batch();
  void say_next_retr();
  void retrieved();
  void not_retrieved(const std::string& line);
  void one_done();
  void store();
  void say_next_dele();

  // Failures.
  /// The server still listens, and nothing was marked for deletion: QUIT.
  void give_up(const std::string& why);
  /// Without QUIT, so that no deletion takes effect.
  void fail(const std::string& why);

  Pop3Client& client;
  std::deque<Step> pending;
  std::string input;
  std::size_t read = 0;      ///< octets of input that are done with
  std::size_t searched = 0;  ///< octets of input known to hold no line end beyond `read`
  std::optional<Step> text;  ///< a multi-line response is being read
  std::size_t text_lines = 0;
  Actions actions;
  bool is_open = false;
  bool is_in_handshake = false;
  bool is_over = false;
  bool must_rearm = false;
  bool has_tls = false;
  bool offers_stls = false;
  bool offers_pipelining = false;
  bool has_capabilities = false;         ///< CAPA was understood
  bool offers_user = false;
  std::vector<std::string> mechanisms;   ///< SASL
  std::unique_ptr<auth::SaslClient> sasl;
  std::optional<std::string> first_response;  ///< held until the server has asked for it
  std::string timestamp;                 ///< of APOP
  std::size_t count = 0;                 ///< what STAT said
  std::map<int, ListedMail> listed;
  std::deque<ListedMail> wanted;
  std::vector<ListedMail> batch;
  std::size_t batch_said = 0;            ///< RETRs said
  std::size_t batch_done = 0;            ///< RETRs answered
  std::deque<int> deletions;
  std::size_t deletions_open = 0;        ///< DELEs not yet answered
  std::string message;
};

}  // namespace sim::client
