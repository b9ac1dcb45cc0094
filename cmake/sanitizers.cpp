// What every program of the presets asan and tsan starts with: options, and what is known of
// libraries that others wrote. In the programs and not in the environment, so that children and
// programs started by hand have it, too.

#include <fcntl.h>
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>

namespace {

/// A finding in a worker, whose parent carries on without it, must not pass unseen: the command
/// line of every program that ended by a finding goes to the file that `./dev sanitize` looks at.
void note_finding() {
    char command[4096];
    const int from = ::open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t n = ::read(from, command, sizeof command - 1);
    for (ssize_t i = 0; i < n; ++i)
        if (command[i] == '\0') command[i] = ' ';
    const int to = ::open(CRUCIBLE_FINDINGS, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (n > 0) command[n] = '\n';
    if (to >= 0 && n > 0 && ::write(to, command, static_cast<std::size_t>(n) + 1) < 0) return;
}

[[maybe_unused]] const bool is_noted = [] {
    __sanitizer_set_death_callback(note_finding);
    return true;
}();

}  // namespace

extern "C" {

[[gnu::weak]] int PMPI_Finalize();  // not there in programs without MPI

/// A signal, which no test takes for an orderly error as it might an exit code. MPI has no frame
/// pointers: whose an allocation is comes from its unwind tables, where leaks of MPI are passed
/// over (below).
const char* __asan_default_options() {
    return PMPI_Finalize == nullptr
               ? "abort_on_error=1:detect_stack_use_after_return=1:strict_init_order=1"
               : "abort_on_error=1:detect_stack_use_after_return=1:strict_init_order=1:"
                 "fast_unwind_on_malloc=0";
}
const char* __ubsan_default_options() { return "abort_on_error=1:print_stacktrace=1"; }
const char* __tsan_default_options() {
    return "abort_on_error=1:halt_on_error=1:second_deadlock_stack=1";
}

/// libgfortran, of LAMMPS, takes two of its own locks in both orders, in one thread.
const char* __tsan_default_suppressions() {
    return "deadlock:libgfortran.so\n";
}

/// The sanitizer of undefined behaviour has callbacks of its own.
void __ubsan_on_report() { note_finding(); }

/// What MPI sets up for the life of a process it never frees; its components are unloaded at the
/// end and have no name then, so that programs with MPI look for leaks just before (leaks.cpp).
[[gnu::weak]] void __lsan_do_leak_check();  // not there under ThreadSanitizer
int MPI_Finalize() {
    if (__lsan_do_leak_check != nullptr) __lsan_do_leak_check();
    return PMPI_Finalize();
}

#if defined(CRUCIBLE_SANITIZES_THREADS)
/// g++ 12's ThreadSanitizer does not see this way to lock a mutex, only the one with the wall
/// clock.
int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                            const timespec* until) noexcept {
    timespec now{}, wall{};
    ::clock_gettime(clock, &now);
    ::clock_gettime(CLOCK_REALTIME, &wall);
    constexpr long second = 1'000'000'000;
    const long long ns = (until->tv_sec - now.tv_sec + wall.tv_sec) * 1LL * second +
                         until->tv_nsec - now.tv_nsec + wall.tv_nsec;
    const timespec then{static_cast<time_t>(ns / second), static_cast<long>(ns % second)};
    return ::pthread_mutex_timedlock(mutex, &then);
}
#endif

/// The search for leaks starts a thread, which a parser under its filter of calls may not.
int __lsan_is_turned_off() { return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0; }

}  // extern "C"
