// The rules of the house, as tests: who may include whom, what may not be called, how large things may grow, and that nothing lies
// about unused. Each failure says file:line, the rule and what to do instead.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/event_table.h"
#include "tests/house/source_tree.h"

namespace house {
namespace {

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> files = read_tree({".h", ".cc"});
  return files;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Arrow {
  std::string_view room;
  std::vector<std::string_view> may_include;  // besides itself
};
// The longest room that matches a file decides.
const std::vector<Arrow> arrows{
    {"sim/", {"sim/"}},
    {"fakeservers/", {"sim/", "fakeservers/"}},
    {"engine/", {"sim/", "engine/"}},
    {"scenarios/", {"sim/", "fakeservers/", "engine/", "scenarios/"}},
    {"bench/", {"sim/", "fakeservers/", "engine/", "scenarios/", "bench/"}},
    {"tests/", {"sim/", "fakeservers/", "engine/", "scenarios/", "bench/", "tests/", "cmake/"}},
};

struct Ban {
  std::string_view word;
  std::string_view instead;
  std::vector<std::string_view> allowed_in;
};
const std::vector<Ban> bans{
    {"co_await", "write a session that does no I/O; coroutines live in sim/wire", {"sim/wire/"}},
    {"system_clock::now", "take sim::Clock", {}},
    {"steady_clock", "take sim::Clock; wall time is measured in the loopback wire, the console and the benches only",
     {"sim/wire/", "bench/", "tests/", "scenarios/runner/", "scenarios/report/"}},
    {"random_device", "take sim::Random", {}},
    {"mt19937", "take sim::Random", {"sim/random.", "tests/sim/random_test.cc"}},
    {"rand(", "take sim::Random", {}},
    {"time(nullptr", "take sim::Clock", {}},
    {"gethostname", "the story names its hosts", {}},
    {"getaddrinfo", "ask sim::dns::Resolver", {}},
    {"sleep_for", "let the clock or a condition decide", {}},
    {"usleep", "let the clock or a condition decide", {}},
    {"unordered_", "use std::map or a sorted vector: output must not depend on a hash", {}},
    {"std::regex", "it costs six seconds of compile time; use regex.h or a hand-written match", {}},
    {"gmime/", "ask sim/mail", {"sim/mail/", "bench/", "tests/engine/outbound_message_test.cc"}},
    {"sqlite3.h", "ask engine/database.h", {"engine/database.cc", "bench/"}},
    {"boost/asio", "ask sim/wire", {"sim/wire/"}},
    {"mujs.h", "scripts run in a process of their own: ask engine/script/script.h", {"engine/script/worker_"}},
    {"using namespace std;", "name what you use", {}},
};

bool is_in(const std::string& path, const std::vector<std::string_view>& places) {
  return std::ranges::any_of(places, [&](std::string_view place) { return path.starts_with(place); });
}

TEST(House, IncludesPointDownwardsOnly) {
  for (const SourceFile& file : sources()) {
    const auto arrow = std::ranges::find_if(arrows, [&](const Arrow& a) { return file.path.starts_with(a.room); });
    ASSERT_NE(arrow, arrows.end()) << file.path;
    for (std::size_t n = 0; n < file.lines.size(); ++n) {
      const std::string& line = file.lines[n];
      if (!line.starts_with("#include \"")) continue;
      const std::string target = line.substr(10, line.find('"', 10) - 10);
      EXPECT_TRUE(is_in(target, arrow->may_include))
          << file.path << ":" << n + 1 << ": " << arrow->room << " may not include " << target
          << "; move the code, or pass what is needed as a value";
    }
  }
}

TEST(House, NothingBannedIsCalled) {
  for (const SourceFile& file : sources()) {
    if (file.path.starts_with("tests/house/")) continue;
    for (std::size_t n = 0; n < file.code.size(); ++n) {
      const std::string& line = file.lines[n].starts_with("#include") ? file.lines[n] : file.code[n];
      for (const Ban& ban : bans) {
        const auto found = line.find(ban.word);
        const bool is_word = found != std::string::npos &&
                             (found == 0 || !(std::isalnum(static_cast<unsigned char>(line[found - 1])) || line[found - 1] == '_'));
        EXPECT_FALSE(is_word && !is_in(file.path, ban.allowed_in))
            << file.path << ":" << n + 1 << ": " << ban.word << " is banned; " << ban.instead;
      }
    }
  }
}

TEST(House, FilesStayUnderFourHundredLines) {
  for (const SourceFile& file : sources()) {
    EXPECT_LE(file.lines.size(), 400u) << file.path << ": split it by noun";
  }
}

TEST(House, FunctionsStayUnderSeventyLines) {
  std::size_t seen = 0;
  for (const SourceFile& file : sources()) {
    for (const Function& function : functions_of(file)) {
      ++seen;
      EXPECT_LE(function.length, 70) << file.path << ":" << function.first_line << ": split it into steps with names";
    }
  }
  EXPECT_GT(seen, 500u) << "the function counter no longer sees functions";
}

/// All build lists below a top-level folder.
std::string build_lists(const std::string& top) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top)) {
    if (entry.path().filename() == "CMakeLists.txt") all += text_of(entry.path());
  }
  return all;
}

