#include "scenarios/runner/letter.h"

#include <filesystem>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/validate.h"

namespace scenarios {
namespace {

constexpr std::size_t most_attachment_octets = 100'000'000;

sim::Result<sim::mail::Attachment> decode_attachment(const Value& value) {
  const Value map = long_form(value, "file");
  sim::mail::Attachment attachment;
  attachment.content = map.text_of("content");
  attachment.file_name = map.text_of("name");
  if (const Value* path = map.find("file")) {
    auto content = read_file(path_beside(*path), most_attachment_octets);
    if (!content) return content.error();
    attachment.content = *std::move(content);
    if (attachment.file_name.empty()) attachment.file_name = std::filesystem::path(path->text).filename().string();
  }
  if (const auto size = number_at(map, "size")) {
    attachment.content.resize(static_cast<std::size_t>(std::clamp<long long>(*size, 0, most_attachment_octets)), 'x');
  }
  attachment.content_type = map.text_of("type", attachment.content_type);
  return attachment;
}

/// A text, or a list of texts joined as a header writes addresses.
std::string joined_at(const Value& map, std::string_view key) {
  std::string out;
  for (const std::string& text : texts_at(map, key)) out += (out.empty() ? "" : ", ") + text;
  return out;
}

}  // namespace

const Shape& attachment_shape() {
  static const Shape shape{"attachment", "A file that goes with a mail. A text alone is the path of a file.",
                           {optional("name", text(), "File name."),
                            optional("content", text(), "What is in it."),
                            optional("file", file(), "Take name and content from this file."),
                            optional("size", integer(), "Fill or cut the content to so many octets."),
                            optional("type", text(), "MIME type; default `application/octet-stream`.")},
                           "file"};
  return shape;
}

sim::Result<std::vector<sim::mail::Attachment>> decode_attachments(const Value* list) {
  std::vector<sim::mail::Attachment> files;
  if (list == nullptr) return files;
  for (const Value* item : items_of(*list)) {
    auto attachment = decode_attachment(*item);
    if (!attachment) return attachment.error();
    files.push_back(*std::move(attachment));
  }
  return files;
}

const Shape& letter_smime_shape() {
  static const Shape shape{"letter smime", "How a person's mail program secures a mail (RFC 8551). Both are off unless named.",
                           {optional("sign", boolean(), "With the person's certificate."),
                            optional("encrypt", boolean(), "For every recipient; each needs a certificate among the people's and the instance's."),
                            optional("cipher", choice({"aes-256-cbc", "aes-256-gcm"}), "Default `aes-256-cbc`.")}};
  return shape;
}

std::vector<Key> letter_keys(std::vector<Key> first) {
  const std::vector<Key> keys{
      optional("to", list_of(text()), "Recipients, as a person writes them: `Ken <ken@corp.example>`."),
      optional("cc", list_of(text()), "More recipients."),
      optional("subject", text(), "Its subject."),
      optional("text", text(), "Its plain-text body."),
      optional("html", text(), "Its HTML body."),
      optional("charset", choice({"utf-8", "iso-2022-jp", "shift_jis", "euc-jp"}), "How the text is written; default `utf-8`."),
      optional("attachments", list_of(object(attachment_shape)), "Files."),
      optional("headers", map_of(text()), "Further header fields."),
      optional("smime", object(letter_smime_shape), "Sign or encrypt it."),
      optional("message_id", text(), "Without brackets; made if left out."),
      optional("from", text(), "Another From than the person's."),
      optional("envelope_to", list_of(address()), "Envelope recipients instead of To and Cc."),
      optional("envelope_from", text(), "Reverse path instead of the person's address; empty is the null one.")};
  first.insert(first.end(), keys.begin(), keys.end());
  return first;
}

sim::Result<fakeservers::people::Letter> decode_letter(const Value& map) {
  fakeservers::people::Letter letter;
  letter.from = map.text_of("from");
  letter.to = joined_at(map, "to");
  letter.cc = joined_at(map, "cc");
  letter.subject = map.text_of("subject");
  letter.text = map.text_of("text");
  letter.html = map.text_of("html");
  letter.charset = map.text_of("charset", "utf-8");
  letter.message_id = map.text_of("message_id");
  auto files = decode_attachments(map.find("attachments"));
  if (!files) return files.error();
  letter.attachments = *std::move(files);
  if (const Value* headers = map.find("headers")) {
    for (const Member& header : headers->members) letter.headers.emplace_back(header.key, header.value.text);
  }
  if (const Value* smime = map.find("smime")) {
    letter.signs = flag_at(*smime, "sign").value_or(false);
    letter.encrypts = flag_at(*smime, "encrypt").value_or(false);
    if (smime->text_of("cipher") == "aes-256-gcm") letter.cipher = sim::auth::ContentCipher::aes_256_gcm;
  }
  for (const std::string& to : texts_at(map, "envelope_to")) {
    if (const auto address = sim::mail::Address::parse(to)) letter.envelope_to.push_back(*address);
  }
  if (const auto from = text_at(map, "envelope_from")) {
    const auto address = sim::mail::Address::parse(*from);
    letter.envelope_from = address ? sim::mail::ReversePath(*address) : sim::mail::ReversePath();
  }
  return letter;
}

}  // namespace scenarios
