// Inside of ImapSession, shared by the files of this room, one for each group of commands. Nobody else includes this.
#pragma once
#include <optional>
#include <set>
#include <span>

#include "fakeservers/imap/arguments.h"
#include "fakeservers/imap/fetch_items.h"
#include "fakeservers/imap/imap_session.h"
#include "fakeservers/imap/search_key.h"

namespace fakeservers::imap {

/// How long a command may be before it is refused, whatever it is.
constexpr std::size_t command_slack = 65536;

/// A message as this session numbers it: number n at n - 1.
struct Viewed {
  std::uint32_t number = 0;
  std::uint64_t changed = 0;  ///< StoredMail::changed of what the client was told
  bool is_recent = false;
};

/// What SEARCH and SORT are asked to tell (RFC 4731, 3.1).
struct ReturnOptions {
  bool is_extended = false, min = false, max = false, all = false, count = false;
};

/// What a session has selected.
struct Selected {
  std::shared_ptr<Folder> folder;
  std::string name;
  bool is_read_only = false;
  std::vector<Viewed> view;
  std::uint64_t seen_changes = 0;    ///< Folder::changes up to which all was told
  std::uint64_t seen_removals = 0;   ///< the same of Folder::removals
  std::uint64_t seen_uid = 0;        ///< mails from this number on are not in the view yet
  std::size_t known_keywords = 0;
};

struct ImapSession::State {
  enum class Mode { commands, handshake, stalled, closed };
  /// RFC 3501, 3: bits, for the table of commands.
  enum Phase : unsigned { stranger = 1, authenticated = 2, selected_phase = 4 };
  /// Who the next line is for, when it is no command.
  enum class Awaited { command, sasl, idle };
  struct Command {
    std::string_view name;
    unsigned phases;
    void (State::*handle)(Arguments& arguments);
    bool has_uid_form = false;
    bool hides_expunges = false;  ///< RFC 3501, 7.4.1: numbers may not change under FETCH, STORE and SEARCH
  };
  /// The one list of commands.
  static std::span<const Command> commands();

  State(ImapOptions options_, sim::Peer peer_, ImapServices services_)
      : options(std::move(options_)), peer(std::move(peer_)), services(services_), has_tls(peer.tls) {}

  // The stream.
  void greet();
  void receive(std::string_view bytes);
  std::string_view run(std::string_view bytes);
  bool take_literal(std::string_view& bytes);
  bool read_line(std::string_view& bytes);
  void take_line(std::string_view line);
  bool begins_literal(std::string_view line);
  void dispatch(std::string_view whole);
  void perform(const Command& command, Arguments& arguments);
  void wake();
  sim::Actions take_actions();
  std::size_t most_command_octets() const;
  unsigned phase() const { return drop == nullptr ? stranger : box ? selected_phase : authenticated; }

  // What is said.
  void send(std::string_view bytes);
  void say(std::string_view response);           ///< a line, or lines with literals, without the last CRLF
  void finish(std::string_view condition, std::string_view text);
  void ok(std::string_view text) { finish("OK", text); }
  void no(std::string_view text) { finish("NO", text); }
  void bad(std::string_view text);
  void continue_request(std::string_view text);
  void bye(std::string_view text);
  void close();
  /// True if a fault does something instead of the command.
  bool is_taken_over(std::string_view verb, std::string_view argument);
  void answer(const ReplyWith& with);   ///< of a fault
  void trace_heard(std::string_view line, bool is_secret);
  void note_mail(sim::EventKind kind, const std::string& raw);

  // Any state; login.
  std::string capabilities() const;
  void do_capability(Arguments& arguments);
  void do_noop(Arguments& arguments);
  void do_logout(Arguments& arguments);
  void do_id(Arguments& arguments);
  void do_starttls(Arguments& arguments);
  void do_login(Arguments& arguments);
  void do_authenticate(Arguments& arguments);
  void answer_sasl(const SaslExchange::Step& step);
  void sasl_line(std::string_view line);
  bool may_log_in();
  Maildrop* drop_of(std::string_view user);
  void log_in(Maildrop* found, bool is_right);

