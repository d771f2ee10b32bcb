// An Internet message: the raw bytes, always kept, and what they mean, found when asked for. Header fields are scanned at once (cheap);
// MIME is decoded by GMime on first use of a body or a part, and no part is decoded that nobody asks for.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/address.h"
#include "sim/random.h"

namespace sim::mail {

/// Bounds on what is believed of a message. Beyond them reading stops and `faults()` says so; nothing is lost from raw().
struct MessageLimits {
  std::size_t headers = 1000;
  std::size_t header_bytes = 256 * 1024;
  std::size_t parts = 1000;
  std::size_t depth = 100;
};

/// A header field as it stands in the message: views into raw().
struct HeaderField {
  std::string_view name;
  std::string_view value;  ///< after the colon, folding and all, without the line end
};

struct EntityTree;  // sim/mail/entity.h

/// A leaf of the MIME tree. A message/rfc822 is one leaf: its content is a Message again.
struct Part {
  std::string content_type;   ///< "text/plain", lower case
  std::string charset;        ///< as declared, "" if none
  std::string file_name;      ///< decoded (RFC 2231 and 2047), "" if none
  std::string content_id;
  std::string disposition;    ///< "attachment", "inline" or ""
  bool is_attachment = false; ///< not one of the message's own bodies
  std::size_t index = 0;      ///< for Message::content()
};

class Message {
 public:
  /// Takes any bytes. Line ends may be CRLF or LF.
  explicit Message(std::string raw, MessageLimits limits = {});
  ~Message();
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;

  const std::string& raw() const;
  const std::vector<HeaderField>& headers() const;
  /// The raw header block, up to and without the empty line.
  std::string_view header_block() const;
  /// The first field of that name (case is ignored), unfolded and with RFC 2047 words decoded to UTF-8; nothing if absent.
  std::optional<std::string> header(std::string_view name) const;
  /// The same, unfolded but not decoded.
  std::optional<std::string> raw_header(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;  ///< every field of that name, decoded

  std::string subject() const;
  std::vector<NamedAddress> addresses(std::string_view field) const;  ///< From, To, Cc, ...
  std::optional<NamedAddress> from() const;
  std::string message_id() const;                 ///< without angle brackets, "" if absent
  std::vector<std::string> in_reply_to() const;   ///< message ids without brackets
  std::vector<std::string> references() const;

  /// MIME, decoded on first use. Text is UTF-8, line ends LF.
  const std::string& text() const;                ///< the plain-text body, "" if there is none
  const std::string& html() const;                ///< the HTML body, "" if there is none
  const std::vector<Part>& parts() const;         ///< leaves in order, bodies included
  std::string content(const Part& part) const;    ///< the part's bytes, transfer encoding undone
  std::string text_of(const Part& part) const;    ///< the same as text: UTF-8 with LF
  const EntityTree& entities() const;             ///< the whole tree, as views into raw()
  std::string content_type() const;               ///< of the whole message, lower case, "text/plain" if absent
  /// A parameter of the message's Content-Type ("report-type"), "" if absent.
  std::string content_type_parameter(std::string_view name) const;
  /// What was wrong with it: bounds passed, no header, broken MIME. Empty for a clean message.
  const std::vector<std::string>& faults() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

struct Attachment {
  std::string file_name;
  std::string content_type = "application/octet-stream";
  std::string content;
};

/// What to build a message from. Text is UTF-8 and is written in `charset`.
struct Draft {
  /// Person: as mail programs write. JavaMail: Message-ID before Subject, always multipart/mixed, the boundaries `----=_Part_N_N.<milliseconds>`,
  /// and further fields behind the Content-Type, as mails of a ServiceNow instance look (spec 6.6).
  enum class Style { person, java_mail };
  std::string from, to, cc, reply_to;   ///< header values as a person writes them: `田中 <a@b>, c@d` (UTF-8; encoded as needed)
  std::string subject;
  std::string text;
  std::string html;
  std::string charset = "utf-8";        ///< "utf-8", "iso-2022-jp", "shift_jis", "euc-jp"
  std::vector<Attachment> attachments;
  std::vector<std::pair<std::string, std::string>> headers;  ///< further fields, in order; UTF-8, encoded as needed
  std::string message_id;               ///< without brackets; made from `random` if empty
  std::string in_reply_to, references;  ///< with brackets, as they go into the header
  Instant date{};
  Style style = Style::person;
  bool may_be_8bit = false;             ///< text beyond ASCII goes as it is: the server offers 8BITMIME (RFC 6152)
};

/// Writes a message (CRLF line ends; 7-bit safe but for addresses in UTF-8, which need SMTPUTF8, and for what `may_be_8bit` allows). Boundaries and a missing Message-ID come from `random`, the id's right side from `host`.
std::string build(const Draft& draft, Random& random, std::string_view host);

/// The Message-ID of raw bytes without parsing more than the header: the trace's key of a mail. "" if absent.
std::string message_id_of(std::string_view raw);
/// Puts header lines (each with CRLF) in front of a message.
std::string with_header_in_front(std::string_view raw, std::string_view lines);

/// Once per process, before the first Message (safe to call again).
void start_mime_library();

}  // namespace sim::mail
