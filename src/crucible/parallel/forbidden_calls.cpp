// A filter of system calls (seccomp): a reader that was taken over by the file it reads can answer
// nonsense, and little else.

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <vector>

#include "crucible/parallel/child_limits.hpp"

namespace crucible {
namespace {

#if defined(__x86_64__)
constexpr unsigned filter_machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned filter_machine = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned filter_machine = 0;
#endif

/// Refused whatever their arguments are.
constexpr unsigned forbidden_calls[] = {
    __NR_execve,
    __NR_execveat,
    __NR_clone,
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_accept,
    __NR_accept4,
    __NR_sendto,
    __NR_sendmsg,
    __NR_ptrace,
    __NR_kill,
    __NR_tkill,
    __NR_unlinkat,
    __NR_mkdirat,
    __NR_linkat,
    __NR_symlinkat,
    __NR_mknodat,
    __NR_fchmod,
    __NR_fchmodat,
    __NR_fchown,
    __NR_fchownat,
    __NR_truncate,
    __NR_mount,
    __NR_chroot,
    __NR_setuid,
    __NR_setgid,
    __NR_renameat,
    __NR_io_setup,
    __NR_process_vm_readv,
    __NR_process_vm_writev,
#ifdef __NR_renameat2
    __NR_renameat2,
#endif
#ifdef __NR_clone3
    __NR_clone3,
#endif
#ifdef __NR_io_uring_setup
    __NR_io_uring_setup,
#endif
#ifdef __NR_openat2
    __NR_openat2,
#endif
#ifdef __NR_fork
    __NR_fork,
    __NR_vfork,
    __NR_unlink,
    __NR_rmdir,
    __NR_mkdir,
    __NR_link,
    __NR_symlink,
    __NR_mknod,
    __NR_chmod,
    __NR_chown,
    __NR_rename,
    __NR_creat,
#endif
};

class CallFilter {
public:
    void load(std::size_t offset) {
        code_.push_back({BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<unsigned>(offset)});
    }
    void answer(unsigned what) { code_.push_back({BPF_RET | BPF_K, 0, 0, what}); }
    /// Goes over the next `steps` if the number loaded is `v`.
    void if_equal(unsigned v, unsigned char steps) {
        code_.push_back({BPF_JMP | BPF_JEQ | BPF_K, steps, 0, v});
    }
    /// Goes over the next `steps` unless the number loaded is `v`.
    void unless_equal(unsigned v, unsigned char steps) {
        code_.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, steps, v});
    }
    /// Goes over the next `steps` unless the number loaded shares a bit with `v`.
    void unless_any(unsigned v, unsigned char steps) {
        code_.push_back({BPF_JMP | BPF_JSET | BPF_K, 0, steps, v});
    }
    void set() {
        sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    }

private:
    std::vector<sock_filter> code_;
};

/// The low half of an argument: flags fit into it.
constexpr std::size_t call_argument(std::size_t i) { return offsetof(seccomp_data, args) + 8 * i; }

}  // namespace

void forbid_calls() {
    if (filter_machine == 0) return;
    constexpr unsigned refuse = SECCOMP_RET_ERRNO | EPERM;
    constexpr unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    CallFilter f;
    f.load(offsetof(seccomp_data, arch));
    // Calls of another machine's numbering would mean something else.
    f.if_equal(filter_machine, 1);
    f.answer(SECCOMP_RET_KILL_PROCESS);
    f.load(offsetof(seccomp_data, nr));
    for (const unsigned call : forbidden_calls) {
        f.unless_equal(call, 1);
        f.answer(refuse);
    }
    f.unless_equal(__NR_openat, 4);
    f.load(call_argument(2));
    f.unless_any(writing, 1);
    f.answer(refuse);
    f.answer(SECCOMP_RET_ALLOW);
#ifdef __NR_open
    f.unless_equal(__NR_open, 4);
    f.load(call_argument(1));
    f.unless_any(writing, 1);
    f.answer(refuse);
    f.answer(SECCOMP_RET_ALLOW);
#endif
    f.answer(SECCOMP_RET_ALLOW);
    f.set();
}

}  // namespace crucible
