#include "tests/corpora/dialogue_script.h"

#include <regex.h>

#include <cstdlib>

namespace corpora {
namespace {

struct Line {
  std::string name, operation, text;
};

std::string_view trim_left(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view take_word(std::string_view& text) {
  text = trim_left(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

Line parse(std::string_view text) {
  Line line;
  line.name = take_word(text);
  line.operation = take_word(text);
  line.text = trim_left(text);
  return line;
}

/// "550 5.1.1" of "550 5.1.1 text": what two servers that mean the same must share.
std::string codes(std::string_view reply) {
  std::string out(reply.substr(0, 4));
  std::string_view rest = reply.substr(std::min<std::size_t>(4, reply.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (word.size() >= 5 && word.find_first_not_of("0123456789.") == std::string_view::npos) out += word;
  return out;
}

std::string expect(Connection& connection, const Line& line) {
  std::string heard = connection.read_line();
  if (line.operation == "<-" && codes(heard) != codes(line.text)) return "expected \"" + line.text + "\", heard \"" + heard + "\"";
  if (line.operation == "<~" && !matches(line.text, heard)) return "expected /" + line.text + "/, heard \"" + heard + "\"";
  if (line.operation != "<...") return "";
  for (; !matches(line.text, heard); heard = connection.read_line())
    if (heard.empty()) return "never heard \"" + line.text + "\"";
  return "";
}

std::string act(const Line& line, std::map<std::string, Connection>& connections, ServerMaker& servers) {
  const std::string& operation = line.operation;
  if (operation == "tcp_connect" || operation == "tls_connect") {
    const std::size_t colon = line.text.rfind(':');
    const int port = colon == std::string::npos ? 0 : std::atoi(line.text.c_str() + colon + 1);
    Connection& fresh = connections[line.name] = {};
    fresh.session = servers.connect(port, operation == "tls_connect");
    fresh.take(fresh.session->open());
    return "";
  }
  if (operation == "sleep" || operation == "timeout") return "";
  const auto found = connections.find(line.name);
  if (found == connections.end()) return "no connection " + line.name;
  Connection& connection = found->second;
  if (operation == "->") return connection.send(line.text + "\r\n"), "";
  if (operation == ".>") return connection.send(line.text), "";
  if (operation == "~>") return connection.send(unquote(line.text)), "";
  if (operation == "close") return connections.erase(found), "";
  if (operation == "wait") return connection.is_closed ? "" : "the server did not close";
  if (operation.starts_with('<')) return expect(connection, line);
  return "unknown operation " + operation;
}

}  // namespace

void Connection::take(const sim::Actions& actions) {
  for (const sim::Action& action : actions) {
    if (const auto* sent = std::get_if<sim::Send>(&action)) said += sent->bytes;
    if (std::holds_alternative<sim::Close>(action)) is_closed = true;
  }
}

void Connection::send(std::string_view bytes) {
  if (!is_closed) take(session->receive(bytes));
}

std::string Connection::read_line() {
  const std::size_t end = said.find("\r\n");
  const std::string line = said.substr(0, end);
  said.erase(0, end == std::string::npos ? end : end + 2);
  return line;
}

std::string play(std::string_view script, ServerMaker& servers) {
  std::map<std::string, Connection> connections;
  std::string continued;
  int number = 0;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    std::string text(script.substr(0, end));
    script.remove_prefix(std::min(end + 1, script.size()));
    ++number;
    if (!continued.empty()) text = std::exchange(continued, {}) + " " + std::string(trim_left(text));
    if (text.ends_with('\\')) {
      continued = text.substr(0, text.size() - 1);
      continue;
    }
    const std::string_view content = trim_left(text);
    if (content.empty() || content.starts_with('#')) continue;
    const std::string why = act(parse(text), connections, servers);
    if (!why.empty()) return "line " + std::to_string(number) + ": " + why;
  }
  return "";
}

bool matches(const std::string& pattern, const std::string& text) {
  std::string posix = "^(";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view two = std::string_view(pattern).substr(i, 2);
    if (two == "\\d") posix += "[0-9]", ++i;
    else if (two == "\\s") posix += "[[:space:]]", ++i;
    else if (two == "\\w") posix += "[[:alnum:]_]", ++i;
    else if (two == "\\S") posix += "[^[:space:]]", ++i;
    else if (std::string_view(pattern).substr(i, 3) == "(?:") posix += '(', i += 2;
    else if (pattern[i] == '\\') posix += two, ++i;
    else posix += pattern[i];
  }
  regex_t compiled;
  if (regcomp(&compiled, (posix + ")").c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
  const bool found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return found;
}

std::string unquote(std::string_view literal) {
  while (literal.ends_with(' ')) literal.remove_suffix(1);
  if (literal.starts_with('b')) literal.remove_prefix(1);
  if (literal.size() >= 2) literal = literal.substr(1, literal.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const char c = literal[i];
    if (c != '\\' || i + 1 == literal.size()) {
      out += c;
      continue;
    }
    const char escaped = literal[++i];
    constexpr std::string_view names = "nrt0abfv";
    constexpr std::string_view values("\n\r\t\0\a\b\f\v", 8);
    if (const std::size_t at = names.find(escaped); at != std::string_view::npos) {
      out += values[at];
    } else if (escaped == 'x' && i + 2 < literal.size()) {
      out += static_cast<char>(std::strtol(std::string(literal.substr(i + 1, 2)).c_str(), nullptr, 16));
      i += 2;
    } else {
      out += escaped;
    }
  }
  return out;
}

}  // namespace corpora
