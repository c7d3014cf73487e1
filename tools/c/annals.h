/** @file
 * annals for C, and for whatever calls C: open a database, append events and ask questions, all in
 * JSON.
 *
 *     annals_db* db = NULL;
 *     char* text = NULL;
 *     if (annals_open("annals.db", ANNALS_READ, &db, &text) == ANNALS_OK &&
 *         annals_ask(db,
 * "{\"ask\":\"state\",\"relationship\":\"acme-borg\",\"on\":\"2025-03-01\"}", &text) == ANNALS_OK)
 * { puts(text);
 *     }
 *     annals_free(text);
 *     annals_close(db);
 *
 * All text is UTF-8 that ends with a zero byte. Where a function has a parameter `text`, it is set
 * in any case: to the result, to a message for a person if the function failed, or to NULL if there
 * is neither. Whoever called frees it with annals_free().
 *
 * Threads: any number may use one annals_db at the same time, but none while or after it is closed.
 * Questions wait for nobody; threads that append one event each share the disk's syncs.
 *
 * Versions: while the major version is 0, what is compiled against one minor version needs a
 * library of the same; the library's soname says so.
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/** What the library shows. */
#define ANNALS_API __attribute__((visibility("default")))

/** What became of a call. New codes may be added at the end. */
typedef enum annals_code {
  ANNALS_OK = 0,
  ANNALS_INVALID_INPUT = 1, /**< what was sent is refused; nothing has changed */
  ANNALS_NOT_FOUND = 2,     /**< the thing asked for is not there */
  ANNALS_MISSING = 3,       /**< there is no database at the path */
  ANNALS_BUSY = 4,          /**< another process holds the database */
  ANNALS_CORRUPT = 5,       /**< stored data is damaged */
  ANNALS_UNSUPPORTED = 6,   /**< the format is newer than this library, or it is no database */
  ANNALS_IO = 7,            /**< the disk or the operating system failed */
  ANNALS_NO_MEMORY = 8      /**< there is no text then */
} annals_code;

/** What a database is opened for. */
typedef enum annals_access {
  ANNALS_READ =
      0, /**< to ask about the database as it is now; another process may write meanwhile */
  ANNALS_WRITE = 1, /**< to append as well; one process at a time */
  ANNALS_CREATE = 2 /**< the same, and where there is no database one is made */
} annals_access;

/** An open database. */
typedef struct annals_db annals_db;

/** The version of the library, `0.1.0`. It is not to be freed. */
ANNALS_API const char* annals_version(void);

/**
 * Opens a database. If it fails, `*db` is NULL; if not, it is to be closed.
 *
 * Opened to read, a database is as it was then: to see what was appended since, open it again.
 */
ANNALS_API annals_code annals_open(const char* path, annals_access access, annals_db** db,
                                   char** text);

/**
 * Appends events, all or none, and returns when they are on the disk.
 *
 * `events` are JSON Lines as `annals ingest` reads them: an event on a line, or one alone. The
 * result is `{"events":[{"sequence":1,"id":"…","duplicate":false}],"basis":{…}}`; an event that was
 * there already is a duplicate, and is not appended again. Where one of several lines is refused,
 * the message names the line and the field. `text` may be NULL.
 */
ANNALS_API annals_code annals_append(annals_db* db, const char* events, char** text);

/**
 * Answers a question with the document that the command of the same name prints with
 * `--format json`, on one line. That nothing was found is no error.
 *
 * `question` is such as
 * `{"ask":"state","relationship":"acme-borg","on":"2025-03-01","known":"2025-02-01"}`.
 * `ask` is `state`, `holds`, `timeline`, `history`, `diff`, `why`, `find`, `party`, `changes`,
 * `conflicts`, `relationships`, `parties` or `sql`; README.md, "Embed it", lists the members of
 * each. `text` may be NULL.
 */
ANNALS_API annals_code annals_ask(annals_db* db, const char* question, char** text);

/** Frees a text; NULL is nothing to free. */
ANNALS_API void annals_free(char* text);

/** Closes a database; NULL is nothing to close. */
ANNALS_API void annals_close(annals_db* db);

#ifdef __cplusplus
}
#endif
