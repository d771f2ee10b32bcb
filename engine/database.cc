#include "engine/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "engine/folded.h"
#include "engine/schema/schema.h"

namespace engine {
namespace {

[[noreturn]] void fail(sqlite3* db, int code) {
  const bool is_full = (code & 0xff) == SQLITE_FULL;
  throw DatabaseError(fmt::format("database: {}", sqlite3_errmsg(db)), is_full);
}
void check(sqlite3* db, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) fail(db, code);
}

/// Runs the schema files that the database has not seen yet, each in a transaction with its number.
void migrate(Database& database) {
  const int reached = std::stoi("0" + database.value("PRAGMA user_version"));
  for (const SchemaFile& file : schema_files()) {
    if (file.number <= reached) continue;
    Transaction transaction(database);
    database.execute(file.sql);
    database.execute(fmt::format("PRAGMA user_version = {}", file.number));
    transaction.commit();
  }
}

void configure(Database& database, const DatabaseOptions& options) {
  const bool in_memory = options.path.find("memdb") != std::string::npos || options.path == ":memory:";
  // A page that changes in several mails is copied back once for all of them: the log may grow to 16 MB.
  if (!in_memory) database.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4096");
  database.execute(options.synchronous_normal && !in_memory ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = OFF");
  database.execute("PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF");
  if (options.most_bytes > 0) database.execute(fmt::format("PRAGMA max_page_count = {}", options.most_bytes / 4096 + 1));
}

/// folded() as the SQL function fold(x).
void fold(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* octets = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  const std::string made = octets == nullptr ? std::string() : folded({octets, size});
  sqlite3_result_text64(context, made.data(), made.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void register_fold(sqlite3* db) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  check(db, sqlite3_create_function_v2(db, "fold", 1, flags, nullptr, fold, nullptr, nullptr, nullptr));
}

}  // namespace

Statement::Statement(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  check(db, sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made, nullptr));
  statement_.reset(made);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    sqlite3* db = sqlite3_db_handle(statement_.get());
    const std::string words = sqlite3_errmsg(db);
    sqlite3_reset(statement_.get());
    throw DatabaseError("database: " + words, (code & 0xff) == SQLITE_FULL);
  }
  return false;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_.get(), index, value); }

void Statement::bind(int index, std::string_view value) {
  // The caller's text outlives the step that follows bind_all(), except for temporaries: so it is copied.
  sqlite3_bind_text64(statement_.get(), index, value.empty() ? "" : value.data(), value.size(), copies_text_ ? SQLITE_TRANSIENT : SQLITE_STATIC,
                      SQLITE_UTF8);
}

void Statement::bind(int index, std::nullptr_t) { sqlite3_bind_null(statement_.get(), index); }

void Statement::bind(int index, const Blob& value) {
  sqlite3_bind_blob64(statement_.get(), index, value.bytes.empty() ? "" : value.bytes.data(), value.bytes.size(),
                      copies_text_ ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

void Statement::bind(int index, const std::optional<std::string>& value) {
  if (value) bind(index, std::string_view(*value));
  else bind(index, nullptr);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::view(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
               : std::string_view();
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  if (!bytes) return {};
  return std::string(reinterpret_cast<const char*>(bytes),
                     static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }

std::string Statement::column_name(int column) const { return sqlite3_column_name(statement_.get(), column); }

void Database::Shut::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

sim::Result<Database> Database::open(const DatabaseOptions& options) {
  // Statistics of SQLite's memory would take a lock at each allocation; nobody reads them. Fails harmlessly once SQLite is in use.
  [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(options.path.c_str(), &opened, flags, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) {
    return sim::Error{fmt::format("cannot open the database {}: {}", options.path, sqlite3_errmsg(opened)),
                      "check that the folder exists and can be written", {}};
  }
  sqlite3_extended_result_codes(opened, 1);
  // Room for what statements and pages need in passing, beside malloc: the default of 40 pieces is used up at once.
  sqlite3_db_config(opened, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 1200, 200);
  try {
    register_fold(opened);
    configure(database, options);
    migrate(database);
  } catch (const DatabaseError& error) {
    return sim::Error{fmt::format("cannot set up the database {}: {}", options.path, error.what()),
                      error.is_full() ? "give it more room" : "remove the file if it is not mailrig's", {}};
  }
  return database;
}

void Database::execute(std::string_view sql) {
  const std::string zero_ended(sql);
  check(db_.get(), sqlite3_exec(db_.get(), zero_ended.c_str(), nullptr, nullptr, nullptr));
}

Statement& Database::kept(std::string_view sql) {
  constexpr std::size_t most_places = 1000;
  const auto place = places_.find(sql.data());
  if (place != places_.end() && place->second->first == sql) return place->second->second;
  auto found = kept_.find(sql);
  if (found == kept_.end()) found = kept_.emplace(std::string(sql), prepare(sql)).first;
  if (places_.size() >= most_places) places_.clear();
  places_.insert_or_assign(sql.data(), &*found);
  return found->second;
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(db_.get()); }

int Database::changes() const { return sqlite3_changes(db_.get()); }

std::int64_t Database::total_changes() const { return sqlite3_total_changes64(db_.get()); }

void Database::on_write(std::function<void()> told) {
  sqlite3_update_hook(db_.get(), nullptr, nullptr);
  written_ = std::make_unique<std::function<void()>>(std::move(told));
  if (!*written_) return;
  const auto call = [](void* whom, int, const char*, const char*, sqlite3_int64) { (*static_cast<std::function<void()>*>(whom))(); };
  sqlite3_update_hook(db_.get(), call, written_.get());
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

std::string Database::value(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.text(0) : std::string();
}

Transaction::Transaction(Database& database, Use use) : database_(database), is_open_(!database.in_transaction()) {
  if (is_open_) database_.kept(use == Use::writes ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

Transaction::~Transaction() {
  // A full disk may have rolled back by itself already.
  if (is_open_ && database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (!is_open_) return;
  database_.kept("COMMIT").run();
  is_open_ = false;
}

}  // namespace engine
