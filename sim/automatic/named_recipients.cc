#include "sim/automatic/named_recipients.h"

#include <optional>

#include "sim/automatic/phrase.h"
#include "sim/mail/detail/charset.h"

namespace sim::automatic {
namespace {

constexpr std::size_t most_recipients = 100;
constexpr std::size_t most_octets_of_words = 8000;

/// What a line says: an address, and the words beside it.
struct Naming {
  std::string_view address;
  std::string_view words;
};
using Shape = std::optional<Naming> (*)(std::string_view line, std::string_view lower);

// Words that an address follows: lower case. What they say is part of the reason.
constexpr std::string_view labels[] = {
    "recipient: <", "recipient:", "rcpt to: ", "addressed to:", "unable to deliver message to", "error delivering your mail to <",
    "could not be delivered to:", "recipient address:", "undeliverable to ", "failed recipient:", "returned permanent errors: ",
    "rejected recipient <", "intended recipient:", "error-for:", "the following message to <", "mailbox is full:", "failed to deliver to",
    "you sent mail to", "undeliverable address:", "address: <", "message-recipient:", "unable to deliver mail to", "delivery to <",
    "duplicated message-id in <", "your message to <", "your message to ", "delivery failed to ", "failed addresses: ",
    "mail to the following recipient failed: "};
// Words that an address follows which is not a recipient's.
constexpr std::string_view others[] = {
    "from:", "sender", "mail from", "reply-to", "subject", "message-id", "message id", "return-path", "envelope-from", "received", "http",
    "mailto", "contact", "postmaster", "cc:", "date:", "x-", "support"};

bool is_of_others(std::string_view before) {
  const auto is_before = [&](std::string_view each) { return before.find(each) != std::string_view::npos; };
  return std::any_of(std::begin(others), std::end(others), is_before);
}

/// `<a@b>: why`, `<a@b> (expanded from <c@d>): why`, `<a@b>   (why)`, `<a@b>... why`.
std::optional<Naming> in_brackets(std::string_view line, std::string_view) {
  if (line.empty() || line.front() != '<') return std::nullopt;
  const std::size_t close = line.find('>');
  const FoundAddress found = find_address(line.substr(0, close));
  if (close == std::string_view::npos || !found.is_found()) return std::nullopt;
  std::string_view words = trimmed(line.substr(close + 1));
  if (words.substr(0, 14) == "(expanded from") words = words.substr(std::min(words.find("):"), words.size() - 2) + 1);
  if (!words.empty() && words.find_first_of(":(.,;-") != 0 && words.find(' ') == std::string_view::npos) return std::nullopt;
  if (!words.empty() && words.front() == ':') words.remove_prefix(1);
  return Naming{found.address, words};
}

/// `"a@b":`
std::optional<Naming> in_quotes(std::string_view line, std::string_view) {
  if (line.empty() || line.front() != '"') return std::nullopt;
  const std::size_t close = line.find('"', 1);
  const FoundAddress found = find_address(line.substr(0, close));
  const bool is_naming = close != std::string_view::npos && found.is_found() && found.begin == 1;
  return is_naming ? std::optional(Naming{found.address, line.substr(std::min(close + 2, line.size()))}) : std::nullopt;
}

/// `a@b`, `a@b: why`, `a@b [why]`, `a@b on Thu, 29 Apr`, `a@b <c@d>: why`, `a@b ... why`, `a@b Invalid Address, ERROR_CODE :550`.
std::optional<Naming> at_once(std::string_view line, std::string_view) {
  const FoundAddress found = find_address(line.substr(0, 400));
  if (!found.is_found() || found.begin != 0) return std::nullopt;
  const std::string_view words = line.substr(found.end);
  if (words.empty() || words == ":" || words == "." || words == ",") return Naming{found.address, {}};
  if (words.substr(0, 3) == " <" && words.find(">:") != std::string_view::npos) return Naming{found.address,
      words.substr(words.find(">:") + 2)};
  static constexpr std::array<std::string_view, 7> ways{":", " [", " on ", "...", " ...", " (", " <"};
  const bool is_naming = std::any_of(ways.begin(), ways.end(), [&](std::string_view way) { return words.substr(0, way.size()) == way; });
  if (is_naming || words.find("ERROR_CODE") != std::string_view::npos) return Naming{found.address, words.substr(1)};
  return std::nullopt;
}

/// `* a@b`, `-- a@b`, `>>> a@b <a@b>`.
std::optional<Naming> in_a_list(std::string_view line, std::string_view) {
  for (const std::string_view bullet : {"* ", "-- ", ">>> ", "- "}) {
    if (line.substr(0, bullet.size()) != bullet) continue;
    const std::string_view rest = trimmed(line.substr(bullet.size()));
    const FoundAddress found = find_address(rest);
    if (!found.is_found() || found.begin > 1) continue;
    const std::string_view after = rest.substr(found.end);
    if (after.empty() || after.front() == ' ' || after.front() == '>')
      return Naming{found.address, after.find(' ') == std::string_view::npos ? std::string_view() : after};
  }
  return std::nullopt;
}

/// `Recipient: <a@b>`, `Unknown user: a@b`.
std::optional<Naming> behind_a_label(std::string_view line, std::string_view lower) {
  for (const std::string_view label : labels) {
    const std::size_t at = lower.find(label);
    if (at == std::string_view::npos) continue;
    const FoundAddress found = find_address(line, at + label.size());
    if (found.is_found() && found.begin - at - label.size() < 30) return Naming{found.address, line};
  }
  const std::size_t colon = lower.rfind(": ");
  if (colon == std::string_view::npos || colon < 8 || colon > 80 || is_of_others(lower.substr(0, colon + 1))) return std::nullopt;
  const FoundAddress found = find_address(line, colon + 2);
  const bool is_end = found.is_found() && found.begin <= colon + 3 &&
      line.substr(found.end).find_first_not_of("> .") == std::string_view::npos;
  return is_end ? std::optional(Naming{found.address, line}) : std::nullopt;
}

/// `(generated from a@b)` below "an undisclosed address", `generated by a@b` below a pipe: Exim's last word on who it was.
std::optional<Naming> behind_an_alias(std::string_view line, std::string_view lower) {
  if (lower.substr(0, 16) != "(generated from " && lower.substr(0, 13) != "generated by ") return std::nullopt;
  const FoundAddress found = find_address(line);
  return found.is_found() ? std::optional(Naming{found.address, {}}) : std::nullopt;
}

constexpr std::array<Shape, 5> shapes{in_brackets, in_quotes, at_once, in_a_list, behind_a_label};

/// Where else an address stands if it stands nowhere better, in this order.
enum class Weak { reply, command, header };

/// `550 5.1.1 <a@b>... User unknown`, `>>> RCPT To:<a@b>`, or `To: a@b` of the mail that is told about.
std::optional<Naming> weakly(Weak weak, std::string_view line, std::string_view lower) {
  const bool has_code = line.size() > 3 && (line[0] == '4' || line[0] == '5') && line[3] == ' ';
  const bool is_there = weak == Weak::reply     ? has_code && line.find("...") != std::string_view::npos
                        : weak == Weak::command ? lower.find("rcpt to") != std::string_view::npos
                                                : lower.substr(0, 4) == "to: ";
  if (!is_there) return std::nullopt;
  const FoundAddress found = find_address(line);
  return found.is_found() ? std::optional(Naming{found.address, line}) : std::nullopt;
}

/// Lines that belong to no recipient: quoted mail and MIME's own.
bool is_foreign(std::string_view line) {
  if (!line.empty() && line.front() == '>' && line.substr(0, 4) != ">>> ") return true;
  return line.substr(0, 13) == "Content-Type:" || line.substr(0, 8) == "Content-" || line.substr(0, 9) == "This is a";
}

class Collecting {
 public:
  void line(std::string_view raw) {
    const std::string_view line = trimmed(raw);
    if (is_foreign(line)) return;
    const std::string lower = mail::detail::lower(line);
    if (const auto naming = named(line, lower)) {
      open(*naming);
    } else if (!line.empty()) {
      std::string& words = current_ < out_.list.size() ? out_.list[current_].words : out_.preface;
      if (words.size() < most_octets_of_words) words += (words.empty() ? "" : "\n") + std::string(line);
    }
    if (!line.empty()) names_sender_ = lower.find("message sent by") != std::string::npos;
  }
  NamedRecipients take() { return std::move(out_); }

