#include <annals.h>
#include <stdio.h>
#include <string.h>

/* Prints what a call gave, up to the hash in it, and frees it. */
static void show(const char* what, annals_code code, char* text) {
  char* hash = text == NULL ? NULL : strstr(text, ",\"hash\"");
  if (hash != NULL) *hash = '\0';
  printf("%s: %d %s\n", what, (int)code, text == NULL ? "" : text);
  annals_free(text);
}

int main(int argc, char** argv) {
  const char* const path = argc > 1 ? argv[1] : "c.db";
  const char* const event =
      "{\"id\":\"e1\",\"type\":\"term_set\",\"relationship\":\"acme-borg\",\"term\":\"stake\","
      "\"key\":\"acme\",\"value\":27,\"effective\":\"2024-03\"}";
  annals_db* db = NULL;
  char* text = NULL;
  annals_code code = annals_open(path, ANNALS_READ, &db, NULL);
  printf("read: %d\n", (int)code);
  code = annals_open(path, ANNALS_CREATE, &db, &text);
  show("create", code, text);
  code = annals_append(db, event, &text);
  show("append", code, text);
  code = annals_ask(db, "{\"ask\":\"parties\"}", &text);
  show("parties", code, text);
  code = annals_ask(db, "{\"ask\":\"holds\",\"relationship\":\"acme-borg\",\"cell\":\"stake:acme\","
                        "\"value\":27,\"on\":\"2024-12-31\"}", &text);
  show("holds", code, text);
  annals_close(db);
  return 0;
}
