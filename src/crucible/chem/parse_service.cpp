#include "crucible/chem/parse_service.hpp"

#include <rdkit/GraphMol/FileParsers/FileParsers.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <cstring>
#include <memory>
#include <new>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {
namespace {

void put_number(std::string& to, std::size_t v) {
    const auto n = static_cast<std::uint32_t>(v);
    to.append(reinterpret_cast<const char*>(&n), sizeof n);
}

/// Takes numbers and texts from the front of a message; `is_good` ends at the first that is
/// missing.
struct MessageReader {
    std::string_view left;
    bool is_good = true;

    std::uint32_t number() {
        std::uint32_t n = 0;
        const std::string_view bytes = text(sizeof n);
        if (is_good) std::memcpy(&n, bytes.data(), sizeof n);
        return n;
    }
    std::string_view text(std::size_t length) {
        if (length > left.size()) return is_good = false, std::string_view();
        const std::string_view t = left.substr(0, length);
        left.remove_prefix(length);
        return t;
    }
};

std::unique_ptr<RDKit::RWMol> parse_block(std::string_view text) {
    std::unique_ptr<RDKit::RWMol> mol(
        RDKit::MolBlockToMol(std::string(text), /*sanitize=*/true, /*removeHs=*/false));
    if (!mol || mol->getNumAtoms() == 0)
        throw InputError("E-smiles", "it holds no atoms", "export it again as V2000");
    return mol;
}

std::string with_flat(const Molecule& m) {
    if (m.smiles().find_first_of("@/\\") == std::string::npos) return m.smiles();
    const std::string flat = m.flat_smiles();
    return flat == m.smiles() ? flat : m.smiles() + ' ' + flat;
}

std::string parse_record(ParseWhat what, std::string_view text) {
    if (what == ParseWhat::canonical) return canonical_smiles(text);
    if (what == ParseWhat::flat) return with_flat(Molecule::from_smiles(text));
    const auto mol = parse_block(text);
    if (what == ParseWhat::block) return with_flat(molecule_of(*mol, "a MOL block"));
    RDKit::MolOps::removeHs(*mol);
    return RDKit::MolToSmiles(*mol);
}

ParseAnswer first_answer(ParseWhat what, std::string_view text) {
    try {
        return {true, 0, parse_record(what, text)};
    } catch (const Error& e) {
        const std::string& whole = e.message();
        const auto cut = whole.find(" is no molecule: ");
        return {false, e.where().column, cut == whole.npos ? whole : whole.substr(cut + 17)};
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& e) {
        return {false, 0, e.what()};
    } catch (...) {
        return {false, 0, "the parser gave up on it"};
    }
}

/// A record is only refused for want of memory if it is short of it a second time.
ParseAnswer answer_to(ParseWhat what, std::string_view text) {
    try {
        return first_answer(what, text);
    } catch (const std::bad_alloc&) {
    }
    try {
        return first_answer(what, text);
    } catch (const std::bad_alloc&) {
        return {false, 0, "it asks for too much memory"};
    }
}

}  // namespace

std::string request_bytes(ParseWhat what, const std::vector<std::string>& texts) {
    std::string bytes(1, static_cast<char>(what));
    for (const std::string& t : texts) {
        put_number(bytes, t.size());
        bytes += t;
    }
    return bytes;
}

std::string answer_request(std::string_view request) {
    std::string out;
    if (request.empty()) return out;
    const auto what = static_cast<ParseWhat>(request[0]);
    const bool is_known = what == ParseWhat::canonical || what == ParseWhat::flat ||
                          what == ParseWhat::block || what == ParseWhat::mapped;
    MessageReader r{request.substr(1)};
    while (is_known && !r.left.empty()) {
        const std::string_view text = r.text(r.number());
        if (!r.is_good) return "";
        const ParseAnswer a = answer_to(what, text);
        out += a.is_good ? '+' : '-';
        put_number(out, static_cast<std::size_t>(a.column));
        put_number(out, a.text.size());
        out += a.text;
    }
    return out;
}

std::vector<ParseAnswer> read_answers(std::string_view bytes, std::size_t count) {
    std::vector<ParseAnswer> all;
    MessageReader r{bytes};
    while (r.is_good && !r.left.empty() && all.size() <= count) {
        const std::string_view state = r.text(1);
        const std::uint32_t column = r.number(), length = r.number();
        const std::string_view text = r.text(length);
        r.is_good = r.is_good && (state == "+" || state == "-") && column <= parse_longest_record;
        all.push_back({state == "+", static_cast<int>(column), std::string(text)});
    }
    if (!r.is_good || all.size() != count)
        throw InputError("E-molecule-parser", "the answer of crucible-molecules makes no sense",
                         "run ./dev build again");
    return all;
}

}  // namespace crucible::chem
