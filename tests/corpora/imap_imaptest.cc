// imaptest's scripts against our IMAP session in memory, several connections at once. A script that needs what the server does not
// announce is skipped and says what that is.
#include <algorithm>
#include <charconv>

#include "fakeservers/imap/imap_session.h"
#include "tests/corpora/imap_values.h"
#include "tests/corpora/imaptest_script.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

constexpr std::string_view user = "user@domain.example";
constexpr std::string_view password = "pass";

/// A server with one account, and a clock that stands at a fixed day.
class ImapServer {
 public:
  ImapServer() { store_.add(std::string(user), std::string(password), {}); }
  std::unique_ptr<sim::Session> connect() {
    fakeservers::imap::ImapOptions options;
    options.host = "imap.domain.example";
    return std::make_unique<fakeservers::imap::ImapSession>(options, sim::Peer{}, fakeservers::imap::ImapServices{store_, faults_, trace_, clock_, logins_});
  }

 private:
  sim::Clock clock_{sim::Instant{std::chrono::hours{24 * 365 * 40}}};
  sim::Trace trace_{clock_, sim::TraceLevel::off};
  fakeservers::FaultPlan faults_;
  fakeservers::MailStore store_;
  fakeservers::Logins logins_{"imap.corp.example", store_, sim::Random(1, "imap"), trace_};
};

/// The responses in what a server said, each with its literals and without its last line end.
std::vector<std::string> responses_in(const std::string& said) {
  std::vector<std::string> out;
  std::string response;
  for (std::size_t at = 0; at < said.size();) {
    const std::size_t end = std::min(said.find("\r\n", at), said.size());
    const std::string line = said.substr(at, end - at);
    response += line;
    at = end + 2;
    const std::size_t brace = line.rfind('{');
    std::size_t size = 0;
    if (line.ends_with('}') && brace != std::string::npos &&
        std::from_chars(line.data() + brace + 1, line.data() + line.size(), size).ec == std::errc{}) {
      response += "\r\n" + said.substr(std::min(at, said.size()), size);
      at += size;
    } else {
      out.push_back(std::exchange(response, {}));
    }
  }
  return out;
}

class Player {
 public:
  Player(const ImaptestScript& script, std::vector<MboxMessage> messages) : script_(script), messages_(std::move(messages)) {
    for (std::size_t i = 0; i < script.connections; ++i) {
      sessions_.push_back(server_.connect());
      take(sessions_.back()->open());
    }
    variables_.values = {{"user", std::string(user)}, {"username", "user"},    {"domain", "domain.example"},
                         {"password", std::string(password)}, {"mailbox", "imaptest"}, {"mailbox_url", "imaptest"}};
  }

  /// The first capability that the server lacks; "" if it has all. Those before login are not all of them.
  std::string missing_capability() {
    const std::string said = say(0, "c CAPABILITY\r\n");
    for (const std::string& wanted : script_.capabilities)
      if ((said + " ").find(" " + wanted + " ") == std::string::npos && said.find(" " + wanted + "\r") == std::string::npos) return wanted;
    return "";
  }

  /// Why the script fails; "" if it passes.
  std::string play() {
    prepare();
    for (const ImaptestGroup& group : script_.groups)
      if (const std::string why = play(group); !why.empty()) return why;
    return "";
  }

 private:
  void prepare() {
    if (script_.state == "nonauth") return;
    for (std::size_t i = 0; i < sessions_.size(); ++i) say(i, fmt::format("p LOGIN {} {}\r\n", user, password));
    if (script_.state == "auth") return;
    say(0, "p CREATE imaptest\r\n");
    if (script_.state == "created") return;
    const std::size_t count = script_.messages == 0 ? messages_.size() : script_.messages;
    for (std::size_t i = 0; i < count; ++i) say(0, "p APPEND imaptest" + next_message() + "\r\n");
    if (script_.state == "appended") return;
    for (std::size_t i = 0; i < sessions_.size(); ++i) say(i, "p SELECT imaptest\r\n");
  }

  /// The next message of the mbox as arguments of APPEND; the last is followed by the first.
  std::string next_message() {
    const MboxMessage& message = messages_[appended_++ % messages_.size()];
    return fmt::format(" {}{{{}}}\r\n{}", message.date, message.raw.size(), message.raw);
  }

  std::string play(const ImaptestGroup& group) {
    std::string bytes;
    std::vector<std::string> tags;
    for (const auto& command : group.commands) {
      tags.push_back(command.tag.empty() ? fmt::format("a{}", ++next_tag_) : command.tag);
      variables_.values["tag"] = tags.back();
      const std::size_t literal = std::min(command.text.find("\r\n"), command.text.size());
      std::string text;
      // The octets of literals are sent as they stand.
      if (!variables_.put_in(command.text.substr(0, literal), text)) return fmt::format("line {}: a variable is not set", command.line);
      text += command.text.substr(literal);
      bytes += tags.back() + " " + completed(text) + "\r\n";
    }
    variables_.begin_command();
    return judge(group, tags, responses_in(say(group.connection, bytes)));
  }

