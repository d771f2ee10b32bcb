/* libopendkim, the library of opendkim-testmsg, on the cases of dkim_peers.sh: FOLDER SECONDS. Keys come from FOLDER/records.tsv instead of DNS. */
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <opendkim/dkim.h>

enum { most_records = 4096, most_octets = 16 * 1024 };
static char* names[most_records];
static char* texts[most_records];
static int records;

static DKIM_CBSTAT key_of(DKIM* dkim, DKIM_SIGINFO* sig, unsigned char* buffer, size_t size) {
  char name[1024];
  (void)dkim;
  snprintf(name, sizeof name, "%s._domainkey.%s", (const char*)dkim_sig_getselector(sig), (const char*)dkim_sig_getdomain(sig));
  for (int i = 0; i < records; ++i) {
    if (strcmp(names[i], name) != 0) continue;
    snprintf((char*)buffer, size, "%s", texts[i]);
    return DKIM_CBSTAT_CONTINUE;
  }
  return DKIM_CBSTAT_NOTFOUND;
}

static char* bytes_of(const char* path, size_t* size) {
  FILE* in = fopen(path, "rb");
  if (in == NULL) exit(2);
  char* out = malloc(1 << 20);
  *size = fread(out, 1, 1 << 20, in);
  fclose(in);
  return out;
}

static const char* verdict(DKIM_LIB* library, char* mail, size_t size) {
  DKIM_STAT status;
  bool testing = false;
  DKIM* dkim = dkim_verify(library, (const unsigned char*)"bench", NULL, &status);
  if (dkim == NULL) exit(3);
  status = dkim_chunk(dkim, (unsigned char*)mail, size);
  if (status == DKIM_STAT_OK) status = dkim_chunk(dkim, NULL, 0);
  if (status == DKIM_STAT_OK) status = dkim_eom(dkim, &testing);
  const char* text = status == DKIM_STAT_OK ? "pass" : dkim_getresultstr(status);
  dkim_free(dkim);
  return text;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  char path[4096], line[most_octets];
  snprintf(path, sizeof path, "%s/records.tsv", argv[1]);
  FILE* in = fopen(path, "r");
  if (in == NULL) return 2;
  while (records < most_records && fgets(line, sizeof line, in) != NULL) {
    char* tab = strchr(line, '\t');
    if (tab == NULL) continue;
    line[strcspn(line, "\n")] = '\0';
    *tab = '\0';
    names[records] = strdup(line);
    texts[records++] = strdup(tab + 1);
  }
  fclose(in);
  snprintf(path, sizeof path, "%s/*.eml", argv[1]);
  glob_t files;
  if (glob(path, 0, NULL, &files) != 0) return 2;
  DKIM_LIB* library = dkim_init(NULL, NULL);
  if (library == NULL || dkim_set_key_lookup(library, key_of) != DKIM_STAT_OK) return 3;
  char** mails = calloc(files.gl_pathc, sizeof *mails);
  size_t* sizes = calloc(files.gl_pathc, sizeof *sizes);
  for (size_t i = 0; i < files.gl_pathc; ++i) {
    mails[i] = bytes_of(files.gl_pathv[i], &sizes[i]);
    char* name = strrchr(files.gl_pathv[i], '/') + 1;
    printf("result\t%.*s\t%s\n", (int)(strlen(name) - 4), name, verdict(library, mails[i], sizes[i]));
  }
  long count = 0;
  const double start = now(), seconds = atof(argv[2]);
  while (now() - start < seconds)
    for (size_t i = 0; i < files.gl_pathc; ++i, ++count) verdict(library, mails[i], sizes[i]);
  printf("rate\t%.0f\n", (double)count / (now() - start));
  return 0;
}
