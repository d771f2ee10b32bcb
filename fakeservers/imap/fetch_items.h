// What FETCH can be asked for (RFC 3501, 6.4.5), read from its arguments, and the sections of a message as its bytes stand.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fakeservers/imap/arguments.h"
#include "sim/mail/entity.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {

/// `[1.2.HEADER.FIELDS (from to)]`
struct Section {
  enum class What { all, header, fields, fields_not, text, mime };
  std::vector<std::uint32_t> path;
  What what = What::all;
  std::vector<std::string> fields;
};

struct FetchItem {
  enum class Kind { flags, uid, internal_date, size, envelope, body, body_structure, section };
  Kind kind = Kind::flags;
  std::string label;             ///< how the response names it
  Section section;
  bool sets_seen = false;
  bool has_range = false;        ///< <offset.count>
  std::uint32_t offset = 0, count = 0;
  bool needs_parsing() const {
    return kind == Kind::envelope || kind == Kind::body || kind == Kind::body_structure ||
           (kind == Kind::section && !(section.path.empty() && section.what == Section::What::all));
  }
};

struct FetchRequest {
  std::vector<FetchItem> items;
  bool sets_seen() const;
  bool needs_parsing() const;
};

/// One item, a macro, or a list of items; fails the arguments if it makes no sense.
FetchRequest read_fetch_request(Arguments& arguments);

/// The bytes of a section; nothing if the message has no such part.
std::optional<std::string> section_text(const sim::mail::Message& message, const Section& section);

}  // namespace fakeservers::imap
