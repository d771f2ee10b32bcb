#include "engine/inbound/content_kind.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/store.h"

namespace engine::inbound {
namespace {

using std::string_view_literals::operator""sv;

/// One kind of file: octets at the front (and perhaps a second mark further on), the types and extensions that it goes by.
struct ContentKind {
  std::string_view what;
  std::string_view magic;
  std::size_t at = 0;
  std::string_view second;      ///< another mark; "" if the first is enough
  std::size_t second_at = 0;
  std::string_view types;       ///< parted by blanks, the usual one first
  std::string_view extensions;
};

constexpr std::string_view office_types =
    "application/zip application/x-zip-compressed application/java-archive application/epub+zip "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet "
    "application/vnd.openxmlformats-officedocument.presentationml.presentation application/vnd.oasis.opendocument.text "
    "application/vnd.oasis.opendocument.spreadsheet application/vnd.oasis.opendocument.presentation application/vnd.ms-visio.drawing";

constexpr ContentKind kinds[]{
    {"a PNG image", "\x89PNG\r\n\x1A\n"sv, 0, "", 0, "image/png", "png"},
    {"a JPEG image", "\xFF\xD8\xFF"sv, 0, "", 0, "image/jpeg image/jpg image/pjpeg", "jpg jpeg jpe jfif"},
    {"a GIF image", "GIF8"sv, 0, "", 0, "image/gif", "gif"},
    {"a WebP image", "RIFF"sv, 0, "WEBP", 8, "image/webp", "webp"},
    {"a BMP image", "BM"sv, 0, "\0\0\0\0"sv, 6, "image/bmp image/x-ms-bmp", "bmp dib"},
    {"a TIFF image", "II*\0"sv, 0, "", 0, "image/tiff", "tif tiff"},
    {"a TIFF image", "MM\0*"sv, 0, "", 0, "image/tiff", "tif tiff"},
    {"an icon", "\0\0\1\0"sv, 0, "", 0, "image/x-icon image/vnd.microsoft.icon", "ico"},
    {"a PDF document", "%PDF-"sv, 0, "", 0, "application/pdf application/x-pdf", "pdf ai"},
    {"a ZIP archive", "PK\3\4"sv, 0, "", 0, office_types, "zip docx xlsx pptx docm xlsm pptm odt ods odp jar epub vsdx apk"},
    {"a gzip archive", "\x1F\x8B\x08"sv, 0, "", 0, "application/gzip application/x-gzip application/x-compressed-tar", "gz tgz"},
    {"a bzip2 archive", "BZh"sv, 0, "", 0, "application/x-bzip2 application/bzip2", "bz2 tbz2"},
    {"an xz archive", "\xFD" "7zXZ\0"sv, 0, "", 0, "application/x-xz", "xz txz"},
    {"a 7-Zip archive", "7z\xBC\xAF\x27\x1C"sv, 0, "", 0, "application/x-7z-compressed", "7z"},
    {"a RAR archive", "Rar!\x1A\x07"sv, 0, "", 0, "application/x-rar-compressed application/vnd.rar application/x-rar", "rar"},
    {"an OLE document", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, 0, "", 0,
     "application/msword application/vnd.ms-excel application/vnd.ms-powerpoint application/vnd.ms-outlook application/vnd.visio "
     "application/x-msi", "doc xls ppt msg vsd msi dot xlt pps"},
    {"an RTF document", "{\\rtf"sv, 0, "", 0, "application/rtf text/rtf application/msword", "rtf doc"},
    {"a PostScript document", "%!PS"sv, 0, "", 0, "application/postscript", "ps eps ai"},
    {"a Windows program", "MZ"sv, 0, "\0"sv, 3,
     "application/x-msdownload application/x-msdos-program application/vnd.microsoft.portable-executable", "exe dll scr com sys cpl ocx"},
    {"a Linux program", "\x7F" "ELF"sv, 0, "", 0, "application/x-executable application/x-sharedlib application/x-elf", "so bin elf"},
    {"a Java class", "\xCA\xFE\xBA\xBE"sv, 0, "", 0, "application/java-vm application/x-java-class", "class"},
    {"an MP3 sound", "ID3"sv, 0, "", 0, "audio/mpeg audio/mp3", "mp3"},
    {"a WAV sound", "RIFF"sv, 0, "WAVE", 8, "audio/wav audio/x-wav audio/vnd.wave", "wav"},
    {"an Ogg file", "OggS"sv, 0, "", 0, "audio/ogg video/ogg application/ogg", "ogg oga ogv"},
    {"an MP4 film", "ftyp"sv, 4, "", 0, "video/mp4 audio/mp4 video/quicktime image/heic", "mp4 m4a m4v mov heic"},
};

/// Types without octets of their own.
constexpr std::pair<std::string_view, std::string_view> plain_types[]{
    {"text/plain", "txt"}, {"text/html", "html"}, {"text/calendar", "ics"}, {"application/ics", "ics"}, {"text/csv", "csv"},
    {"text/vcard", "vcf"}, {"text/x-vcard", "vcf"}, {"message/rfc822", "eml"}, {"message/global", "eml"}, {"application/json", "json"},
    {"text/xml", "xml"}, {"application/xml", "xml"}, {"application/pkcs7-signature", "p7s"}, {"application/pkcs7-mime", "p7m"},
};

bool holds(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool fits(const ContentKind& kind, std::string_view content) {
  const auto stands = [&](std::string_view mark, std::size_t at) { return content.size() >= at && content.substr(at).starts_with(mark); };
  return stands(kind.magic, kind.at) && stands(kind.second, kind.second_at);
}

}  // namespace

std::string_view extension_of_type(std::string_view type) {
  for (const auto& [plain, extension] : plain_types)
    if (plain == type) return extension;
  for (const ContentKind& kind : kinds)
    if (kind.types.substr(0, kind.types.find(' ')) == type) return kind.extensions.substr(0, kind.extensions.find(' '));
  return {};
}

std::string extension_of_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : email_key(name.substr(dot + 1));
}

std::string contradiction(std::string_view content, std::string_view type, std::string_view name) {
  const std::string extension = extension_of_name(name);
  const ContentKind* found = nullptr;
  bool has_type = false, has_extension = false;  // what is declared has octets of its own
  for (const ContentKind& kind : kinds) {
    if (found == nullptr && fits(kind, content)) found = &kind;
    has_type |= holds(kind.types, type);
    has_extension |= holds(kind.extensions, extension);
  }
  if (found == nullptr) {
    return has_type || has_extension ? fmt::format("its content is not what '{}' and {} promise", name, type) : std::string();
  }
  const bool says_nothing = type == "application/octet-stream";
  if (!says_nothing && !holds(found->types, type)) return fmt::format("its content is {}, not {}", found->what, type);
  if (extension.empty() || holds(found->extensions, extension)) return {};
  return fmt::format("its content is {}, not a .{} file", found->what, extension);
}

}  // namespace engine::inbound
