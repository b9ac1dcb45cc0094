/* Loaded before the C library (LD_PRELOAD): lets the FAULT_AT-th call of FAULT_CALL in this process fail.

   FAULT_CALL   write, sync, rename, malloc, or close: fclose and fflush, which lose what was held back
   FAULT_AT     which of them, from 1; 0: none
   FAULT_HOW    an errno, or "short" (half is written), or "again" (EINTR once)
   FAULT_COUNT  a file to which the process adds a line at its end: how often it made each of these calls, its command
   FAULT_ONCE   a file that is made when the call fails: while it is there, no other one does
   FAULT_NAME   only in processes whose command line holds this word

   Writes to pipes and terminals do not count. Of what the C library writes on its own (fprintf, fwrite)
   only the end is reached. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls[6], at; /* by kind */
static char command[65536];
static int kind, is_on, failure; /* kind: 1 write, 2 sync, 3 rename, 4 malloc, 5 close */
static enum { with_errno, with_half, with_again } how;
static const char *count_file, *once_file;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_named(const char *word) {
    int f = open("/proc/self/cmdline", O_RDONLY);
    ssize_t n = f < 0 ? 0 : read(f, command, sizeof command - 1);
    if (f >= 0) close(f);
    for (ssize_t i = 0; i < n; ++i)
        if (command[i] == 0) command[i] = ' ';
    return strstr(command, word) != NULL;
}

__attribute__((constructor)) static void begin(void) {
    const char *call = getenv("FAULT_CALL"), *way = getenv("FAULT_HOW"), *place = getenv("FAULT_AT");
    const char *name = getenv("FAULT_NAME");
    if (!call || !is_named(name ? name : "")) return;
    kind = !strcmp(call, "write") ? 1 : !strcmp(call, "sync") ? 2 : !strcmp(call, "rename") ? 3 : !strcmp(call, "malloc") ? 4 : 5;
    at = place ? atol(place) : 0;
    how = way && !strcmp(way, "short") ? with_half : way && !strcmp(way, "again") ? with_again : with_errno;
    failure = how == with_again ? EINTR : way && how == with_errno ? atoi(way) : EIO;
    count_file = getenv("FAULT_COUNT"), once_file = getenv("FAULT_ONCE");
    is_on = 1;
}

__attribute__((destructor)) static void end(void) {
    if (!is_on || !count_file) return;
    is_on = 0;
    FILE *f = fopen(count_file, "a");
    if (!f) return;
    fprintf(f, "%ld %ld %ld %ld %ld %s\n", calls[1], calls[2], calls[3], calls[5], calls[4], command);
    fclose(f);
}

static int is_turn(int which) {
    if (!is_on || __atomic_add_fetch(&calls[which], 1, __ATOMIC_SEQ_CST) != at || kind != which) return 0;
    int f = once_file ? open(once_file, O_WRONLY | O_CREAT | O_EXCL, 0600) : -1;
    if (once_file && f < 0) return 0;
    if (f >= 0) close(f);
    return 1;
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
ssize_t writev(int f, const struct iovec *parts, int n) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = (ssize_t (*)(int, const struct iovec *, int))next("writev");
    if (is_file(f) && is_turn(1)) {
        if (how == with_half && n > 1) return real(f, parts, n - 1);
        errno = how == with_half ? ENOSPC : failure;
        return -1;
    }
    return real(f, parts, n);
}
ssize_t sendfile(int to, int from, off_t *where, size_t n) {
    static ssize_t (*real)(int, int, off_t *, size_t);
    if (!real) real = (ssize_t (*)(int, int, off_t *, size_t))next("sendfile");
    if (is_file(to) && is_turn(1)) {
        if (how == with_half && n > 1) return real(to, from, where, n / 2);
        errno = failure;
        return -1;
    }
    return real(to, from, where, n);
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
static int loses(FILE *f) {
    if (!is_on || !f || __fpending(f) == 0 || !is_file(fileno(f)) || !is_turn(5)) return 0;
    __fpurge(f);
    return 1;
}
int fclose(FILE *f) {
    static int (*real)(FILE *);
    if (!real) real = (int (*)(FILE *))next("fclose");
    int lost = loses(f), code = real(f);
    return lost ? (errno = failure, EOF) : code;
}
int fflush(FILE *f) {
    static int (*real)(FILE *);
    if (!real) real = (int (*)(FILE *))next("fflush");
    return loses(f) ? (errno = failure, EOF) : real(f);
}
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
void *malloc(size_t n) {
    if (is_turn(4)) return errno = ENOMEM, NULL;
    return __libc_malloc(n);
}
void *calloc(size_t n, size_t size) {
    if (is_turn(4)) return errno = ENOMEM, NULL;
    return __libc_calloc(n, size);
}
void *realloc(void *old, size_t n) {
    if (is_turn(4)) return errno = ENOMEM, NULL;
    return __libc_realloc(old, n);
}
void *aligned_alloc(size_t step, size_t n) {
    if (is_turn(4)) return errno = ENOMEM, NULL;
    return __libc_memalign(step, n);
}
int posix_memalign(void **to, size_t step, size_t n) {
    if (is_turn(4)) return ENOMEM;
    return (*to = __libc_memalign(step, n)) ? 0 : ENOMEM;
}
