#include "crucible/energy/nep_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/nep_zbl.hpp"

namespace crucible {
namespace {

constexpr std::string_view nep_code = "E-nep";
constexpr double largest_nep_number = 1e20;
constexpr int most_plain_functions = 19;  // of NEP2, which are expanded: their square is stored

[[noreturn]] void nep_fail(const std::string& message, const Location& where) {
    throw InputError(nep_code, message, "compare it with the nep.txt that GPUMD writes", where);
}

/// Header lines, each a keyword and numbers; then the numbers of the parameters, one after another.
class NepText {
public:
    NepText(std::string_view text, const std::string& file) : lines_(text, file) {}

    /// The next line must start with this keyword (any, when it is empty).
    void header(std::string_view keyword) {
        std::string_view line;
        const bool is_there = lines_.next(line);
        line_ = is_there ? words(line) : std::vector<Word>{};
        if (line_.empty() || (!keyword.empty() && line_[0].text != keyword))
            nep_fail(fmt::format("the line \"{}\" should be here",
                                 keyword.empty() ? "nep4 1 Cu" : keyword),
                     here());
        next_ = 1;
    }
    std::string_view keyword() const { return line_[0].text; }
    /// Numbers of this line that are not read yet.
    std::size_t left() const { return line_.size() - next_; }
    double real(std::string_view what, double low, double high) {
        const Word& w = take(what);
        const double v = lines_.number(w, what, nep_code);
        if (!(v >= low && v <= high))
            nep_fail(fmt::format("{} is {}, not within {} to {}", what, v, low, high),
                     lines_.here(w));
        return v;
    }
    int integer(std::string_view what, int low, int high) {
        const Word& w = take(what);
        const long long v = lines_.integer(w, what, nep_code);
        if (v < low || v > high)
            nep_fail(fmt::format("{} is {}, not within {} to {}", what, v, low, high),
                     lines_.here(w));
        return static_cast<int>(v);
    }
    int element() {
        const Word& w = take("an element");
        return parse_element(w.text, lines_.here(w));
    }
    void end_of_line() {
        if (left() > 0) nep_fail("the line has a word too many", lines_.here(line_[next_]));
    }

