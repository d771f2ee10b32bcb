// SQLite, thinly: a connection, prepared statements, a transaction that rolls back unless committed. One connection, one thread.
// A statement that fails for a reason that no caller can mend (disk full, corrupt file) throws DatabaseError; the open transaction is undone.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace engine {

class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(const std::string& what, bool is_full) : std::runtime_error(what), is_full_(is_full) {}
  bool is_full() const { return is_full_; }  ///< the disk (or the size limit) is full

 private:
  bool is_full_;
};

struct DatabaseOptions {
  std::string path;                ///< a file, or "file:/name?vfs=memdb" for memory shared by name within the process
  std::size_t most_bytes = 0;      ///< size limit (0: none)
  bool synchronous_normal = true;  ///< WAL with synchronous=NORMAL; false: OFF (stories: no power fails in them)
};

/// Bytes to be bound as a BLOB.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement: bind, step, read. Reset by the next bind_all(); never outlives its database.
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* db, std::string_view sql);

  /// Resets and binds all parameters in order: integers, text, optional ones (NULL), nullptr.
  template <class... Values>
  Statement& bind_all(const Values&... values) {
    reset();
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }
  /// Binds one parameter, counted from 1, beside those of bind_all(): where the number of columns is known at run time only.
  void bind_one(int index, std::string_view value) { bind(index, value); }
  bool step();                     ///< true while there is a row
  void run() { while (step()) {} reset(); }
  /// Binds all parameters, runs to the end and resets. Text is not copied: it outlives this call, and nobody steps again with it.
  template <class First, class... Rest>
  void run(const First& first, const Rest&... rest) {
    copies_text_ = false;
    bind_all(first, rest...);
    copies_text_ = true;
    run();
  }
  void reset();
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string_view view(int column) const;  ///< until the next step()
  bool is_null(int column) const;
  int columns() const;
  std::string column_name(int column) const;

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, std::int64_t{value}); }
  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, bool value) { bind(index, std::int64_t{value}); }
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind(int index, std::nullptr_t);
  void bind(int index, const Blob& value);
  void bind(int index, const std::optional<std::string>& value);
  void bind(int index, const std::optional<int>& value) { value ? bind(index, *value) : bind(index, nullptr); }
  void bind(int index, const std::optional<bool>& value) { value ? bind(index, *value) : bind(index, nullptr); }

  bool copies_text_ = true;
  struct Finalize { void operator()(sqlite3_stmt* statement) const noexcept; };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Ends a statement that may still have rows: an open one would hold back the log's checkpoint.
struct Ended {
  Statement& statement;
  ~Ended() { statement.reset(); }
};

class Database {
 public:
  /// Opens or creates, brings the schema (engine/schema/*.sql) up to date; PRAGMA user_version is the number reached.
  static sim::Result<Database> open(const DatabaseOptions& options);

  void execute(std::string_view sql);          ///< one or more statements without rows
  Statement prepare(std::string_view sql) { return Statement(db_.get(), sql); }
  /// The statement of that text, prepared when first asked for and kept as long as the database.
  Statement& kept(std::string_view sql);
  std::int64_t last_row_id() const;
  int changes() const;
  /// Rows written through this connection so far: as long as it stands still, nothing new is to be found.
  std::int64_t total_changes() const;
  /// Calls `told` at each row that this connection writes into a table with rowids; an empty one ends it. It must not touch the database.
  void on_write(std::function<void()> told);
  bool in_transaction() const;
  /// The first column of the first row as text, "" if there is none: for tests and reports.
  std::string value(std::string_view sql);
  sqlite3* handle() { return db_.get(); }

 private:
  struct Shut { void operator()(sqlite3* db) const noexcept; };
  explicit Database(sqlite3* db) : db_(db) {}
  std::unique_ptr<std::function<void()>> written_;  // above db_: it outlives the connection that calls it
  std::unique_ptr<sqlite3, Shut> db_;
  std::map<std::string, Statement, std::less<>> kept_;  // below db_: finalised before it is shut
  /// Where texts lay when they were asked for: a literal lies where it lay, and one comparison finds its statement.
  std::map<const char*, std::pair<const std::string, Statement>*> places_;
};

/// Rolls back in its destructor unless committed. Does nothing inside another one (the outer one decides).
class Transaction {
 public:
  /// Writes takes the write lock at once; reads_first takes it when something is written, and nothing at all if nothing is.
  enum class Use { writes, reads_first };
  explicit Transaction(Database& database, Use use = Use::writes);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool is_open_;
};

}  // namespace engine
