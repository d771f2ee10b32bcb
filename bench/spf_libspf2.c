/* Driver of spf_peers.sh: libspf2, the library of spfquery, with its own zone in memory.   spf_libspf2 CASES SECONDS
   Its functions are declared here as spf.h and spf_dns_zone.h do (1.2.10), so that the library alone is enough. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct server server;
typedef struct dns dns;
typedef struct request request;
typedef struct response response;
dns *SPF_dns_zone_new(dns *below, const char *name, int debug);
int SPF_dns_zone_add_str(dns *zone, const char *domain, int type, int status, const char *data);
server *SPF_server_new_dns(dns *zone, int debug);
void SPF_server_free(server *);
int SPF_server_set_rec_dom(server *, const char *);
request *SPF_request_new(server *);
void SPF_request_free(request *);
int SPF_request_set_ipv4_str(request *, const char *);
int SPF_request_set_ipv6_str(request *, const char *);
int SPF_request_set_helo_dom(request *, const char *);
int SPF_request_set_env_from(request *, const char *);
int SPF_request_query_mailfrom(request *, response **);
int SPF_response_result(response *);
void SPF_response_free(response *);
const char *SPF_strresult(int);

enum { no_error = 0, host_not_found = 1, try_again = 2 };   /* netdb.h */
enum { type_any = 255 };
enum { invalid = 0, dns_error = 26 };                      /* SPF_RESULT_INVALID, SPF_E_DNS_ERROR of spf_response.h */
static const struct { const char *name; int type; } types[] = {{"A", 1}, {"PTR", 12}, {"MX", 15}, {"TXT", 16}, {"AAAA", 28}};

static server *host;
static dns *zone;
static char group[256];
static struct { char ip[64], helo[512], from[512]; } timed[16];
static int timed_count;

static void decode(char *text) {
  char *out = text;
  if (strcmp(text, "%") == 0) *text = '\0';
  for (char *in = text; *in; ++in) {
    unsigned value;
    if (*in == '%' && sscanf(in + 1, "%2x", &value) == 1) { *out++ = (char)value; in += 2; } else *out++ = *in;
  }
  *out = '\0';
}

static const char *check(const char *ip, const char *helo, const char *from) {
  request *ask = SPF_request_new(host);
  response *answer = NULL;
  const char *result = "none";
  if (strchr(ip, ':')) SPF_request_set_ipv6_str(ask, ip); else SPF_request_set_ipv4_str(ask, ip);
  SPF_request_set_helo_dom(ask, helo);
  if (*from) SPF_request_set_env_from(ask, from);
  int error = SPF_request_query_mailfrom(ask, &answer);
  if (answer) {
    int code = SPF_response_result(answer);
    /* What it cannot read it gives no result for, only an error code. */
    result = code != invalid ? SPF_strresult(code) : error == dns_error ? "temperror" : "permerror";
    SPF_response_free(answer);
  }
  SPF_request_free(ask);
  return result;
}

static double cpu(void) { return (double)clock() / CLOCKS_PER_SEC; }

static void finish(double seconds) {
  if (timed_count) {
    double start = cpu(), done = 0;
    do {
      for (int i = 0; i < timed_count; ++i) check(timed[i].ip, timed[i].helo, timed[i].from);
      done += timed_count;
    } while (cpu() - start < seconds);
    printf("rate\t%s\t%.0f\n", group, done / (cpu() - start));
  }
  timed_count = 0;
  if (host) SPF_server_free(host);
}

static void add(char **field, int count) {
  char data[8192] = "";
  if (strcmp(field[1], "MX") == 0) snprintf(data, sizeof data, "%s", field[3]);
  else for (int i = 2; i < count; ++i) strncat(data, field[i], sizeof data - strlen(data) - 1);
  size_t end = strlen(data);
  if (end && data[end - 1] == '.' && strcmp(field[1], "TXT") != 0) data[end - 1] = '\0';
  for (size_t i = 0; i < sizeof types / sizeof *types; ++i)
    if (strcmp(types[i].name, field[1]) == 0) SPF_dns_zone_add_str(zone, field[0], types[i].type, no_error, data);
}

int main(int count, char **arguments) {
  static char row[65536];
  FILE *in = count == 3 ? fopen(arguments[1], "r") : NULL;
  if (!in) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (fgets(row, sizeof row, in)) {
    char *field[64], *kind = strtok(row, "\t\n");
    int fields = 0;
    for (char *each; fields < 64 && (each = strtok(NULL, "\t\n"));) { decode(each); field[fields++] = each; }
    if (*kind == 'Z') {
      finish(atof(arguments[2]));
      snprintf(group, sizeof group, "%s", field[0]);
      zone = SPF_dns_zone_new(NULL, "cases", 0);
      host = SPF_server_new_dns(zone, 0);
      SPF_server_set_rec_dom(host, "mx.receiver.example");
    } else if (*kind == 'R') add(field, fields);
    else if (*kind == 'T') SPF_dns_zone_add_str(zone, field[0], type_any, try_again, NULL);
    else if (fields >= 4) {
      printf("result\t%s\t%s\n", field[0], check(field[1], field[2], field[3]));
      if (strncmp(field[0], "rfc7208/", 8) != 0 && timed_count < 16) {
        snprintf(timed[timed_count].ip, sizeof timed->ip, "%s", field[1]);
        snprintf(timed[timed_count].helo, sizeof timed->helo, "%s", field[2]);
        snprintf(timed[timed_count++].from, sizeof timed->from, "%s", field[3]);
      }
    }
  }
  finish(atof(arguments[2]));
  return 0;
}
