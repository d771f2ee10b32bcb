#include "engine/template.h"

namespace engine {

std::string fill(std::string_view pattern, const std::function<std::optional<std::string>(std::string_view)>& look_up) {
  std::string out;
  while (true) {
    const std::size_t begin = pattern.find("${");
    const std::size_t end = begin == std::string_view::npos ? begin : pattern.find('}', begin);
    if (end == std::string_view::npos) return out.append(pattern);
    out.append(pattern.substr(0, begin));
    const std::optional<std::string> value = look_up(pattern.substr(begin + 2, end - begin - 2));
    out.append(value ? std::string_view(*value) : pattern.substr(begin, end + 1 - begin));
    pattern.remove_prefix(end + 1);
  }
}

}  // namespace engine
