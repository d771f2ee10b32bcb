// The public suffix list (publicsuffix.org) through libpsl: where a domain's owner begins.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sim/result.h"

struct psl_ctx_st;

namespace sim::sender {

class PublicSuffixes {
 public:
  /// Reads a list in the format of public_suffix_list.dat.
  static Result<PublicSuffixes> read(const std::string& path);
  /// Debian's list (package publicsuffix), read once; libpsl's own if that is not installed.
  static const PublicSuffixes& installed();

  /// One label below the longest public suffix: "example.co.uk" of "a.b.example.co.uk". "" if the domain is a public suffix itself or no domain name.
  /// Any case; names beyond ASCII come back in the form they were given in.
  std::string organizational_domain(std::string_view domain) const;
  bool is_public_suffix(std::string_view domain) const;

 private:
  explicit PublicSuffixes(std::shared_ptr<const psl_ctx_st> list) : list_(std::move(list)) {}
  std::shared_ptr<const psl_ctx_st> list_;
};

}  // namespace sim::sender
