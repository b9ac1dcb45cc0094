// A synthesis as a proof (Johnson's SYNLMA, 1989): what is in stock is an axiom, each move a rule
// of inference, the target the theorem. Backward chaining, one level deeper at a time.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::size_t most_trace_lines = 5000;

/// Goals are proved at the least depth that they can be: no proof has its own goal in it, and a
/// goal that is refuted at a depth is never tried there again.
class Prover {
public:
    explicit Prover(SearchRun& run) : run_(run) {}

    void search() {
        const TaskId target = run_.book.target();
        if (run_.book.task(target).bought) {
            run_.budget.iterated();
            run_.budget.found_route();
            run_.budget.finish("the target can be bought");
            return;
        }
        const bool is_proved = prove(target, run_.settings.depth, 0);
        if (is_proved) {
            run_.budget.found_route();
            write_proof(target);
        }
        if (!run_.budget.has_ended()) look_at_all(target, run_.settings.depth);
        if (!run_.budget.has_ended())
            run_.budget.exhaust(is_proved ? "a route was proved, and everything was tried"
                                          : fmt::format("it was proved that there is no route of "
                                                        "{} reactions in a line",
                                                        run_.settings.depth));
    }

private:
    struct Knowledge {
        int refuted = 0;  ///< there is no proof of this depth
        int proved = 0;   ///< the least depth of a proof; 0: none is known
        std::size_t way = 0;
    };

    bool prove(TaskId goal, int depth, int level) {
        const Task& task = run_.book.task(goal);
        if (task.bought) return true;
        if (known_[goal].proved > 0 && known_[goal].proved <= depth) {
            tell(level, "lemma", task.smiles, fmt::format("proved within {}", known_[goal].proved));
            return true;
        }
        if (known_[goal].refuted >= depth) {
            tell(level, "refuted", task.smiles, fmt::format("before, within {}", depth));
            return false;
        }
        while (known_[goal].refuted < depth) {
            const int next = known_[goal].refuted + 1;
            tell(level, "goal", task.smiles, fmt::format("within {}", next));
            if (!task.asked) {
                if (!run_.budget.goes_on(run_.book.size())) return false;
                run_.budget.iterated();
                run_.book.asked(goal);
            }
            if (prove_at(goal, next, level)) return true;
            if (run_.budget.has_ended()) return false;
            known_[goal].refuted = next;
            tell(level, "refuted", task.smiles,
                 task.ways.empty() ? "no rule has it as its product"
                                   : fmt::format("none of {} rules has all it needs within {}",
                                                 task.ways.size(), next - 1));
            if (task.ways.empty()) known_[goal].refuted = run_.settings.depth;
        }
        return false;
    }

    /// Whether some way has all that it needs proved one level below.
    bool prove_at(TaskId goal, int depth, int level) {
        const std::vector<Way>& ways = run_.book.task(goal).ways;
        for (std::size_t w = 0; w < ways.size(); ++w) {
            if (depth == 1 && !has_axioms_alone(ways[w])) continue;
            tell(level, "  rule", fmt::format("{}", run_.book.move(goal, ways[w]).rule),
                 fmt::format("from {}", needs_text(ways[w])));
            const bool is_proved = std::ranges::all_of(
                ways[w].needs, [&](TaskId need) { return prove(need, depth - 1, level + 1); });
            if (run_.budget.has_ended()) return false;
            if (!is_proved) continue;
            known_[goal].proved = depth;
            known_[goal].way = w;
            tell(level, "proved", run_.book.task(goal).smiles, fmt::format("within {}", depth));
            return true;
        }
        return false;
    }

    bool has_axioms_alone(const Way& w) const {
        return std::ranges::all_of(w.needs,
                                   [&](TaskId need) { return run_.book.task(need).bought; });
    }

    std::string needs_text(const Way& w) const {
        std::string out;
        for (const TaskId need : w.needs)
            out += fmt::format("{}{}{}", out.empty() ? "" : " + ", run_.book.task(need).smiles,
                               run_.book.task(need).bought ? " (axiom)" : "");
        return out;
    }

    /// Asks about everything within the depth, for the other routes.
    void look_at_all(TaskId goal, int depth) {
        if (depth == 0 || run_.book.task(goal).bought || looked_[goal] >= depth) return;
        looked_[goal] = depth;
        if (!run_.book.task(goal).asked) {
            if (!run_.budget.goes_on(run_.book.size())) return;
            run_.budget.iterated();
            run_.book.asked(goal);
        }
        for (std::size_t w = 0; w < run_.book.task(goal).ways.size(); ++w)
            for (const TaskId need : run_.book.task(goal).ways[w].needs) {
                look_at_all(need, depth - 1);
                if (run_.budget.has_ended()) return;
            }
    }

    void tell(int level, std::string_view what, std::string_view whom, std::string_view why) {
        if (!run_.proof || run_.proof->size() > most_trace_lines) return;
        if (run_.proof->size() == most_trace_lines) {
            run_.proof->push_back("... the trace goes on; the proof, where there is one, follows");
            return;
        }
        run_.proof->push_back(fmt::format(
            "{}{} {}: {}", std::string(static_cast<std::size_t>(level) * 2, ' '), what, whom, why));
    }

    /// The proof that was found, lemmas before what they are used for.
    void write_proof(TaskId target) {
        if (!run_.proof) return;
        run_.proof->push_back("proof");
        std::unordered_map<TaskId, int> numbers;
        write_line(target, numbers);
    }

    int write_line(TaskId goal, std::unordered_map<TaskId, int>& numbers) {
        if (const auto at = numbers.find(goal); at != numbers.end()) return at->second;
        const Task& task = run_.book.task(goal);
        std::string reason = "axiom: it can be bought";
        if (!task.bought) {
            const Way& way = task.ways[known_.at(goal).way];
            std::string from;
            for (const TaskId need : way.needs)
                from += fmt::format("{}{}", from.empty() ? "" : ", ", write_line(need, numbers));
            reason = fmt::format("from {} by rule {}", from, run_.book.move(goal, way).rule);
        }
        const int number = static_cast<int>(numbers.size()) + 1;
        numbers[goal] = number;
        run_.proof->push_back(fmt::format("{:>4}. {}: {}", number, task.smiles, reason));
        return number;
    }

    SearchRun& run_;
    std::unordered_map<TaskId, Knowledge> known_;
    std::unordered_map<TaskId, int> looked_;
};

}  // namespace

void search_prove(SearchRun& run) { Prover(run).search(); }

}  // namespace crucible::synthesis
