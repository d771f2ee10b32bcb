// The shape of every object that may stand in a story, as one table: keys, types, what is required, what each is for. Validation,
// the JSON Schema and the reference of scenarios/README.md are read from it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios {

struct Shape;
using ShapeOf = const Shape& (*)();   ///< a function, so that shapes may hold each other

struct Type {
  enum class Kind { text, integer, boolean, duration, time, ip, address, choice, list, map, object, step, expectation, match, any,
                    person, person_or_address, host, host_or_instance, user, group, file };
  Kind kind = Kind::text;
  std::vector<std::string> words{};           ///< of a choice, and of a match whose plain text must be one of them
  ShapeOf object = nullptr;                   ///< of an object
  std::shared_ptr<const Type> of{};           ///< of the items of a list or the values of a map
  bool may_be_switched_off = false;           ///< an object in whose place `false` may stand
  bool is_partial = false;                    ///< an object that changes another: nothing in it is required
};

struct Key {
  std::string name;
  Type type;
  std::string doc;
  bool is_required = false;
};

struct Shape {
  std::string name;                           ///< as messages and the reference call it
  std::string doc;
  std::vector<Key> keys;
  std::string short_key{};                    ///< a value that is no map stands for {short_key: value}

  const Key* find(std::string_view key) const;
  std::vector<std::string> key_names() const;
};

Type text();
Type integer();
Type boolean();
Type duration();
Type time();
Type ip();
Type address();
Type match();        ///< text, /regex/, {contains:}, {absent: true}, {not:}, lists
Type match_of(std::vector<std::string> words);   ///< the same of a text that is always one of these
Type any();
Type step();
Type expectation();
Type person();             ///< a key of the story's `people`
Type person_or_address();
Type host();               ///< a key of its `hosts`, or a host made by default
Type host_or_instance();
Type user();               ///< a user_name of its `users`
Type group();
Type file();               ///< a readable file, relative to the story
Type choice(std::vector<std::string> words);
Type list_of(Type item);   ///< one item may stand without the list
Type map_of(Type value);
Type object(ShapeOf shape);
Type change_of(ShapeOf shape);   ///< an object of that shape in which nothing is required

Key required(std::string name, Type type, std::string doc);
Key optional(std::string name, Type type, std::string doc);

/// "list of address", "one of smtp, pop3": for messages and the reference.
std::string type_text(const Type& type);

}  // namespace scenarios