    /// `n` numbers of the parameters. Memory grows with the file only, whatever a header says.
    std::vector<double> numbers(long long n, std::string_view what) {
        std::vector<double> values;
        values.reserve(static_cast<std::size_t>(std::min(n, 20000LL)));
        for (long long i = 0; i < n; ++i) values.push_back(number(what));
        return values;
    }
    double number(std::string_view what) {
        while (next_ == line_.size()) {
            std::string_view line;
            if (!lines_.next(line))
                nep_fail(fmt::format("the file ends where {} should be", what), here());
            line_ = words(line);
            next_ = 0;
        }
        return real(what, -largest_nep_number, largest_nep_number);
    }
    void end_of_file() {
        std::string_view line;
        while (next_ == line_.size() && lines_.next(line)) line_ = words(line), next_ = 0;
        if (next_ < line_.size())
            nep_fail("there are more numbers than the header asks for", lines_.here(line_[next_]));
    }
    Location here() const {
        Location l = lines_.here();
        l.line = std::max(l.line, 1);
        return l;
    }

private:
    const Word& take(std::string_view what) {
        if (next_ == line_.size()) nep_fail(fmt::format("{} is missing", what), here());
        return line_[next_++];
    }
    LineReader lines_;
    std::vector<Word> line_;
    std::size_t next_ = 0;
};

/// Generation and whether a repulsion follows, from a tag such as nep4_zbl.
void read_nep_tag(NepText& in, NepParameters& p, bool& has_zbl) {
    in.header("");
    std::string tag(in.keyword());
    for (const char* property : {"_dipole", "_polarizability", "_temperature"})
        if (tag.ends_with(property))
            nep_fail(fmt::format("{} is a model of a {}, not a potential: it has no forces",
                                 in_quotes(tag), property + 1),
                     in.here());
    for (const NepCharges kind : {NepCharges::ewald, NepCharges::reciprocal, NepCharges::pairs}) {
        const std::string suffix = "_charge" + std::to_string(static_cast<int>(kind));
        if (!tag.ends_with(suffix)) continue;
        p.charges = kind;
        tag.resize(tag.size() - suffix.size());
    }
    has_zbl = tag.ends_with("_zbl");
    if (has_zbl) tag.resize(tag.size() - 4);
    const std::vector<std::string> known = {"nep", "nep3", "nep4", "nep5"};
    const auto at = std::find(known.begin(), known.end(), tag);
    if (at == known.end() || (p.charges != NepCharges::none && tag != "nep4"))
        nep_fail(fmt::format("{} is no kind of NEP: nep, nep3, nep4, nep5, each perhaps with _zbl; "
                             "after nep4 perhaps _charge1 to _charge3",
                             in_quotes(in.keyword())),
                 in.here());
    p.generation = static_cast<NepGeneration>(at - known.begin());
}

void read_nep_elements(NepText& in, NepParameters& p) {
    const int types = in.integer("the number of types", 1, max_atomic_number);
    for (int t = 0; t < types; ++t) {
        p.numbers.push_back(in.element());
        if (std::count(p.numbers.begin(), p.numbers.end(), p.numbers.back()) > 1)
            nep_fail("an element is named twice", in.here());
    }
    in.end_of_line();
}

void read_nep_zbl_radii(NepText& in, NepParameters& p) {
    in.header("zbl");
    NepZbl z;
    z.inner = in.real("the inner radius", 0, 100);
    z.outer = in.real("the outer radius", 0, 100);
    if (in.left() > 0) z.factor = in.real("the factor of the radii", 0, 100);
    if (z.outer < z.inner || (z.outer > 0 && z.outer == z.inner))
        nep_fail("the outer radius must be above the inner one", in.here());
    if (z.factor > 0) z.inner = 0;
    in.end_of_line();
    p.zbl = z;
}

/// Sum of two elements' radii, for cut-offs that go by them.
double radius_sum(const NepParameters& p, std::size_t i, std::size_t j) {
    return nep_radius(p.numbers[i]) + nep_radius(p.numbers[j]);
}

void read_nep_cutoffs(NepText& in, NepParameters& p) {
    in.header("cutoff");
    const std::size_t n = p.types(), given = in.left();
    const bool has_counts = given != 2;  // which the oldest files lack
    if (has_counts && given != 4 && given != 7 && given != 2 * n + 2)
        nep_fail(
            fmt::format("the line \"cutoff\" has {} numbers, not 4, 7 or {}", given, 2 * n + 2),
            in.here());
    std::vector<double> radial(n), angular(n);
    const bool by_type = given == 2 * n + 2 && given != 4;
    for (std::size_t t = 0; t < n; ++t) {
        const bool is_given = t == 0 || by_type;
        radial[t] = is_given ? in.real("the radial cut-off", 0.1, 100) : radial[0];
        angular[t] = is_given ? in.real("the angular cut-off", 0.1, 100) : angular[0];
        if (angular[t] > radial[t])
            nep_fail("the angular cut-off is above the radial one", in.here());
    }
    // How many neighbours there were in training: a size, no limit.
    for (const char* what : {"the radial neighbours", "the angular neighbours"})
        if (has_counts) in.integer(what, 0, 1'000'000);
    double radial_factor = 0, angular_factor = 0;
    if (given == 7) {
        radial_factor = in.real("the radial factor", 0, 100);
        angular_factor = in.real("the angular factor", 0, 100);
        const double zbl_factor = in.real("the factor of the repulsion", 0, 100);
        if (zbl_factor > 0 && p.zbl) p.zbl->factor = zbl_factor, p.zbl->inner = 0;
    }
    in.end_of_line();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double r = (radial[i] + radial[j]) / 2, a = (angular[i] + angular[j]) / 2;
            if (radial_factor > 0) {
                r = std::min(r, radial_factor * radius_sum(p, i, j));
                a = std::min(a, angular_factor * radius_sum(p, i, j));
                if (!(a > 0) || a > r)
                    nep_fail("the factors of the radii make no sense", in.here());
            }
            p.radial_cutoff.push_back(r);
            p.angular_cutoff.push_back(a);
        }
}

void read_nep_sizes(NepText& in, NepParameters& p) {
    in.header("n_max");
    const int most = p.generation == NepGeneration::nep2 ? most_plain_functions : 100;
    p.radial_functions = 1 + in.integer("the radial n_max", 0, most);
    p.angular_functions = 1 + in.integer("the angular n_max", 0, most);
    in.end_of_line();
    p.radial_basis = p.radial_functions, p.angular_basis = p.angular_functions;
    if (p.generation != NepGeneration::nep2) {
        in.header("basis_size");
        p.radial_basis = 1 + in.integer("the radial basis_size", 0, 100);
        p.angular_basis = 1 + in.integer("the angular basis_size", 0, 100);
        in.end_of_line();
    }
    in.header("l_max");
    p.l_max = in.integer("l_max", 0, 8);
    for (int k = 0; k < nep_products && in.left() > 0; ++k)
        // Older files write 2 for the first product, after the degree that it needs.
        p.products[static_cast<std::size_t>(k)] =
            in.integer("the switch of a product", 0, k == 0 ? 2 : 1) != 0;
    in.end_of_line();
    constexpr int needed[nep_products] = {2, 1, 2, 3, 3, 4};
    for (std::size_t k = 0; k < nep_products; ++k)
        if (p.products[k] && p.l_max < needed[k])
            nep_fail("a product needs moments of a higher degree than l_max", in.here());
    in.header("ANN");
    p.neurons = in.integer("the number of neurons", 1, 10'000);
    if (in.left() > 0) in.integer("the second layer", 0, 0);
    in.end_of_line();
}

NepParameters read_nep_header(NepText& in, const std::string& file) {
    NepParameters p;
    p.file = file;
    bool has_zbl = false;
    read_nep_tag(in, p, has_zbl);
    read_nep_elements(in, p);
    if (has_zbl) read_nep_zbl_radii(in, p);
    read_nep_cutoffs(in, p);
    read_nep_sizes(in, p);
    return p;
}

/// NEP2's functions g_n = c_n f_n, one number for each pair of types, as expansions in all f_k.
/// Files for one type have no numbers: g_n = f_n.
std::vector<double> read_plain_functions(NepText& in, const NepParameters& p, int functions) {
    const std::size_t pairs = p.types() * p.types(), n = static_cast<std::size_t>(functions);
    std::vector<double> c(n * n * pairs, 0.0);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t pair = 0; pair < pairs; ++pair)
            c[(k * n + k) * pairs + pair] = pairs == 1 ? 1 : in.number("a coefficient");
    return c;
}

void read_nep_functions(NepText& in, NepParameters& p) {
    const auto n = static_cast<long long>(p.types());
    if (p.generation == NepGeneration::nep2) {
        p.radial = read_plain_functions(in, p, p.radial_functions);
        p.angular = read_plain_functions(in, p, p.angular_functions);
        return;
    }
    p.radial = in.numbers(n * n * p.radial_functions * p.radial_basis, "a radial coefficient");
    p.angular = in.numbers(n * n * p.angular_functions * p.angular_basis, "an angular coefficient");
}

void read_nep_parameters(NepText& in, NepParameters& p) {
    const auto n = static_cast<long long>(p.types());
    const long long length = p.descriptor_length();
    const bool is_shared = p.generation <= NepGeneration::nep3;
    const bool has_charges = p.charges != NepCharges::none;
    for (long long t = 0; t < (is_shared ? 1 : n); ++t) {
        NepNetwork net;
        net.weights = in.numbers(length * p.neurons, "a weight of the network");
        net.biases = in.numbers(p.neurons, "a bias of the network");
        net.outputs = in.numbers(p.neurons, "an output weight of the network");
        if (has_charges) net.charges = in.numbers(p.neurons, "a charge weight of the network");
        if (p.generation == NepGeneration::nep5) net.bias = in.number("the bias of a type");
        p.networks.push_back(std::move(net));
    }
    if (has_charges) p.root_permittivity = in.number("the root of the permittivity");
    p.bias = in.number("the common bias");
    read_nep_functions(in, p);
    p.scaler = in.numbers(length, "a scale of the descriptor");
}

/// Ten numbers for each pair where both radii of the header are 0.
void read_flexible_zbl(NepText& in, NepParameters& p) {
    if (!p.zbl || p.zbl->outer > 0) return;
    for (std::size_t k = 0; k < p.types() * (p.types() + 1) / 2; ++k) {
        std::array<double, 10> pair;
        for (double& v : pair) v = in.number("a number of the repulsion");
        if (!(pair[0] >= 0 && pair[1] > pair[0] && pair[1] <= 100))
            nep_fail("the radii of a pair's repulsion make no sense", in.here());
        for (std::size_t a = 3; a < 10; a += 2)
            if (pair[a] < 0) nep_fail("a pair's repulsion grows with the distance", in.here());
        p.zbl->flexible.push_back(pair);
    }
}

}  // namespace