  // Folders.
  void do_create(Arguments& arguments);
  void do_delete(Arguments& arguments);
  void do_rename(Arguments& arguments);
  void rename_inbox(const std::string& to);
  void do_subscribe(Arguments& arguments);
  void do_unsubscribe(Arguments& arguments);
  void do_list(Arguments& arguments);
  void do_lsub(Arguments& arguments);
  void do_status(Arguments& arguments);
  void do_namespace(Arguments& arguments);
  std::shared_ptr<Folder> find_folder(const std::string& name);
  bool has_children(const std::string& name) const;
  void list_one(std::string_view kind, const std::string& name, std::string_view attributes);

  // A selected folder.
  void do_select(Arguments& arguments);
  void do_examine(Arguments& arguments);
  void select(Arguments& arguments, bool is_read_only);
  void tell_flags();
  void do_check(Arguments& arguments);
  void do_close(Arguments& arguments);
  void do_unselect(Arguments& arguments);
  void do_expunge(Arguments& arguments);
  void do_idle(Arguments& arguments);
  std::vector<std::uint32_t> expunge(const SequenceSet* only);
  void remove_mails(const std::set<std::uint32_t>& numbers);
  /// Tells what changed since the client was last told; expunges only if it may.
  void synchronise(bool may_expunge);
  void touch(StoredMail& mail);
  void tell_expunges();
  void tell_changes();
  void tell_arrivals();
  std::string flags_text(const StoredMail& mail, bool is_recent) const;

  // Messages.
  void do_append(Arguments& arguments);
  void append_all(const std::string& name, Arguments& arguments);
  void do_search(Arguments& arguments);
  void do_sort(Arguments& arguments);
  void do_thread(Arguments& arguments);
  bool read_charset(Arguments& arguments);
  std::vector<std::size_t> find_places(SearchKey& key);
  void tell_found(std::string_view kind, const std::vector<std::size_t>& places_found, const ReturnOptions& wanted);
  void do_fetch(Arguments& arguments);
  void fetch_one(std::size_t place, const FetchRequest& request);
  std::string fetched(const FetchItem& item, const StoredMail& mail, const Viewed& viewed, const sim::mail::Message* message);
  void do_store(Arguments& arguments);
  void store_one(std::size_t place, char sign, bool is_silent, unsigned flags, const std::set<std::string>& keywords);
  void do_copy(Arguments& arguments);
  void do_move(Arguments& arguments);
  void copy(Arguments& arguments, bool moves);
  /// The places in the view of those that the command names and that still exist; fails the arguments for numbers that are none.
  std::vector<std::size_t> places(const SequenceSet& set, Arguments& arguments) const;
  bool has_room(std::size_t octets) const;
  /// Flags as the client wrote them, sorted into bits and keywords of the folder; false if that cannot be.
  bool read_flags(Arguments& arguments, Folder& folder, unsigned& flags, std::set<std::string>& keywords);

  ImapOptions options;
  sim::Peer peer;
  ImapServices services;
  bool has_tls = false;
  Mode mode = Mode::commands;
  Awaited awaited = Awaited::command;
  std::string input;             ///< what is not a whole line yet
  std::string command;           ///< the lines and literals of a command that is not whole yet
  std::size_t literal_left = 0;
  std::string tag;               ///< of the command that is performed
  std::string verb;              ///< its name without UID
  bool is_uid = false;           ///< its UID form
  bool hides_expunges = false;
  SaslExchange sasl;
  Maildrop* drop = nullptr;      ///< of the user who logged in
  std::optional<Selected> box;
  int errors = 0;
  sim::Duration idle_left{0};
  sim::Actions actions;
  bool must_rearm = false;
};

/// A string as a response carries it (RFC 3501, 4.3): quoted if it can be, else a literal.
std::string string_text(std::string_view value);
/// A folder's name: an atom if it can be.
std::string astring_text(std::string_view value);
std::string literal_text(std::string_view value);

}  // namespace fakeservers::imap