 private:
  std::optional<Naming> named(std::string_view line, std::string_view lower) const {
    // "A message sent by <a@b> could not be delivered to ..."
    if (names_sender_ || line.find('@') == std::string_view::npos || lower.substr(0, 11) == "<<< " || line.substr(0, 4) == "<<< ")
      return std::nullopt;
    for (const Shape shape : shapes)
      if (auto naming = shape(line, lower)) return naming;
    return out_.list.empty() ? behind_an_alias(line, lower) : std::nullopt;
  }
  void open(const Naming& naming) {
    const auto same = std::find_if(out_.list.begin(), out_.list.end(), [&](const auto& each) { return each.address == naming.address; });
    current_ = static_cast<std::size_t>(same - out_.list.begin());
    if (same == out_.list.end() && out_.list.size() < most_recipients) out_.list.push_back({std::string(naming.address),
        std::string(trimmed(naming.words)), ""});
    if (current_ >= out_.list.size()) return;
    std::string& words = out_.list[current_].words;
    if (!naming.words.empty()) words += (words.empty() ? "" : "\n") + std::string(trimmed(naming.words));
  }

  NamedRecipients out_;
  std::size_t current_ = static_cast<std::size_t>(-1);
  bool names_sender_ = false;
};

NamedRecipients from_transcript(const std::vector<std::string>& lines) {
  NamedRecipients out;
  out.is_weak = true;
  for (const Weak weak : {Weak::reply, Weak::command, Weak::header}) {
    for (const std::string& raw : lines) {
      const std::string_view line = trimmed(raw);
      const auto naming = weakly(weak, line, mail::detail::lower(line));
      const bool is_new = naming && std::none_of(out.list.begin(), out.list.end(),
          [&](const auto& e) { return e.address == naming->address; });
      if (is_new && out.list.size() < most_recipients) out.list.push_back({std::string(naming->address), "",
          weak == Weak::reply ? std::string(line) : ""});
    }
    if (!out.list.empty()) break;
  }
  return out;
}

}  // namespace

NamedRecipients named_recipients(const std::vector<std::string>& lines) {
  Collecting collecting;
  for (const std::string& line : lines) collecting.line(line);
  NamedRecipients strong = collecting.take();
  if (!strong.list.empty()) return strong;
  NamedRecipients weak = from_transcript(lines);
  weak.preface = std::move(strong.preface);
  return weak;
}

}  // namespace sim::automatic
