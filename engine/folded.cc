#include "engine/folded.h"

namespace engine {
namespace {

/// Upper-case letters from..to lie `distance` below their lower-case ones; with step 2 each second one is upper case.
struct Range {
  char32_t from, to;
  int step, distance;
};
// Only pairs whose UTF-8 forms are equally long (The Unicode Standard, simple case mappings).
constexpr Range ranges[]{
    {0xC0, 0xD6, 1, 32},    {0xD8, 0xDE, 1, 32},    {0x100, 0x12E, 2, 1},   {0x132, 0x136, 2, 1},   {0x139, 0x147, 2, 1},
    {0x14A, 0x176, 2, 1},   {0x178, 0x178, 1, -121}, {0x179, 0x17D, 2, 1},   {0x386, 0x386, 1, 38},  {0x388, 0x38A, 1, 37},
    {0x38C, 0x38C, 1, 64},  {0x38E, 0x38F, 1, 63},  {0x391, 0x3A1, 1, 32},  {0x3A3, 0x3AB, 1, 32},  {0x400, 0x40F, 1, 80},
    {0x410, 0x42F, 1, 32},  {0x460, 0x480, 2, 1},   {0x48A, 0x4BE, 2, 1},   {0x4D0, 0x52E, 2, 1},   {0x531, 0x556, 1, 48},
    {0x1E00, 0x1E94, 2, 1}, {0x1EA0, 0x1EFE, 2, 1}, {0xFF21, 0xFF3A, 1, 32}};

char32_t lower(char32_t letter) {
  for (const Range& range : ranges) {
    if (letter < range.from) break;
    if (letter > range.to || (letter - range.from) % static_cast<char32_t>(range.step) != 0) continue;
    return static_cast<char32_t>(static_cast<int>(letter) + range.distance);
  }
  return letter;
}

unsigned octet(char c) { return static_cast<unsigned char>(c); }
bool continues(char c) { return (octet(c) & 0xC0) == 0x80; }

/// Lowers the letter of two or three octets at `at`; returns how many octets to go on by.
std::size_t fold_letter(std::string& text, std::size_t at) {
  const unsigned first = octet(text[at]);
  if (first >= 0xC3 && first <= 0xD5 && at + 1 < text.size() && continues(text[at + 1])) {
    const char32_t letter = lower((first & 0x1F) << 6 | (octet(text[at + 1]) & 0x3F));
    text[at] = static_cast<char>(0xC0 | letter >> 6);
    text[at + 1] = static_cast<char>(0x80 | (letter & 0x3F));
    return 2;
  }
  if ((first == 0xE1 || first == 0xEF) && at + 2 < text.size() && continues(text[at + 1]) && continues(text[at + 2])) {
    const char32_t letter = lower((first & 0x0F) << 12 | (octet(text[at + 1]) & 0x3F) << 6 | (octet(text[at + 2]) & 0x3F));
    text[at + 1] = static_cast<char>(0x80 | (letter >> 6 & 0x3F));
    text[at + 2] = static_cast<char>(0x80 | (letter & 0x3F));
    return 3;
  }
  return 1;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t at = 0; at < out.size();) {
    const char c = out[at];
    if (octet(c) < 0x80) {
      if (c >= 'A' && c <= 'Z') out[at] = static_cast<char>(c + 32);
      ++at;
    } else {
      at += fold_letter(out, at);
    }
  }
  return out;
}

}  // namespace engine
