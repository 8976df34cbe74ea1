// The floor: the least that probing can cost with libcurl. It asks the given URLs in turn, at an
// even pace, checks the certificate and the status, and counts the body without looking at it. What
// cogwatch spends on top of this is its own.
//
// floor --mode fresh|resume|reuse --rate N [--ca FILE] [--connect-to RULE] GET|POST URL …
//
// It runs until SIGTERM and then prints one line of JSON; exit code 1 where a probe failed.
#include <curl/curl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum mode { FRESH, RESUME, REUSE };

enum { MOST_IN_FLIGHT = 512, MOST_LATENCIES = 1 << 20 };

struct target {
    bool is_post;
    const char *url;
    // libcurl keeps sessions of eight hosts in a share; a share for each host keeps them all.
    CURLSH *sessions;
};

struct plan {
    enum mode mode;
    double rate;
    const char *ca_file;
    struct curl_slist *connect_to;
    struct curl_slist *headers;
    struct target *targets;
    size_t target_count;
};

struct tally {
    long succeeded;
    long failed;
    long skipped;
    curl_off_t body_bytes;
    size_t latency_count;
    curl_off_t *latencies;
};

static volatile sig_atomic_t is_asked_to_stop;

static void stop(int signal) {
    (void)signal;
    is_asked_to_stop = 1;
}

static void die(const char *why, const char *what) {
    fprintf(stderr, "floor: %s%s%s\n", why, *what ? ": " : "", what);
    exit(2);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t count(char *bytes, size_t size, size_t number, void *total) {
    (void)bytes;
    *(curl_off_t *)total += (curl_off_t)(size * number);
    return size * number;
}

// Once for each handle: a handle keeps what it was told for all its transfers.
static CURL *new_handle(const struct plan *plan, struct tally *tally) {
    CURL *easy = curl_easy_init();
    if (!easy) die("no memory for a handle", "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, plan->headers);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, plan->connect_to);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &tally->body_bytes);
    if (plan->ca_file) curl_easy_setopt(easy, CURLOPT_CAINFO, plan->ca_file);
    // With a directory libcurl would parse the bundle anew for every connection.
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, plan->mode == REUSE ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, plan->mode == REUSE ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, plan->mode == FRESH ? 0L : 1L);
    return easy;
}

static void start(CURLM *multi, CURL *easy, const struct plan *plan, const struct target *target) {
    curl_easy_setopt(easy, CURLOPT_URL, target->url);
    if (target->is_post) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    if (plan->mode == RESUME) curl_easy_setopt(easy, CURLOPT_SHARE, target->sessions);
    if (curl_multi_add_handle(multi, easy) != CURLM_OK) die("a transfer cannot start", "");
}

static void end(CURLM *multi, CURL *easy, CURLcode code, struct tally *tally) {
    long status = 0;
    curl_off_t total = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &total);
    curl_multi_remove_handle(multi, easy);
    if (code != CURLE_OK || status != 200) {
        if (tally->failed++ == 0)
            fprintf(stderr, "floor: status %ld, %s\n", status, curl_easy_strerror(code));
        return;
    }
    tally->succeeded++;
    if (tally->latency_count < MOST_LATENCIES) tally->latencies[tally->latency_count++] = total;
}

static void run(const struct plan *plan, struct tally *tally) {
    CURL *idle[MOST_IN_FLIGHT];
    size_t idle_count = 0, made = 0, next = 0;
    CURLM *multi = curl_multi_init();
    if (!multi) die("no memory for a multi handle", "");
    // By default libcurl keeps four connections for each transfer under way, and closes the others.
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)(4 * MOST_IN_FLIGHT));
    double due = now();
    while (!is_asked_to_stop) {
        for (; due <= now(); due += 1 / plan->rate) {
            if (idle_count == 0 && made == MOST_IN_FLIGHT) {
                tally->skipped++;
                continue;
            }
            CURL *easy = idle_count ? idle[--idle_count] : (made++, new_handle(plan, tally));
            start(multi, easy, plan, &plan->targets[next++ % plan->target_count]);
        }
        int left = 0;
        curl_multi_perform(multi, &left);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            CURL *easy = message->easy_handle;
            end(multi, easy, message->data.result, tally);
            idle[idle_count++] = easy;
        }
        double pause = (due - now()) * 1000;
        curl_multi_poll(multi, NULL, 0, pause < 0 ? 0 : (int)pause + 1, NULL);
    }
    // The process ends here; what is still under way ends with it.
}

