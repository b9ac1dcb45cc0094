#define DOCTEST_CONFIG_IMPLEMENT
#if defined(__SANITIZE_THREAD__)  // a finding's report holds locks, and doctest allocates in its
                                  // handler
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#endif
#include <doctest/doctest.h>

#include <csignal>

int main(int argc, char** argv) {
    // As the program does: a child that ends while it is written to costs an error, not the
    // process.
    std::signal(SIGPIPE, SIG_IGN);
    return doctest::Context(argc, argv).run();
}
