// What an operation that a story, a peer or a file can make fail returns: a value or an Error that says
// what went wrong, where, and what to do about it. A verdict (a 550, a softfail) is not an error.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace sim {

/// A position in a text file: the file's name as the user gave it, line and column counted from 1 (0 = unknown).
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
  bool is_known() const { return !file.empty() || line > 0; }
  /// "file.yaml:12:3", or "" when unknown.
  std::string text() const {
    if (line == 0) return file;
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
  }
};

struct Error {
  std::string what;    ///< what is wrong, one sentence without a full stop
  std::string advice;  ///< what to do about it; may be empty
  Place place;         ///< where, if it has a place

  /// "place: what (advice)"
  std::string text() const {
    std::string out = place.is_known() ? place.text() + ": " + what : what;
    if (!advice.empty()) out += "\n  " + advice;
    return out;
  }
};

/// Holds a T or an Error. Only names that std::expected has too, so that it can replace this one day.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT
  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}  // NOLINT
  bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace sim