  /// APPEND without a message takes the next of the mbox, and without a name the mailbox of the test.
  std::string completed(const std::string& text) {
    const bool is_append = text.starts_with("append") && text.find('{') == std::string::npos;
    if (!is_append) return text;
    return text + (text == "append" ? " imaptest" : "") + next_message();
  }

  std::string judge(const ImaptestGroup& group, const std::vector<std::string>& tags, const std::vector<std::string>& responses) {
    std::vector<bool> has_come(group.untagged.size(), false);
    std::vector<bool> is_done(tags.size(), false);
    for (const std::string& response : responses) {
      if (response.starts_with("* ")) {
        if (const std::string why = hear_untagged(group, response.substr(2), has_come); !why.empty()) return why;
        continue;
      }
      for (std::size_t i = 0; i < tags.size(); ++i) {
        if (is_done[i] || !response.starts_with(tags[i] + " ")) continue;
        is_done[i] = true;
        if (const std::string why = hear_tagged(group.commands[i], response.substr(tags[i].size() + 1)); !why.empty()) return why;
      }
    }
    for (std::size_t i = 0; i < tags.size(); ++i)
      if (!is_done[i]) return fmt::format("line {}: no reply", group.commands[i].line);
    for (std::size_t i = 0; i < has_come.size(); ++i)
      if (group.untagged[i].mark == '*' && !has_come[i]) return fmt::format("line {}: missing: {}", group.untagged[i].line, group.untagged[i].text);
    return "";
  }

  std::string hear_untagged(const ImaptestGroup& group, const std::string& response, std::vector<bool>& has_come) {
    const std::vector<ImapValue> values = read_imap_values(response);
    bool is_wanted = false;
    // One response may be what several lines of the script ask for.
    for (std::size_t i = 0; i < group.untagged.size(); ++i) {
      const auto& each = group.untagged[i];
      if (has_come[i] || !matches(read_imap_values(each.text), values, variables_)) continue;
      if (each.mark == '!') return fmt::format("line {}: unwanted: {}", each.line, response);
      is_wanted = has_come[i] = true;
    }
    if (!is_wanted && !script_.ignores_extra_untagged) return fmt::format("line {}: unexpected: {}", group.commands.front().line, response);
    if (values.size() == 2 && values[1].text == "EXPUNGE") variables_.expunged(std::atoi(values[0].text.c_str()));
    return "";
  }

  std::string hear_tagged(const ImaptestGroup::Command& command, const std::string& reply) {
    const std::string condition = reply.substr(0, reply.find(' '));
    if (!command.condition.empty() && condition != command.condition) return fmt::format("line {}: {}", command.line, reply);
    const std::string text = reply.substr(std::min(condition.size() + 1, reply.size()));
    std::string prefix;
    if (!variables_.put_in(command.prefix, prefix)) return fmt::format("line {}: a variable is not set", command.line);
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)); };
    if (text.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), text.begin(), same)) return fmt::format("line {}: {}", command.line, reply);
    return "";
  }

  std::string say(std::size_t connection, const std::string& bytes) {
    return take(sessions_[connection]->receive(bytes));
  }

  static std::string take(const sim::Actions& actions) {
    std::string said;
    for (const sim::Action& action : actions)
      if (const auto* send = std::get_if<sim::Send>(&action)) said += send->bytes;
    return said;
  }

  const ImaptestScript& script_;
  std::vector<MboxMessage> messages_;
  ImapServer server_;
  std::vector<std::unique_ptr<sim::Session>> sessions_;
  ImapVariables variables_;
  std::size_t appended_ = 0;
  std::size_t next_tag_ = 0;
};

/// The scripts of a folder: files without an extension that begin with a head.
std::vector<std::filesystem::path> scripts_in(const Suite& suite) {
  std::vector<std::filesystem::path> out = suite.files("");
  std::erase_if(out, [](const std::filesystem::path& file) { return !std::filesystem::exists(file.parent_path() / "default.mbox"); });
  return out;
}

}  // namespace

void run_imap_imaptest(const Suite& suite, Report& report) {
  for (const std::filesystem::path& file : scripts_in(suite)) {
    const std::string name = file.filename().string();
    const ImaptestScript script = read_imaptest_script(bytes_of(file));
    const std::filesystem::path own = file.string() + ".mbox";
    const bool has_own = std::filesystem::exists(own);
    const std::vector<MboxMessage> messages = read_mbox(bytes_of(has_own ? own : file.parent_path() / "default.mbox"));
    Player player(script, messages);
    const std::string missing = player.missing_capability();
    if (!script.fault.empty()) report.fail(name, script.fault);
    else if (!missing.empty()) report.skip(name, "needs " + missing + ", which is not offered");
    else report.judge(name, player.play());
  }
}

}  // namespace corpora
