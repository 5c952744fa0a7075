/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fails as it is told, for a process that is started with this library in LD_PRELOAD. Only files below one
   folder are concerned. All by environment:

   FAULTY_UNDER=/folder    which files
   FAULTY_OPS=write,sync   which calls are counted: write, sync, truncate, open, rename, link, unlink (default: the first two)
   FAULTY_AT=n             the n-th of them fails (from 1) ...
   FAULTY_TIMES=k          ... and the k-1 after it (default 1; 0: all)
   FAULTY_WITH=ENOSPC      how: ENOSPC, EIO, EROFS, EACCES, or KILL: the process is gone before the call
   FAULTY_REPORT=file      the count of those calls is written there at the end

   FAULTY_SHADOW=/folder2  keeps there what would be left after a power cut: what was fsynced, and names only once
                           their folder was. Begin it as a copy of the first folder.
   FAULTY_LEAK=percent     so many of the writes reach it at once, in any order and perhaps half, as a kernel may do

   FAULTY_CLOCK=file       the wall clock is off by the milliseconds that stand in it (a 64-bit integer)          */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { MostFiles = 2048, MostDescriptors = 65536, MostNames = 1024 };

struct Op {
    struct Op *next;
    off_t at;
    size_t size; /* with data: a write; without: the file's new length is `at` */
    char *data;
};
struct File {
    dev_t device;
    ino_t inode;
    char path[PATH_MAX]; /* below the folder, with its slash */
    int isFresh; /* made by this process and never synced: its shadow is another, older file's */
    struct Op *first, **last;
};
struct NameOp {
    char from[PATH_MAX];
    char to[PATH_MAX]; /* empty: from is gone */
    int isLink;
};

static char under[PATH_MAX];
static size_t underSize;
static char shadow[PATH_MAX];
static const char *report;
static int countsWrite = 1, countsSync = 1, countsTruncate, countsOpen, countsRename, countsLink, countsUnlink;
static long faultAt, faultTimes = 1;
static int faultError; /* 0: kill */
static int hasFault;
static unsigned leak;
static atomic_long counted;
static volatile int64_t *clockOffset;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct File files[MostFiles];
static int fileCount;
static short fileOf[MostDescriptors]; /* 0: none, -1: a folder of ours, else index + 1 */
static struct NameOp names[MostNames];
static int nameCount;

__attribute__((constructor)) static void begin(void)
{
    const char *value = getenv("FAULTY_UNDER");
    if (value && realpath(value, under))
        underSize = strlen(under);
    value = getenv("FAULTY_SHADOW");
    if (value)
        snprintf(shadow, sizeof shadow, "%s", value);
    value = getenv("FAULTY_OPS");
    if (value) {
        countsWrite = strstr(value, "write") != NULL;
        countsSync = strstr(value, "sync") != NULL;
        countsTruncate = strstr(value, "truncate") != NULL;
        countsOpen = strstr(value, "open") != NULL;
        countsRename = strstr(value, "rename") != NULL;
        countsUnlink = strstr(value, "unlink") != NULL;
        const char *link = strstr(value, "link");
        countsLink = link && (link == value || link[-1] == ',');
    }
    value = getenv("FAULTY_AT");
    hasFault = value != NULL;
    faultAt = value ? atol(value) : 0;
    value = getenv("FAULTY_TIMES");
    faultTimes = value ? atol(value) : 1;
    value = getenv("FAULTY_WITH");
    if (value)
        faultError = !strcmp(value, "ENOSPC") ? ENOSPC
            : !strcmp(value, "EIO")           ? EIO
            : !strcmp(value, "EROFS")         ? EROFS
            : !strcmp(value, "EACCES")        ? EACCES
                                              : 0;
    value = getenv("FAULTY_LEAK");
    leak = value ? (unsigned)atoi(value) : 0;
    report = getenv("FAULTY_REPORT");
    value = getenv("FAULTY_CLOCK");
    if (value) {
        const int descriptor = (int)syscall(SYS_openat, AT_FDCWD, value, O_RDONLY | O_CLOEXEC, 0);
        if (descriptor >= 0) {
            void *map = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
            if (map != MAP_FAILED)
                clockOffset = map;
            syscall(SYS_close, descriptor);
        }
    }
}

__attribute__((destructor)) static void end(void)
{
    if (!report)
        return;
    char text[32];
    const int size = snprintf(text, sizeof text, "%ld\n", atomic_load(&counted));
    const int descriptor = (int)syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0)
        return;
    if (syscall(SYS_write, descriptor, text, (size_t)size) != size)
        abort();
    syscall(SYS_close, descriptor);
}

static int isOurs(const char *path)
{
    return underSize && !strncmp(path, under, underSize) && (path[underSize] == '/' || path[underSize] == '\0');
}

