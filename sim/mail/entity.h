// The MIME tree of a message as views into its bytes (RFC 2046). Found by one scan for lines that begin with "--", so that the
// bounds on parts and depth hold while reading, and an IMAP server can hand out any section as it stands.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/message.h"

namespace sim::mail {

struct Entity {
  enum class Kind { leaf, multipart, message };
  Kind kind = Kind::leaf;
  std::string type;                      ///< "text/plain", lower case
  std::string encoding;                  ///< Content-Transfer-Encoding, lower case
  std::vector<HeaderField> fields;
  std::string_view content_type;         ///< the value that counts: the last one, for a part that lost its empty line has two
  std::string_view header;               ///< the raw header block, without the empty line
  std::string_view body;                 ///< all after it
  std::string_view preamble, epilogue;   ///< of a multipart
  std::vector<std::size_t> children;     ///< indexes into the tree
  std::size_t parent = 0;                ///< index; the root is its own
  std::size_t depth = 0;

  /// The first field of that name as it stands; empty if absent.
  std::string_view field(std::string_view name) const;
};

/// The last field of that name; nothing if absent.
const HeaderField* last_field(const std::vector<HeaderField>& fields, std::string_view name);

struct EntityTree {
  std::vector<Entity> entities;          ///< the message itself first, parents before children, in order of appearance
  std::deque<std::string> decoded;       ///< messages that came inside a transfer encoding; views of their parts point here
};

/// The header fields at the front of `raw`.
struct FieldScan {
  std::vector<HeaderField> fields;
  std::string_view block;                ///< header block without the empty line
  std::size_t body_at = 0;               ///< where the body begins
  bool has_end = false;                  ///< the empty line is there
  std::vector<std::string> faults;
};
FieldScan scan_fields(std::string_view raw, const MessageLimits& limits);
/// Builds the tree of `raw`, whose header was scanned already.
EntityTree read_entities(std::string_view raw, const FieldScan& header, const MessageLimits& limits,
                         std::vector<std::string>& faults);
/// "text/plain" of a Content-Type value, lower case; "" if it is not type/subtype.
std::string media_type(std::string_view content_type);
/// A parameter of a Content-Type or Content-Disposition value, decoded (RFC 2231, 2047); "" if absent.
std::string parameter(std::string_view value, std::string_view name);

}  // namespace sim::mail
