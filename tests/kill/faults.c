/* Loaded before the C library (LD_PRELOAD): lets the FAULT_AT-th call of FAULT_CALL in this process fail.

   FAULT_CALL   write, sync, rename or malloc
   FAULT_AT     which of them, from 1; 0: none
   FAULT_HOW    an errno, or "short" (half is written), or "again" (EINTR once)
   FAULT_COUNT  a file that gets the number of calls when the process ends
   FAULT_NAME   only in processes whose command line holds this word

   Writes to pipes and terminals do not count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls, at;
static int kind, is_on, failure; /* kind: 1 write, 2 sync, 3 rename, 4 malloc */
static enum { with_errno, with_half, with_again } how;
static const char *count_file;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_named(const char *word) {
    static char line[65536];
    int f = open("/proc/self/cmdline", O_RDONLY);
    ssize_t n = f < 0 ? 0 : read(f, line, sizeof line - 1);
    if (f >= 0) close(f);
    for (ssize_t i = 0; i < n; ++i)
        if (line[i] == 0) line[i] = ' ';
    line[n > 0 ? n : 0] = 0;
    return strstr(line, word) != NULL;
}

__attribute__((constructor)) static void begin(void) {
    const char *call = getenv("FAULT_CALL"), *way = getenv("FAULT_HOW"), *place = getenv("FAULT_AT");
    const char *name = getenv("FAULT_NAME");
    if (!call || (name && !is_named(name))) return;
    kind = !strcmp(call, "write") ? 1 : !strcmp(call, "sync") ? 2 : !strcmp(call, "rename") ? 3 : 4;
    at = place ? atol(place) : 0;
    how = way && !strcmp(way, "short") ? with_half : way && !strcmp(way, "again") ? with_again : with_errno;
    failure = how == with_again ? EINTR : way && how == with_errno ? atoi(way) : EIO;
    count_file = getenv("FAULT_COUNT");
    is_on = 1;
}

__attribute__((destructor)) static void end(void) {
    if (!is_on || !count_file) return;
    is_on = 0;
    FILE *f = fopen(count_file, "w");
    if (f) fprintf(f, "%ld\n", calls), fclose(f);
}

static int is_turn(int which) {
    return is_on && kind == which && __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) == at;
}
static int is_file(int f) {
    struct stat s;
    return is_on && fstat(f, &s) == 0 && S_ISREG(s.st_mode);
}

typedef ssize_t (*write_type)(int, const void *, size_t);
ssize_t write(int f, const void *data, size_t n) {
    static write_type real;
    if (!real) real = (write_type)next("write");
    if (is_file(f) && is_turn(1)) {
        if (how == with_half && n > 1) return real(f, data, n / 2);
        errno = failure;
        return -1;
    }
    return real(f, data, n);
}
typedef ssize_t (*pwrite_type)(int, const void *, size_t, off64_t);
static ssize_t write_at(const char *name, pwrite_type *real, int f, const void *data, size_t n, off64_t where) {
    if (!*real) *real = (pwrite_type)next(name);
    if (is_file(f) && is_turn(1)) {
        if (how == with_half && n > 1) return (*real)(f, data, n / 2, where);
        errno = failure;
        return -1;
    }
    return (*real)(f, data, n, where);
}
ssize_t pwrite64(int f, const void *data, size_t n, off64_t where) {
    static pwrite_type real;
    return write_at("pwrite64", &real, f, data, n, where);
}
ssize_t pwrite(int f, const void *data, size_t n, off_t where) {
    static pwrite_type real;
    return write_at("pwrite", &real, f, data, n, where);
}
typedef int (*sync_type)(int);
static int sync_by(const char *name, sync_type *real, int f) {
    if (!*real) *real = (sync_type)next(name);
    if (is_turn(2)) return errno = failure, -1;
    return (*real)(f);
}
int fsync(int f) {
    static sync_type real;
    return sync_by("fsync", &real, f);
}
int fdatasync(int f) {
    static sync_type real;
    return sync_by("fdatasync", &real, f);
}
int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = (int (*)(const char *, const char *))next("rename");
    if (is_turn(3)) return errno = failure, -1;
    return real(from, to);
}
extern void *__libc_malloc(size_t);
void *malloc(size_t n) {
    if (is_turn(4)) return errno = ENOMEM, NULL;
    return __libc_malloc(n);
}
