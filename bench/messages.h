// The messages that the benches measure with: multipart mails of about 4 KB, all different, the same on every machine.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// `count` mails of three parts (plain text, HTML, a small attachment), 4.1 KB each on average. Each has a Message-ID of its own of fixed
/// length, so that renumber() can make it another mail without building it again.
std::vector<std::string> multipart_mails(std::size_t count);
/// Gives a mail of multipart_mails() the Message-ID of another serial number.
void renumber(std::string& mail, std::uint64_t serial);

}  // namespace bench
