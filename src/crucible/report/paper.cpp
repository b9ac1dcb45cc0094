#include "crucible/report/paper.hpp"

#include <cstdint>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/parallel/ranked_program.hpp"

namespace crucible::report {
namespace {

[[noreturn]] void cannot_print(const std::string& why) {
    throw InconsistentError("E-pdf", "a drawing could not be put on paper: " + why,
                            "take the SVG files in figures/ instead");
}

template <class Number>
void put(std::string& to, Number n) {
    to.append(reinterpret_cast<const char*>(&n), sizeof n);
}

void put_text(std::string& to, const std::string& text) {
    if (text.size() > paper_longest) cannot_print("it is too large");
    put(to, static_cast<std::uint32_t>(text.size()));
    to += text;
}

std::string request_of(const PaperJob& job) {
    std::string bytes;
    put(bytes, job.width);
    put(bytes, job.height);
    put(bytes, static_cast<std::uint32_t>(1 + job.pages.size()));
    put_text(bytes, job.title);
    for (const std::string& page : job.pages) put_text(bytes, page);
    return bytes;
}

/// State and text; false where the child ended or took too long.
bool receive(const ChildProcess& child, char& state, std::string& text) {
    std::string head;
    if (!child.read_stdout(head, 5, 3 * paper_seconds)) return false;
    state = head[0];
    std::uint32_t length = 0;
    std::memcpy(&length, head.data() + 1, sizeof length);
    return length <= paper_longest && child.read_stdout(text, length, 3 * paper_seconds);
}

}  // namespace

std::optional<std::string> print_on_paper(const PaperJob& job) {
    const auto program = program_beside("crucible-paper", "CRUCIBLE_PAPER");
    if (program.empty()) return {};
    const std::string request = request_of(job);
    ChildProcess child = spawn_child({program.string()});
    child.close_stderr();
    char state = '-';
    std::string text;
    // One that is gone is noticed by its silence.
    bool is_whole = child.write_stdin(request);
    child.close_stdin();
    is_whole = is_whole && receive(child, state, text);
    if (!is_whole) child.kill();
    child.close_stdout();
    child.wait();
    if (!is_whole) cannot_print("the printing program died or took too long");
    if (state != '+') cannot_print(text);
    return text;
}

}  // namespace crucible::report