TEST(House, EveryFileIsBuilt) {
  for (const SourceFile& file : sources()) {
    if (!file.path.ends_with(".cc")) continue;
    const std::filesystem::path path(file.path);
    const bool is_registry = file.path.starts_with("scenarios/steps/") || file.path.starts_with("scenarios/expect/");
    const bool is_fuzz_target = file.path.starts_with("tests/fuzz/");
    const std::string lists = build_lists(path.begin()->string());
    const std::string wanted = is_fuzz_target ? path.stem().string() : path.filename().string();
    const bool is_named = is_registry || lists.find(wanted) != std::string::npos;
    EXPECT_TRUE(is_named) << file.path << ": no CMakeLists.txt names it; add it to a target or delete it";
  }
}

TEST(House, EveryStepHasAStory) {
  std::string stories;
  for (const auto& entry : std::filesystem::directory_iterator("scenarios/library")) {
    if (entry.is_regular_file()) stories += text_of(entry.path());
  }
  for (const auto& entry : std::filesystem::directory_iterator("scenarios/steps")) {
    if (entry.path().extension() != ".cc") continue;
    std::string name = entry.path().stem().string();
    std::ranges::replace(name, '_', '-');
    EXPECT_NE(stories.find("- " + name + ":"), std::string::npos)
        << entry.path() << ": no story in scenarios/library uses the step; write one";
  }
}

TEST(House, EveryEventIsTraced) {
  static constexpr std::string_view ids[] = {
#define X(id, name, level, sentence, meaning) #id,
      MAILRIG_EVENTS(X)
#undef X
  };
  for (const std::string_view id : ids) {
    const std::string needle = "EventKind::" + std::string(id);
    const bool is_traced = std::ranges::any_of(sources(), [&](const SourceFile& file) {
      if (file.path.starts_with("tests/") || file.path == "sim/event_table.h") return false;
      const auto has = [&](const std::string& word) {
        return std::ranges::any_of(file.code, [&](const std::string& line) { return line.find(word) != std::string::npos; });
      };
      return has(needle) || (has("using enum sim::EventKind") && has(std::string(id)));
    });
    EXPECT_TRUE(is_traced) << "sim/event_table.h: " << id << " is never traced; trace it or delete it";
  }
}

TEST(House, EveryRfcIsOneWeKnow) {
  std::set<std::string> known;
  std::ifstream list("tests/house/standards.tsv");
  for (std::string line; std::getline(list, line);) known.insert(line.substr(0, line.find('\t')));
  ASSERT_GT(known.size(), 10u);
  for (const SourceFile& file : sources()) {
    for (std::size_t n = 0; n < file.lines.size(); ++n) {
      for (auto at = file.lines[n].find("RFC "); at != std::string::npos; at = file.lines[n].find("RFC ", at + 4)) {
        const std::string number = file.lines[n].substr(at + 4, file.lines[n].find_first_not_of("0123456789", at + 4) - at - 4);
        if (number.empty()) continue;
        EXPECT_TRUE(known.contains(number)) << file.path << ":" << n + 1 << ": RFC " << number
                                            << " is not in tests/house/standards.tsv; add it with its title or mend the reference";
      }
    }
  }
}

TEST(House, NoUnfinishedBusiness) {
  for (const SourceFile& file : sources()) {
    if (file.path.starts_with("tests/house/")) continue;
    for (std::size_t n = 0; n < file.lines.size(); ++n) {
      for (const char* word : {"TODO", "FIXME", "HACK"}) {
        EXPECT_EQ(file.lines[n].find(word), std::string::npos) << file.path << ":" << n + 1 << ": finish it or open an issue";
      }
    }
  }
}

TEST(House, RoomsHaveNouns) {
  for (const char* vague : {"common", "utils", "util", "core", "manager", "helper", "helpers", "misc"}) {
    for (const SourceFile& file : sources()) {
      const std::filesystem::path path(file.path);
      EXPECT_NE(path.stem().string(), vague) << file.path << ": a thing without a room has not been named yet";
      EXPECT_NE(path.parent_path().filename().string(), vague) << file.path;
    }
  }
}

TEST(House, CMakeListsStayShort) {
  for (const SourceFile& file : read_tree({".txt"})) {
    if (!file.path.ends_with("CMakeLists.txt") || file.path == "tests/CMakeLists.txt") continue;
    EXPECT_LE(file.lines.size(), 30u) << file.path << ": a room's list is short; put a rule into cmake/options.cmake";
  }
}

}  // namespace
}  // namespace house
