#pragma once

#include <cstdint>

// The part of DuckDB's C interface that the peer uses. The package that libduckdb comes in has no
// header. Source: https://duckdb.org/docs/stable/clients/c/api

// NOLINTBEGIN(readability-identifier-naming, modernize-use-using): the names are DuckDB's
extern "C" {

struct duckdb_result {
  std::uint64_t deprecated_column_count;
  std::uint64_t deprecated_row_count;
  std::uint64_t deprecated_rows_changed;
  void* deprecated_columns;
  char* deprecated_error_message;
  void* internal_data;
};

using duckdb_database = struct duckdb_database_parts*;
using duckdb_connection = struct duckdb_connection_parts*;
using duckdb_prepared_statement = struct duckdb_prepared_statement_parts*;
using duckdb_appender = struct duckdb_appender_parts*;
enum duckdb_state : int { duckdb_success = 0, duckdb_error = 1 };

duckdb_state duckdb_open(const char* path, duckdb_database* database);
void duckdb_close(duckdb_database* database);
duckdb_state duckdb_connect(duckdb_database database, duckdb_connection* connection);
void duckdb_disconnect(duckdb_connection* connection);
duckdb_state duckdb_query(duckdb_connection connection, const char* sql, duckdb_result* result);
const char* duckdb_result_error(duckdb_result* result);
void duckdb_destroy_result(duckdb_result* result);

duckdb_state duckdb_prepare(duckdb_connection connection, const char* sql,
                            duckdb_prepared_statement* statement);
void duckdb_destroy_prepare(duckdb_prepared_statement* statement);
duckdb_state duckdb_bind_int32(duckdb_prepared_statement statement, std::uint64_t index,
                               std::int32_t number);
duckdb_state duckdb_bind_int64(duckdb_prepared_statement statement, std::uint64_t index,
                               std::int64_t number);
duckdb_state duckdb_bind_varchar_length(duckdb_prepared_statement statement, std::uint64_t index,
                                        const char* text, std::uint64_t size);
duckdb_state duckdb_execute_prepared(duckdb_prepared_statement statement, duckdb_result* result);

std::uint64_t duckdb_row_count(duckdb_result* result);
std::int64_t duckdb_value_int64(duckdb_result* result, std::uint64_t column, std::uint64_t row);
char* duckdb_value_varchar(duckdb_result* result, std::uint64_t column, std::uint64_t row);
void duckdb_free(void* memory);

duckdb_state duckdb_appender_create(duckdb_connection connection, const char* schema,
                                    const char* table, duckdb_appender* appender);
duckdb_state duckdb_append_int32(duckdb_appender appender, std::int32_t number);
duckdb_state duckdb_append_int64(duckdb_appender appender, std::int64_t number);
duckdb_state duckdb_append_varchar_length(duckdb_appender appender, const char* text,
                                          std::uint64_t size);
duckdb_state duckdb_appender_end_row(duckdb_appender appender);
duckdb_state duckdb_appender_destroy(duckdb_appender* appender);
}
// NOLINTEND(readability-identifier-naming, modernize-use-using)
