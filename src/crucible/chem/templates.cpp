#include "crucible/chem/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/chem/rewrite.hpp"
#include "crucible/chem/target_data.hpp"

namespace crucible::chem {
namespace {

constexpr std::string_view compiled_magic = "crucible templates 1\n";

/// Takes off parentheses that group components, as in "(A.B)>>C": here any fragments may lie in one
/// molecule.
std::string ungrouped(std::string_view side) {
    std::string plain;
    int depth = 0;
    std::vector<char> is_group;
    for (std::size_t i = 0; i < side.size(); ++i) {
        const char c = side[i];
        if (c == '(') {
            is_group.push_back(depth == 0 && (i == 0 || side[i - 1] == '.'));
            depth += is_group.back() ? 0 : 1;
            if (is_group.back()) continue;
        } else if (c == ')' && !is_group.empty()) {
            const bool group = is_group.back();
            is_group.pop_back();
            if (group) continue;
            --depth;
        }
        plain += c;
    }
    return plain;
}

struct Sides {
    std::string left, right;
};

Sides sides_of(const std::string& smarts) {
    const auto arrow = smarts.find(">>");
    if (arrow == std::string::npos || smarts.find('>', arrow + 2) != std::string::npos)
        throw std::invalid_argument("it is not written product>>reactants");
    return {ungrouped(std::string_view(smarts).substr(0, arrow)),
            ungrouped(std::string_view(smarts).substr(arrow + 2))};
}

std::string hash_of(const std::vector<std::string>& smarts) {
    Sha256 hash;
    for (const std::string& s : smarts) {
        hash.update(s);
        hash.update("\n");
    }
    return hash.hex();
}

[[noreturn]] void refuse_file(std::string_view why) {
    throw InputError("E-template-file", fmt::format("these are no compiled templates: {}", why),
                     "compile the templates again with this version");
}

}  // namespace

Target::Target(const Molecule& m) : data_(std::make_shared<const Data>(m)) {}
const Molecule& Target::molecule() const { return data_->molecule; }

/// Templates are parsed at their first use, each direction by itself.
struct TemplateSet::Data {
    struct Slot {
        std::once_flag retro_once, forward_once;
        std::unique_ptr<const Rewrite> retro, forward;
    };

    explicit Data(std::vector<std::string> all)
        : smarts(std::move(all)),
          hash(hash_of(smarts)),
          slots(std::make_unique<Slot[]>(smarts.size())) {}

    const Rewrite& retro(std::size_t i) const {
        Slot& slot = slots[i];
        std::call_once(slot.retro_once, [&] {
            const Sides sides = sides_of(smarts[i]);
            slot.retro = parsed(i, sides.left, sides.right);
        });
        return *slot.retro;
    }
    const Rewrite& forward(std::size_t i) const {
        Slot& slot = slots[i];
        std::call_once(slot.forward_once, [&] {
            const Sides sides = sides_of(smarts[i]);
            slot.forward = parsed(i, sides.right, sides.left);
        });
        return *slot.forward;
    }

    std::unique_ptr<const Rewrite> parsed(std::size_t i, const std::string& left,
                                          const std::string& right) const {
        try {
            return std::make_unique<const Rewrite>(left, right);
        } catch (const std::invalid_argument& e) {
            refuse(i, e.what());
        }
    }

    [[noreturn]] void refuse(std::size_t i, std::string_view why) const {
        throw InputError(
            "E-template",
            fmt::format("template {} ('{}') is unusable: {}", i, smarts[i].substr(0, 120), why),
            "write a reaction SMARTS product>>reactants with an atom map");
    }

    std::vector<std::string> smarts;
    std::string hash;
    ScreenTable screen;
    std::unique_ptr<Slot[]> slots;
};

TemplateSet::TemplateSet(std::vector<std::string> smarts) {
    const auto data = std::make_shared<Data>(std::move(smarts));
    std::vector<std::vector<std::uint16_t>> bits;
    for (std::size_t i = 0; i < data->smarts.size(); ++i) {
        try {
            const Sides sides = sides_of(data->smarts[i]);
            bits.push_back(screen_of_pattern(Rewrite(sides.left, sides.right).left()));
        } catch (const std::invalid_argument& e) {
            data->refuse(i, e.what());
        }
    }
    data->screen = ScreenTable(bits);
    data_ = data;
}

std::string TemplateSet::compiled() const {
    std::string text;
    for (const std::string& s : data_->smarts) text += s + "\n";
    const std::uint64_t length = text.size();
    std::string bytes(compiled_magic);
    bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
    bytes += text + data_->screen.stored();
    return bytes + sha256(bytes);
}

TemplateSet TemplateSet::from_compiled(std::string_view bytes) {
    constexpr std::size_t digest = 64;
    std::uint64_t length = 0;
    if (!bytes.starts_with(compiled_magic)) refuse_file("they start otherwise");
    if (bytes.size() < compiled_magic.size() + sizeof length + digest) refuse_file("cut off");
    if (sha256(bytes.substr(0, bytes.size() - digest)) != bytes.substr(bytes.size() - digest))
        refuse_file("their sum does not fit");
    bytes.remove_suffix(digest);
    bytes.remove_prefix(compiled_magic.size());
    std::memcpy(&length, bytes.data(), sizeof length);
    bytes.remove_prefix(sizeof length);
    if (length > bytes.size()) refuse_file("the text is cut off");
    std::vector<std::string> smarts;
    for (std::string_view text = bytes.substr(0, length); !text.empty();) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) refuse_file("the last template has no end");
        smarts.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    const auto data = std::make_shared<Data>(std::move(smarts));
    try {
        data->screen = ScreenTable::from_stored(bytes.substr(length));
    } catch (const std::invalid_argument& e) {
        refuse_file(e.what());
    }
    if (data->screen.size() != data->smarts.size()) refuse_file("the screen is of other templates");
    return TemplateSet(std::shared_ptr<const Data>(data));
}

std::size_t TemplateSet::size() const { return data_->smarts.size(); }
const std::string& TemplateSet::smarts(std::size_t i) const { return data_->smarts.at(i); }
const std::string& TemplateSet::hash() const { return data_->hash; }

std::vector<std::uint32_t> TemplateSet::applicable(const Target& target) const {
    auto pass = data_->screen.passing(target.data().screen());
    std::erase_if(pass, [&](std::uint32_t i) { return !data_->retro(i).occurs_in(target.data()); });
    return pass;
}

std::vector<Outcome> TemplateSet::apply(std::size_t index, const Target& target,
                                        const ApplySettings& settings, ApplyCounts* counts) const {
    ApplyCounts unread;
    std::vector<Outcome> outcomes;
    for (Rewritten& made :
         data_->retro(index).run(target.data(), settings, counts ? *counts : unread)) {
        Outcome outcome;
        for (Piece& piece : made.pieces) outcome.reactants.push_back(std::move(piece.smiles));
        outcome.changed_atoms = std::move(made.changed_atoms);
        outcome.changed_bonds = std::move(made.changed_bonds);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

}  // namespace crucible::chem