/* Counts one call; true when it is to fail, with errno set. */
static int fails(void)
{
    const long number = atomic_fetch_add(&counted, 1) + 1;
    if (!hasFault || number < faultAt || (faultTimes > 0 && number >= faultAt + faultTimes))
        return 0;
    if (!faultError) {
        syscall(SYS_kill, getpid(), SIGKILL);
        for (;;)
            pause();
    }
    errno = faultError;
    return 1;
}

/* ---- what is left after a power cut ---- */

static void shadowName(char *into, const char *path)
{
    if (snprintf(into, PATH_MAX, "%s%s", shadow, path) >= PATH_MAX)
        abort();
}

static int shadowOpen(const char *path, int flags)
{
    char name[PATH_MAX];
    shadowName(name, path);
    return (int)syscall(SYS_openat, AT_FDCWD, name, flags | O_CLOEXEC, 0600);
}

static void apply(int descriptor, const struct Op *op, size_t size)
{
    if (!op->data) {
        if (syscall(SYS_ftruncate, descriptor, op->at) != 0)
            abort();
        return;
    }
    if (syscall(SYS_pwrite64, descriptor, op->data, size, op->at) != (long)size)
        abort();
}

static void keep(struct File *file, off_t at, const void *data, size_t size)
{
    struct Op *op = calloc(1, sizeof *op);
    op->at = at;
    op->size = size;
    if (data) {
        op->data = malloc(size ? size : 1);
        memcpy(op->data, data, size);
    }
    *file->last = op;
    file->last = &op->next;
    if (!leak || file->isFresh || (unsigned)(rand() % 100) >= leak)
        return;
    const int descriptor = shadowOpen(file->path, O_RDWR);
    if (descriptor < 0)
        return;
    const size_t half = rand() % 4 == 0 ? size / 2 / 512 * 512 : size;
    apply(descriptor, op, half);
    syscall(SYS_close, descriptor);
}

static void synced(struct File *file)
{
    const int descriptor = shadowOpen(file->path, O_RDWR | O_CREAT | (file->isFresh ? O_TRUNC : 0));
    if (descriptor < 0)
        abort();
    file->isFresh = 0;
    for (struct Op *op = file->first; op;) {
        struct Op *next = op->next;
        apply(descriptor, op, op->size);
        free(op->data);
        free(op);
        op = next;
    }
    file->first = NULL;
    file->last = &file->first;
    syscall(SYS_close, descriptor);
}

static void noteName(const char *from, const char *to, int isLink)
{
    if (nameCount == MostNames)
        abort();
    struct NameOp *op = &names[nameCount++];
    snprintf(op->from, sizeof op->from, "%s", from);
    snprintf(op->to, sizeof op->to, "%s", to ? to : "");
    op->isLink = isLink;
}

static void folderSynced(void)
{
    for (int i = 0; i < nameCount; ++i) {
        char from[PATH_MAX], to[PATH_MAX];
        shadowName(from, names[i].from);
        shadowName(to, names[i].to);
        if (!names[i].to[0])
            syscall(SYS_unlinkat, AT_FDCWD, from, 0);
        else if (names[i].isLink)
            syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
        else if (syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to) == 0)
            for (int k = 0; k < fileCount; ++k)
                if (!strcmp(files[k].path, names[i].from))
                    snprintf(files[k].path, sizeof files[k].path, "%s", names[i].to);
    }
    nameCount = 0;
}

static void opened(int descriptor, const char *path, int isFresh, int isEmptied)
{
    struct stat info;
    char whole[PATH_MAX];
    if (descriptor < 0 || descriptor >= MostDescriptors || fstat(descriptor, &info) != 0 || !realpath(path, whole)
        || !isOurs(whole))
        return;
    pthread_mutex_lock(&mutex);
    if (S_ISDIR(info.st_mode)) {
        fileOf[descriptor] = -1;
    } else if (S_ISREG(info.st_mode)) {
        int at = fileCount - 1; /* the newest first: the number of a file that is gone may be used again */
        while (at >= 0 && (files[at].inode != info.st_ino || files[at].device != info.st_dev || isFresh))
            --at;
        if (at < 0) {
            if (fileCount == MostFiles)
                abort();
            at = fileCount;
            struct File *file = &files[fileCount++];
            memset(file, 0, sizeof *file);
            file->inode = info.st_ino;
            file->device = info.st_dev;
            file->last = &file->first;
            file->isFresh = isFresh;
            snprintf(file->path, sizeof file->path, "%s", whole + underSize);
        }
        fileOf[descriptor] = (short)(at + 1);
        if (shadow[0] && isEmptied && !isFresh)
            keep(&files[at], 0, NULL, 0);
    }
    pthread_mutex_unlock(&mutex);
}

static struct File *fileAt(int descriptor)
{
    return descriptor >= 0 && descriptor < MostDescriptors && fileOf[descriptor] > 0 ? &files[fileOf[descriptor] - 1]
                                                                                     : NULL;
}

/* ---- the calls ---- */

