// What every program of the presets asan and tsan starts with: options, and what is known of
// libraries that others wrote. In the programs and not in the environment, so that children and
// programs started by hand have it, too.

#include <fcntl.h>
#include <sanitizer/common_interface_defs.h>
#include <sys/prctl.h>
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

/// A signal, which no test takes for an orderly error as it might an exit code.
const char* __asan_default_options() {
    return "abort_on_error=1:detect_stack_use_after_return=1:strict_init_order=1";
}
const char* __ubsan_default_options() { return "abort_on_error=1:print_stacktrace=1"; }
const char* __tsan_default_options() {
    return "abort_on_error=1:halt_on_error=1:second_deadlock_stack=1";
}

/// The sanitizer of undefined behaviour has callbacks of its own.
void __ubsan_on_report() { note_finding(); }

/// The search for leaks starts a thread, which a parser under its filter of calls may not.
int __lsan_is_turned_off() { return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0; }

}  // extern "C"
