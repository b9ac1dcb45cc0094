#pragma once
// crucible-molecules, started and spoken to: what strangers wrote is parsed there, under limits of
// memory, time and system calls; a record that ends it costs one line.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "crucible/chem/parse_service.hpp"
#include "crucible/parallel/child_process.hpp"

namespace crucible::chem {

/// One child process, started with the first question.
class ParserClient {
public:
    /// Throws NotBuiltError (E-molecule-parser) where the program is not there.
    ParserClient();
    ~ParserClient();
    ParserClient(const ParserClient&) = delete;
    ParserClient& operator=(const ParserClient&) = delete;

    /// One answer for each text. A record that ends the child is told as one that is not good, and
    /// those behind it are answered by a new child.
    std::vector<ParseAnswer> ask(ParseWhat, const std::vector<std::string>& texts);

private:
    /// False when the child ended or was too slow; `how` says which.
    bool try_ask(ParseWhat, const std::vector<std::string>& texts, std::vector<ParseAnswer>& to,
                 std::string& how);
    void start();
    void end();

    std::filesystem::path program_;
    ChildProcess child_;
};

/// All of them, in batches, by as many children as there are cores, at most `most_children`.
std::vector<ParseAnswer> parse_under_limits(ParseWhat, const std::vector<std::string>& texts,
                                            std::size_t most_children = 2);

/// The program beside this one, or what CRUCIBLE_MOLECULES names; "" without either.
std::filesystem::path find_molecule_parser();

}  // namespace crucible::chem