static int openAny(int folder, const char *path, int flags, mode_t mode)
{
    char whole[PATH_MAX];
    const int ours = underSize && folder == AT_FDCWD && (isOurs(path) || (realpath(path, whole) && isOurs(whole)));
    if (ours && countsOpen && (flags & O_ACCMODE) != O_RDONLY && fails())
        return -1;
    const int isNew = ours && (flags & O_CREAT) && access(path, F_OK) != 0;
    const int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    const int error = errno;
    if (ours)
        opened(descriptor, path, isNew, (flags & O_TRUNC) != 0);
    errno = error;
    return descriptor;
}

#define MODE_OF(flags)                                                                                                 \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode = va_arg(list, mode_t);                                                                                   \
        va_end(list);                                                                                                  \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return openAny(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return openAny(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return openAny(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return openAny(folder, path, flags, mode);
}

int close(int descriptor)
{
    if (descriptor >= 0 && descriptor < MostDescriptors)
        fileOf[descriptor] = 0;
    return (int)syscall(SYS_close, descriptor);
}

static ssize_t wrote(int descriptor, const void *data, ssize_t size, off_t at)
{
    if (size > 0 && shadow[0]) {
        pthread_mutex_lock(&mutex);
        keep(fileAt(descriptor), at, data, (size_t)size);
        pthread_mutex_unlock(&mutex);
    }
    return size;
}

ssize_t write(int descriptor, const void *data, size_t size)
{
    if (!fileAt(descriptor))
        return (ssize_t)syscall(SYS_write, descriptor, data, size);
    if (countsWrite && fails())
        return -1;
    const off_t at = lseek(descriptor, 0, SEEK_CUR);
    return wrote(descriptor, data, (ssize_t)syscall(SYS_write, descriptor, data, size), at);
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off_t at)
{
    if (fileAt(descriptor) && countsWrite && fails())
        return -1;
    const ssize_t written = (ssize_t)syscall(SYS_pwrite64, descriptor, data, size, at);
    return fileAt(descriptor) ? wrote(descriptor, data, written, at) : written;
}
ssize_t pwrite(int descriptor, const void *data, size_t size, off_t at)
{
    return pwrite64(descriptor, data, size, at);
}

int ftruncate64(int descriptor, off_t size)
{
    struct File *const file = fileAt(descriptor);
    if (file && countsTruncate && fails())
        return -1;
    const int done = (int)syscall(SYS_ftruncate, descriptor, size);
    if (file && done == 0 && shadow[0]) {
        pthread_mutex_lock(&mutex);
        keep(file, size, NULL, 0);
        pthread_mutex_unlock(&mutex);
    }
    return done;
}
int ftruncate(int descriptor, off_t size)
{
    return ftruncate64(descriptor, size);
}

static int sync1(int descriptor, long call)
{
    struct File *const file = fileAt(descriptor);
    const int isFolder = descriptor >= 0 && descriptor < MostDescriptors && fileOf[descriptor] == -1;
    if ((file || isFolder) && countsSync && fails())
        return -1;
    if (!file && !isFolder)
        return (int)syscall(call, descriptor);
    if (!shadow[0])
        return (int)syscall(call, descriptor);
    pthread_mutex_lock(&mutex);
    if (file)
        synced(file);
    else
        folderSynced();
    pthread_mutex_unlock(&mutex);
    return 0;
}
int fsync(int descriptor)
{
    return sync1(descriptor, SYS_fsync);
}
int fdatasync(int descriptor)
{
    return sync1(descriptor, SYS_fdatasync);
}

static int named(const char *from, const char *to, int isLink)
{
    const int ours = isOurs(from) && (!to || isOurs(to));
    if (ours && (to ? isLink ? countsLink : countsRename : countsUnlink) && fails())
        return -1;
    const int done = (int)(!to  ? syscall(SYS_unlinkat, AT_FDCWD, from, 0)
                           : isLink ? syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
                                    : syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
    if (ours && done == 0 && shadow[0]) {
        pthread_mutex_lock(&mutex);
        noteName(from + underSize, to ? to + underSize : NULL, isLink);
        pthread_mutex_unlock(&mutex);
    }
    return done;
}
int rename(const char *from, const char *to)
{
    return named(from, to, 0);
}
int link(const char *from, const char *to)
{
    return named(from, to, 1);
}
int unlink(const char *path)
{
    return named(path, NULL, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    const int done = (int)syscall(SYS_clock_gettime, clock, time);
    if (done != 0 || clock != CLOCK_REALTIME || !clockOffset)
        return done;
    const int64_t ms = *clockOffset;
    time->tv_sec += ms / 1000;
    time->tv_nsec += (ms % 1000) * 1000000;
    if (time->tv_nsec < 0) {
        time->tv_nsec += 1000000000;
        --time->tv_sec;
    } else if (time->tv_nsec >= 1000000000) {
        time->tv_nsec -= 1000000000;
        ++time->tv_sec;
    }
    return 0;
}
int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    (void)zone;
    struct timespec now;
    const int done = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return done;
}
time_t time(time_t *into)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into)
        *into = now.tv_sec;
    return now.tv_sec;
}
