// Domain names as mail writes them and as DNS has them: U-labels and A-labels (RFC 5890, 2.3.2.1; for SPF, DKIM and DMARC: RFC 8616).
#pragma once
#include <string>
#include <string_view>

namespace sim::sender {

/// U-labels as A-labels: "b\u00fccher.example" is "xn--bcher-kva.example". ASCII, and what is no internationalized name, stays as it is.
std::string with_a_labels(std::string_view domain);
/// The domain as DNS and comparisons see it: A-labels, lower case, without a dot at the end. "" if it is no domain name.
std::string comparable_domain(std::string_view domain);

}  // namespace sim::sender
