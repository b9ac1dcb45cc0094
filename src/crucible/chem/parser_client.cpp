#include "crucible/chem/parser_client.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/parallel/ranked_program.hpp"

namespace crucible::chem {
namespace {

constexpr std::size_t batch_records = 200;
constexpr std::size_t batch_bytes = 1 << 20;

/// Ends of batches: a long record makes one of its own.
std::vector<std::size_t> batch_ends(const std::vector<std::string>& texts) {
    std::vector<std::size_t> ends;
    std::size_t bytes = 0, begin = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > begin && (i - begin == batch_records || bytes + texts[i].size() > batch_bytes)) {
            ends.push_back(i);
            begin = i, bytes = 0;
        }
        bytes += texts[i].size();
    }
    if (begin < texts.size()) ends.push_back(texts.size());
    return ends;
}

}  // namespace

std::filesystem::path find_molecule_parser() {
    return program_beside("crucible-molecules", "CRUCIBLE_MOLECULES");
}

ParserClient::ParserClient() : program_(find_molecule_parser()) {
    if (program_.empty())
        throw NotBuiltError("E-molecule-parser",
                            "files of molecules are read by crucible-molecules, which is not here",
                            "run ./dev build, or set CRUCIBLE_MOLECULES to the program");
}

ParserClient::~ParserClient() { end(); }

void ParserClient::start() {
    child_ = spawn_child({program_.string()});
    child_.close_stderr();
    ::fcntl(child_.out, F_SETPIPE_SZ, 1 << 20);
}

void ParserClient::end() {
    if (child_.pid < 0) return;
    child_.close_stdin();
    child_.kill();
    child_.wait();
    child_.close_stdout();
}

bool ParserClient::try_ask(ParseWhat what, const std::vector<std::string>& texts,
                           std::vector<ParseAnswer>& to, std::string& how) {
    if (child_.pid < 0) start();
    const std::string bytes = request_bytes(what, texts);
    const auto length = static_cast<std::uint32_t>(bytes.size());
    std::string head(reinterpret_cast<const char*>(&length), sizeof length), answer;
    // A child that is gone is noticed by its silence.
    const bool is_written = child_.write_stdin(head) && child_.write_stdin(bytes);
    constexpr int wall_seconds = 3 * parse_seconds;
    std::uint32_t expected = 0;
    if (is_written && child_.read_stdout(head, sizeof expected, wall_seconds)) {
        std::memcpy(&expected, head.data(), sizeof expected);
        if (expected <= parse_longest_message &&
            child_.read_stdout(answer, expected, wall_seconds)) {
            try {
                to = read_answers(answer, texts.size());
                return true;
            } catch (const InputError&) {
                // It is as good as dead.
            }
        }
    }
    child_.kill();
    how = child_.wait();
    child_.close_stdout();
    return false;
}

std::vector<ParseAnswer> ParserClient::ask(ParseWhat what, const std::vector<std::string>& texts) {
    std::vector<ParseAnswer> all;
    std::string how;
    const bool are_short = std::ranges::all_of(
        texts, [](const std::string& t) { return t.size() <= parse_longest_record; });
    if (texts.empty() || (are_short && try_ask(what, texts, all, how))) return all;
    // One of them ended it: one by one, so that it is known which.
    for (const std::string& t : texts) {
        std::vector<ParseAnswer> one;
        if (t.size() > parse_longest_record)
            one = {{false, 0, "it is too long"}};
        else if (!try_ask(what, {t}, one, how))
            one = {{false, 0, fmt::format("it ended its parser ({})", how)}};
        all.push_back(std::move(one.front()));
    }
    return all;
}

std::vector<ParseAnswer> parse_under_limits(ParseWhat what, const std::vector<std::string>& texts,
                                            std::size_t most_children) {
    const std::vector<std::size_t> ends = batch_ends(texts);
    std::vector<ParseAnswer> all(texts.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        ParserClient client;
        for (std::size_t b = next++; b < ends.size(); b = next++) {
            const auto begin = static_cast<std::ptrdiff_t>(b ? ends[b - 1] : 0);
            const auto end = static_cast<std::ptrdiff_t>(ends[b]);
            auto answers = client.ask(what, {texts.begin() + begin, texts.begin() + end});
            std::ranges::move(answers, all.begin() + begin);
        }
    };
    const std::size_t children = std::min<std::size_t>(
        {most_children, ends.size(), std::max(1u, std::thread::hardware_concurrency())});
    std::exception_ptr fault;
    std::thread second;
    if (children > 1)
        second = std::thread([&] {
            try {
                work();
            } catch (...) {
                fault = std::current_exception();
            }
        });
    try {
        if (children > 0) work();
    } catch (...) {
        if (second.joinable()) second.join();
        throw;
    }
    if (second.joinable()) second.join();
    if (fault) std::rethrow_exception(fault);
    return all;
}

}  // namespace crucible::chem
