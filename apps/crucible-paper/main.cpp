// crucible-paper: drawings on standard input, a PDF on standard output. See
// src/crucible/report/paper.hpp. It reads what Crucible drew, so that it needs no limits but those
// of time and memory.

#include <cstdint>
#include <cstring>
#include <new>

#include "crucible/parallel/child_limits.hpp"
#include "pdf.hpp"

namespace {

using namespace crucible;

template <class Number>
bool read_number(Number& n) {
    char bytes[sizeof n];
    if (!read_input(bytes, sizeof n)) return false;
    std::memcpy(&n, bytes, sizeof n);
    return true;
}

bool read_text(std::string& text) {
    std::uint32_t length = 0;
    if (!read_number(length) || length > report::paper_longest) return false;
    text.resize(length);
    return read_input(text.data(), length);
}

bool read_job(report::PaperJob& job) {
    std::uint32_t texts = 0;
    if (!read_number(job.width) || !read_number(job.height) || !read_number(texts)) return false;
    if (texts == 0 || !read_text(job.title)) return false;
    for (std::uint32_t page = 1; page < texts; ++page)
        if (!read_text(job.pages.emplace_back())) return false;
    return true;
}

bool answer(char state, const std::string& text) {
    char head[5] = {state};
    const auto length = static_cast<std::uint32_t>(text.size());
    std::memcpy(head + 1, &length, sizeof length);
    return write_output(head, sizeof head) && write_output(text.data(), text.size());
}

}  // namespace

int main() {
    limit_memory(report::paper_memory);
    limit_seconds(report::paper_seconds);
    try {
        report::PaperJob job;
        if (!read_job(job)) return 1;
        return answer('+', make_pdf(job)) ? 0 : 1;
    } catch (const std::bad_alloc&) {
        return answer('-', "it asks for too much memory") ? 0 : 1;
    } catch (const std::runtime_error& e) {
        return answer('-', e.what()) ? 0 : 1;
    }
}
