#include "engine/inbound/attachment_policy.h"

#include <algorithm>

#include "engine/parts.h"
#include "engine/properties.h"

namespace engine::inbound {
namespace {

constexpr std::size_t count_without_property = 50;  ///< the fallback of a missing row (spec 10.2)

bool is_empty(const Properties& properties, std::string_view name) {
  return properties.text(name).find_first_not_of(" \t") == std::string::npos;
}

std::size_t size_of(const Properties& properties, std::string_view name) {
  return static_cast<std::size_t>(std::max<std::int64_t>(properties.number(name), 0));
}

CalendarBehavior calendar_of(const std::string& word) {
  if (word == "ignore") return CalendarBehavior::ignore;
  return word == "inline" ? CalendarBehavior::inlined : CalendarBehavior::attach;
}

AttachTo small_images_of(const std::string& word) {
  if (word == "attachtarget") return AttachTo::target;
  return word == "attachnone" ? AttachTo::nothing : AttachTo::email;
}

}  // namespace

std::size_t bytes_of_one_attachment(const Properties& properties) {
  constexpr std::string_view name = "com.glide.attachment.max_size";
  return is_empty(properties, name) ? 1024 : std::min<std::size_t>(size_of(properties, name), 1U << 20) << 20;
}

AttachmentPolicy attachment_policy_of(const Parts& parts) {
  const Properties& properties = parts.properties;
  const auto word = [&](std::string_view name) { return email_key(properties.text(name)); };
  AttachmentPolicy policy;
  constexpr std::string_view count = "glide.email.inbound.max_attachment_count";
  policy.most = is_empty(properties, count) ? count_without_property : size_of(properties, count);
  policy.most_bytes = size_of(properties, "glide.email.inbound.max_total_attachment_size_bytes");
  policy.most_bytes_of_one = policy.most_bytes;
  if (parts.profile.attachment_size_caps_mail) {
    policy.most_bytes_of_one = bytes_of_one_attachment(properties);
    policy.most_bytes = std::min(policy.most_bytes, policy.most_bytes_of_one);
  }
  for (std::string extension : properties.list("glide.email.inbound.attachment_extensions_blacklist")) {
    extension.erase(0, extension.find_first_not_of("*."));
    policy.refused_extensions.push_back(email_key(extension));
  }
  policy.checks_content = properties.flag("glide.security.file.mime_type.validation.inbound_email");
  policy.refuses_infected = properties.flag("glide.email.inbound.check_attachment_availability");
  policy.converts_references = properties.flag("glide.email.inbound.convert_html_inline_attachment_references");
  policy.calendar = calendar_of(word("glide.email.inbound.calendar_behavior"));
  policy.small_image_bytes = size_of(properties, "glide.email.inbound.image_sys_attachment.filter.minimum_bytes");
  policy.small_images = small_images_of(word("glide.email.inbound.image_sys_attachment.filter.action"));
  policy.makes_missing_text = properties.flag("glide.email.inbound.generate.missing.text.part");
  return policy;
}

}  // namespace engine::inbound
