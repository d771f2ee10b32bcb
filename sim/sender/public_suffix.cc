#include "sim/sender/public_suffix.h"

#include <libpsl.h>

#include <algorithm>
#include <optional>

namespace sim::sender {
namespace {

constexpr std::size_t longest_domain = 253;

/// ASCII letters lowered, a dot at the end taken off; nothing if it is no domain name: an empty label, an address, a literal.
std::optional<std::string> plain_domain(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.empty() || domain.size() > longest_domain || domain.front() == '.' || domain.find("..") != std::string_view::npos) return std::nullopt;
  std::string out;
  for (const char c : domain) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= ' ' || octet == 127 || c == '[' || c == ']' || c == ':' || c == '@') return std::nullopt;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string_view last = std::string_view(out).substr(out.rfind('.') + 1);
  if (last.find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;  // no top level is a number: an address
  return out;
}

/// The form that libpsl compares: lower case beyond ASCII too. What is no UTF-8 stays as it is and fits no rule but "*".
std::string compared_form(const std::string& plain) {
  if (std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 128; })) return plain;
  char* lower = nullptr;
  if (psl_str_to_utf8lower(plain.c_str(), "utf-8", nullptr, &lower) != PSL_SUCCESS) return plain;
  std::string out(lower);
  psl_free_string(lower);
  return out;
}

std::size_t label_count(std::string_view domain) { return 1 + static_cast<std::size_t>(std::count(domain.begin(), domain.end(), '.')); }

/// The last `labels` labels.
std::string_view tail(std::string_view domain, std::size_t labels) {
  std::size_t at = domain.size();
  while (labels-- > 0 && at != std::string_view::npos) at = at == 0 ? std::string_view::npos : domain.rfind('.', at - 1);
  return at == std::string_view::npos ? domain : domain.substr(at + 1);
}

}  // namespace

Result<PublicSuffixes> PublicSuffixes::read(const std::string& path) {
  const std::shared_ptr<const psl_ctx_st> list(psl_load_file(path.c_str()), [](const psl_ctx_st* each) { psl_free(const_cast<psl_ctx_st*>(each)); });
  if (!list) return Error{"the public suffix list cannot be read", "give a file in the format of public_suffix_list.dat", {path, 0, 0}};
  if (psl_suffix_count(list.get()) == 0) return Error{"the public suffix list holds no rule", "", {path, 0, 0}};
  return PublicSuffixes(list);
}

const PublicSuffixes& PublicSuffixes::installed() {
  static const PublicSuffixes list = [] {
    if (auto debian = read(psl_dist_filename())) return *debian;
    return PublicSuffixes(std::shared_ptr<const psl_ctx_st>(psl_builtin(), [](const psl_ctx_st*) {}));
  }();
  return list;
}

std::string PublicSuffixes::organizational_domain(std::string_view domain) const {
  const auto plain = plain_domain(domain);
  if (!plain) return {};
  const std::string compared = compared_form(*plain);
  const char* found = psl_registrable_domain(list_.get(), compared.c_str());
  return found == nullptr ? std::string() : std::string(tail(*plain, label_count(found)));
}

bool PublicSuffixes::is_public_suffix(std::string_view domain) const {
  const auto plain = plain_domain(domain);
  return plain && psl_is_public_suffix(list_.get(), compared_form(*plain).c_str()) != 0;
}

}  // namespace sim::sender
