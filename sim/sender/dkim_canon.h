// DKIM's canonical forms of header fields and bodies (RFC 6376, 3.4): what signer and verifier hash. Line ends are CRLF.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/entity.h"

namespace sim::sender {

/// "name:value" of a field whose value may be folded, without its line end.
std::string relaxed_header(std::string_view name, std::string_view value);
/// The field as it stands, without its line end.
std::string_view simple_header(const mail::HeaderField& field);
std::string relaxed_body(std::string_view body);
std::string simple_body(std::string_view body);

enum class Canon { simple, relaxed };
/// The tag c=; "relaxed" alone leaves the body simple (RFC 6376, 3.5).
struct Canonicalization {
  Canon header = Canon::simple, body = Canon::simple;
  static std::optional<Canonicalization> parse(std::string_view text);
  std::string text() const;                ///< "relaxed/simple"
  bool operator==(const Canonicalization&) const = default;
};

/// A mail that was cut once for all its signatures. The octets it was made of must outlive it.
class SignedMail {
 public:
  explicit SignedMail(std::string_view raw);

  const std::vector<mail::HeaderField>& fields() const { return scan_.fields; }
  /// The canonical body; kept.
  const std::string& body(Canon canon);
  /// What `names` (lower case) select, each with CRLF: of several fields of one name the lowest first, nothing for a name that is not there any
  /// more (RFC 6376, 5.4.2). `self` is the signature's own field, which is never among them.
  std::string header(const std::vector<std::string>& names, Canon canon, std::size_t self) const;
  /// The signature's own field with an empty b=, without CRLF (RFC 6376, 3.7).
  std::string own_field(std::size_t self, Canon canon) const;
  /// How many fields have that name (lower case).
  std::size_t count(std::string_view name) const;

 private:
  mail::FieldScan scan_;
  std::string_view raw_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> named_;  ///< indexes into fields(), from the top
  std::optional<std::string> bodies_[2];
};

/// The value of a field with what stands in its b= taken out, white space included.
std::string without_signature(std::string_view value);
std::string lower_case(std::string_view text);

}  // namespace sim::sender
