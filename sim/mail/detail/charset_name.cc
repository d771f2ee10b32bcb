#include "sim/mail/detail/charset_name.h"

#include <algorithm>

#include "sim/mail/detail/charset.h"

namespace sim::mail::detail {
namespace {

struct Alias {
  std::string_view declared, converter;
};

/// Names as they stand in mail, without the x- that some put in front.
constexpr Alias aliases[]{
    // ISO-8859-1 is read as windows-1252, and so are mails that claim to be ASCII (spec 3.4).
    {"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"}, {"iso_8859-1", "CP1252"}, {"latin1", "CP1252"}, {"latin-1", "CP1252"},
    {"us-ascii", "CP1252"}, {"ascii", "CP1252"}, {"ansi_x3.4-1968", "CP1252"}, {"windows-1252", "CP1252"}, {"cp1252", "CP1252"},
    {"iso-8859-9", "CP1254"}, {"latin5", "CP1254"}, {"iso-8859-8-i", "CP1255"}, {"iso-8859-8-e", "ISO-8859-8"},
    {"iso-8859-11", "CP874"}, {"tis-620", "CP874"}, {"windows-874", "CP874"},
    // Japanese, with the additions of Windows and NEC. ISO-2022-JP is turned into EUC-JP first.
    {"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"sjis", "CP932"}, {"sjis-win", "CP932"}, {"windows-31j", "CP932"}, {"ms_kanji", "CP932"},
    {"ms932", "CP932"}, {"cp932", "CP932"}, {"csshiftjis", "CP932"}, {"cswindows31j", "CP932"}, {"cp943c", "CP932"},
    {"iso-2022-jp", "EUC-JP-MS"}, {"iso-2022-jp-1", "EUC-JP-MS"}, {"iso-2022-jp-2", "EUC-JP-MS"}, {"iso-2022-jp-ms", "EUC-JP-MS"},
    {"csiso2022jp", "EUC-JP-MS"}, {"cp50220", "EUC-JP-MS"}, {"cp50221", "EUC-JP-MS"}, {"cp50222", "EUC-JP-MS"},
    {"euc-jp", "EUC-JP-MS"}, {"eucjp", "EUC-JP-MS"}, {"eucjp-win", "EUC-JP-MS"}, {"cp51932", "EUC-JP-MS"}, {"cseucpkdfmtjapanese", "EUC-JP-MS"},
    // Chinese: each name has been used for the larger sets after it.
    {"gb2312", "GB18030"}, {"gb_2312-80", "GB18030"}, {"gb2312-80", "GB18030"}, {"gbk", "GB18030"}, {"cp936", "GB18030"}, {"windows-936", "GB18030"},
    {"ms936", "GB18030"}, {"euc-cn", "GB18030"}, {"gb18030", "GB18030"}, {"chinese", "GB18030"},
    {"big5", "BIG5-HKSCS"}, {"big5-hkscs", "BIG5-HKSCS"}, {"cp950", "BIG5-HKSCS"}, {"windows-950", "BIG5-HKSCS"}, {"big-5", "BIG5-HKSCS"},
    // Korean.
    {"euc-kr", "CP949"}, {"euckr", "CP949"}, {"ks_c_5601-1987", "CP949"}, {"ks_c_5601", "CP949"}, {"ks_c_5601-1989", "CP949"},
    {"ksc5601", "CP949"}, {"ksc_5601", "CP949"}, {"korean", "CP949"}, {"cp949", "CP949"}, {"windows-949", "CP949"}, {"uhc", "CP949"},
    {"unicode-1-1-utf-7", "UTF-7"}, {"utf7", "UTF-7"}, {"utf8", "utf-8"}, {"unicode-1-1-utf-8", "utf-8"}, {"utf-8-mac", "utf-8"},
    {"macintosh", "MACINTOSH"}, {"mac", "MACINTOSH"}, {"mac-roman", "MACINTOSH"}, {"mac-cyrillic", "MAC-CYRILLIC"},
};

constexpr unsigned high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
                               0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                               0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

}  // namespace

std::string converter_name(std::string_view charset) {
  std::string name = lower(trim(charset));
  if (name.starts_with("x-") && name.size() > 4) name.erase(0, 2);
  for (const Alias& alias : aliases)
    if (name == alias.declared) return std::string(alias.converter);
  // win-1251, cp-1251
  for (const std::string_view prefix : {"win-", "cp-", "win"})
    if (name.starts_with(prefix) && name.size() == prefix.size() + 4 && name.find("125") == prefix.size()) return "CP" + name.substr(prefix.size());
  constexpr std::string_view never{"/,\0 ", 4};
  return name.size() > 40 || name.find_first_of(never) != std::string::npos ? "" : name;
}

unsigned windows_1252(unsigned octet) { return octet >= 0x80 && octet < 0xA0 ? high[octet - 0x80] : octet; }

}  // namespace sim::mail::detail
