// What a step and an expectation are: a name, a shape, and a function. One file in scenarios/steps/ or scenarios/expect/ defines each;
// CMake writes the two tables from the folders.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/runner/shape.h"
#include "scenarios/runner/value.h"
#include "sim/result.h"

namespace scenarios {

class Stage;
struct Performance;

struct Step {
  std::string name;       ///< the key in the YAML
  Type type;              ///< what stands behind it
  std::string doc;
  std::string example;
  /// Plays it. An error is a failure of the story: what was to be done cannot be done.
  std::function<sim::Result<void>(Performance&, const Value&)> play;
};

/// Whether an expectation holds, and if not, what to show.
struct Finding {
  bool holds = true;
  sim::Place place{};                  ///< the YAML that does not hold
  std::string what{};                  ///< one sentence
  std::vector<std::string> details{};  ///< expected, actual, nearest rows
  std::vector<std::string> mails{};    ///< Message-IDs whose story belongs to the message
  bool is_answerable = true;           ///< false: it asks for what there is not, such as a misspelt column; `never` does not make that right
};
/// The finding about an expectation that asks for what there is not.
inline Finding unanswerable(const sim::Error& error, const sim::Place& place) {
  Finding finding{.holds = false, .place = error.place.is_known() ? error.place : place, .what = error.what, .is_answerable = false};
  if (!error.advice.empty()) finding.details.push_back(error.advice);
  return finding;
}

struct Expectation {
  std::string name;       ///< the key that tells it from others
  Shape shape;            ///< of the whole map, its own key included
  std::string doc;
  std::string example;
  std::function<Finding(Stage&, const Value&)> check;
};

/// In alphabetical order of their files.
const std::vector<Step>& all_steps();
const std::vector<Expectation>& all_expectations();
const Step* find_step(std::string_view name);
/// The expectation whose own key the map has; nullptr if it has none.
const Expectation* find_expectation(const Value& map);

}  // namespace scenarios