int NepParameters::descriptor_length() const {
    const auto on = static_cast<int>(std::count(products.begin(), products.end(), true));
    return radial_functions + angular_functions * (l_max + on);
}

double NepParameters::radial_reach() const {
    return *std::max_element(radial_cutoff.begin(), radial_cutoff.end());
}

double NepParameters::reach() const {
    double reach = radial_reach();
    if (!zbl) return reach;
    if (zbl->flexible.empty()) return std::max(reach, zbl->outer);
    for (const auto& pair : zbl->flexible) reach = std::max(reach, pair[1]);
    return reach;
}

std::string nep_description(const NepParameters& p) {
    constexpr const char* generations[] = {"NEP2", "NEP3", "NEP4", "NEP5"};
    constexpr const char* charges[] = {"", " with charges", " with charges (waves only)",
                                       " with charges (pairs only)"};
    std::string symbols;
    for (const int z : p.numbers) symbols += " " + std::string(element(z).symbol);
    return fmt::format(
        "{}{}{} ({}) of{}, cut-off {} angstrom, {} neurons",
        generations[static_cast<int>(p.generation)],
        p.zbl ? " with screened nuclear repulsion" : "", charges[static_cast<int>(p.charges)],
        std::filesystem::path(p.file).filename().string(), symbols, p.reach(), p.neurons);
}

NepParameters parse_nep_header(std::string_view text, const std::string& file) {
    NepText in(text, file);
    return read_nep_header(in, file);
}

NepParameters parse_nep(std::string_view text, const std::string& file) {
    NepText in(text, file);
    NepParameters p = read_nep_header(in, file);
    read_nep_parameters(in, p);
    read_flexible_zbl(in, p);
    in.end_of_file();
    return p;
}

NepParameters read_nep(const std::filesystem::path& path) {
    return parse_nep(read_file(path, std::size_t{256} << 20), path.string());
}

}  // namespace crucible
