#include "scenarios/report/explain.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace scenarios {
namespace {

/// The events of one mail, and the mail that led to it.
struct MailStory {
  std::string mail, parent, title;
  std::vector<const sim::Event*> events;
};

/// Where the sentence of an event begins: behind "  +0:02:00.041  ", and two further right.
constexpr std::string_view below_the_time = "                  ";

std::string offset_text(sim::Duration offset) {
  const auto total = offset.count();
  return fmt::format("+{}:{:02}:{:02}.{:03}", total / 3'600'000, total / 60'000 % 60, total / 1000 % 60, total % 1000);
}

/// How what the event tells was found, line by line below it.
void tell_lines(const sim::Event& event, const std::string& indent, std::string& out) {
  std::string_view lines = event.field("lines");
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    out += fmt::format("{}{}\n", indent, lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

std::vector<MailStory> stories_of(const sim::Trace& trace, sim::TraceLevel level) {
  std::vector<MailStory> stories;
  std::map<std::string, std::size_t> index;
  const auto& events = trace.events();
  for (const sim::Event& event : events) {
    if (sim::info(event.kind).level > level) continue;
    const auto [found, is_new] = index.emplace(event.mail, stories.size());
    if (is_new) {
      MailStory& story = stories.emplace_back();
      story.mail = event.mail;
      if (event.because && *event.because < events.size()) story.parent = events[*event.because].mail;
    }
    MailStory& story = stories[found->second];
    if (story.title.empty()) story.title = event.field("subject");
    story.events.push_back(&event);
  }
  return stories;
}

std::size_t depth_of(const std::vector<MailStory>& stories, const MailStory& story) {
  std::size_t depth = 0;
  const MailStory* now = &story;
  while (!now->parent.empty() && now->parent != now->mail && depth < 10) {
    const auto parent = std::find_if(stories.begin(), stories.end(), [&](const MailStory& other) { return other.mail == now->parent; });
    if (parent == stories.end()) break;
    now = &*parent;
    ++depth;
  }
  return depth;
}

void tell(const MailStory& story, sim::Instant start, sim::TraceLevel level, std::size_t depth, std::string& out) {
  const std::string indent(depth * 4, ' ');
  std::string head = "The world";
  if (!story.mail.empty()) head = story.title.empty() ? fmt::format("Mail <{}>", story.mail) : fmt::format("\"{}\" <{}>", story.title, story.mail);
  out += indent + head + (depth > 0 ? ", which followed from the mail above" : "") + "\n";
  for (const sim::Event* event : story.events) {
    out += indent + "  " + explain_event(*event, start) + "\n";
    if (level >= sim::TraceLevel::evidence) tell_lines(*event, indent + std::string(below_the_time), out);
  }
}

std::string without_line_ends(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

}  // namespace

std::string explain_event(const sim::Event& event, sim::Instant start) {
  std::string line = offset_text(event.at - start) + "  " + without_line_ends(event.sentence());
  std::string by = event.by.id;
  if (event.by.place.is_known()) by += (by.empty() ? "" : " at ") + event.by.place.text();
  if (!by.empty()) line += "   [" + by + "]";
  return line;
}

std::string explain(const sim::Trace& trace, sim::TraceLevel level) {
  if (trace.events().empty()) return {};
  const sim::Instant start = trace.events().front().at;
  const auto stories = stories_of(trace, level);
  std::string out;
  for (const MailStory& story : stories) {
    if (!out.empty()) out += "\n";
    tell(story, start, level, depth_of(stories, story), out);
  }
  return out;
}

std::string explain_mails(const sim::Trace& trace, const std::vector<std::string>& mails, sim::TraceLevel level) {
  if (trace.events().empty()) return {};
  const sim::Instant start = trace.events().front().at;
  const std::set<std::string> wanted(mails.begin(), mails.end());
  std::string out;
  for (const MailStory& story : stories_of(trace, level)) {
    if (!story.mail.empty() && wanted.contains(story.mail)) tell(story, start, level, 0, out);
  }
  return out;
}

}  // namespace scenarios