static int by_size(const void *left, const void *right) {
    curl_off_t a = *(const curl_off_t *)left, b = *(const curl_off_t *)right;
    return (a > b) - (a < b);
}

static void report(struct tally *tally) {
    qsort(tally->latencies, tally->latency_count, sizeof *tally->latencies, by_size);
    curl_off_t median = tally->latency_count ? tally->latencies[tally->latency_count / 2] : 0;
    printf("{\"succeeded\": %ld, \"failed\": %ld, \"skipped\": %ld, \"latency_p50_ms\": %.3f, "
           "\"body_bytes\": %" CURL_FORMAT_CURL_OFF_T "}\n",
           tally->succeeded, tally->failed, tally->skipped, (double)median / 1000,
           tally->body_bytes);
}

static enum mode mode_named(const char *name) {
    if (strcmp(name, "fresh") == 0) return FRESH;
    if (strcmp(name, "resume") == 0) return RESUME;
    if (strcmp(name, "reuse") == 0) return REUSE;
    die("--mode is fresh, resume or reuse, not", name);
    return FRESH;
}

static void read_targets(struct plan *plan, int words, char **word) {
    if (words < 2 || words % 2) die("needs GET or POST and a URL, once or more", "");
    plan->target_count = (size_t)words / 2;
    plan->targets = calloc(plan->target_count, sizeof *plan->targets);
    if (!plan->targets) die("no memory for the targets", "");
    for (size_t i = 0; i < plan->target_count; i++) {
        struct target *target = &plan->targets[i];
        target->is_post = strcmp(word[2 * i], "POST") == 0;
        target->url = word[2 * i + 1];
        target->sessions = curl_share_init();
        if (!target->sessions) die("no memory for a share", "");
        curl_share_setopt(target->sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    }
}

static void read_options(struct plan *plan, int count, char **words) {
    static const struct option options[] = {
        {"mode", required_argument, NULL, 'm'}, {"rate", required_argument, NULL, 'r'},
        {"ca", required_argument, NULL, 'a'},   {"connect-to", required_argument, NULL, 't'},
        {NULL, 0, NULL, 0},
    };
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) {
        switch (option) {
        case 'm': plan->mode = mode_named(optarg); break;
        case 'r': plan->rate = atof(optarg); break;
        case 'a': plan->ca_file = optarg; break;
        case 't': plan->connect_to = curl_slist_append(plan->connect_to, optarg); break;
        default: exit(2);
        }
    }
    if (plan->rate <= 0) die("--rate is a number of probes each second", "");
    read_targets(plan, count - optind, words + optind);
}

int main(int count, char **words) {
    struct plan plan = {.mode = FRESH};
    struct tally tally = {.latencies = calloc(MOST_LATENCIES, sizeof(curl_off_t))};
    if (!tally.latencies || curl_global_init(CURL_GLOBAL_DEFAULT)) die("libcurl cannot start", "");
    read_options(&plan, count, words);
    plan.headers = curl_slist_append(NULL, "Ocp-Apim-Subscription-Key: floor");
    // Else libcurl names the type of a web form.
    plan.headers = curl_slist_append(plan.headers, "Content-Type:");
    signal(SIGTERM, stop);
    signal(SIGPIPE, SIG_IGN);
    run(&plan, &tally);
    report(&tally);
    return tally.failed > 0;
}
