#include "crucible/synthesis/stock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/chem/smiles_scan.hpp"
#include "crucible/synthesis/stock_file.hpp"
#include "crucible/synthesis/text_table.hpp"

namespace crucible::synthesis {

/// What RDKit or InChI says of a SMILES, remembered: searches ask for the same ones again and
/// again.
class Remembered {
public:
    explicit Remembered(std::string (*make)(const std::string&)) : make_(make) {}

    std::string of(const std::string& smiles) {
        {
            const std::lock_guard lock(mutex_);
            const auto at = known_.find(smiles);
            if (at != known_.end()) return at->second;
        }
        std::string made = make_(smiles);
        const std::lock_guard lock(mutex_);
        if (known_.size() >= most_known) known_.clear();
        known_.emplace(smiles, made);
        return made;
    }

private:
    static constexpr std::size_t most_known = 200000;
    std::string (*make_)(const std::string&);
    std::mutex mutex_;
    std::unordered_map<std::string, std::string> known_;
};

namespace {

bool has_stereo(std::string_view smiles) { return smiles.find_first_of("@/\\") != smiles.npos; }

std::string flat_key(const std::string& smiles) {
    return chem::Molecule::from_smiles(smiles).flat_smiles();
}
std::string inchi_key(const std::string& smiles) {
    return chem::inchikey(chem::Molecule::from_smiles(smiles));
}

/// Without stereo an InChIKey says as much as its first block.
std::string_view key_part(std::string_view key, bool flat) {
    return flat ? key.substr(0, 14) : key;
}

std::string note_of(const StockFileCounts& c) {
    std::string note = fmt::format("{}: {} molecules", c.file, c.records);
    if (c.duplicates) note += fmt::format(", {} of them twice", c.duplicates);
    if (c.bad)
        note += fmt::format(", {} not understood ({}{})", c.bad, fmt::join(c.first_bad, "; "),
                            c.bad > c.first_bad.size() ? "; ..." : "");
    return note;
}

}  // namespace

struct Stock::Data {
    StockSettings settings;
    TextTable smiles;  ///< flat ones where stereo is ignored
    TextTable keys, banned;
    std::vector<double> prices;
    std::vector<std::uint8_t> tiers;
    std::vector<std::string> notes;
    std::string hash;
    mutable Remembered flat{flat_key}, inchi{inchi_key};

    std::string key(const std::string& s) const {
        return settings.flat && has_stereo(s) ? flat.of(s) : s;
    }
    bool is_allowed(const std::string& s) const;
    void fill(StockList list);
    void leave_out(StockList&);
    void hash_all();
};

bool Stock::Data::is_allowed(const std::string& s) const {
    if (settings.most_atoms > 0 &&
        chem::count_heavy_atoms(s) > static_cast<std::size_t>(settings.most_atoms))
        return false;
    if (settings.elements.empty()) return true;
    return std::ranges::all_of(chem::element_symbols(s), [&](const std::string& e) {
        return std::ranges::find(settings.elements, e) != settings.elements.end();
    });
}

/// What costs too much goes, and is told.
void Stock::Data::leave_out(StockList& list) {
    const auto rule = [&](std::string_view what, auto is_out) {
        const std::size_t gone = std::erase_if(list.entries, is_out);
        if (gone) notes.push_back(fmt::format("{} left out: {}", gone, what));
    };
    if (settings.most_price > 0) {
        rule("no price is known", [](const StockEntry& e) { return std::isnan(e.price); });
        rule(fmt::format("more than {} per gram", settings.most_price),
             [&](const StockEntry& e) { return e.price > settings.most_price; });
    }
    if (settings.most_tier > 0)
        rule(fmt::format("no tier of at most {}", settings.most_tier),
             [&](const StockEntry& e) { return e.tier == 0 || e.tier > settings.most_tier; });
    if ((settings.most_price > 0 || settings.most_tier > 0) && !list.keys.empty()) {
        notes.push_back(
            fmt::format("{} left out: known by InChIKey alone, without a price", list.keys.size()));
        list.keys.clear();
    }
}

void Stock::Data::fill(StockList list) {
    leave_out(list);
    if (settings.flat) {
        for (StockEntry& e : list.entries)
            if (!e.flat.empty()) e.smiles = std::move(e.flat);
        for (std::string& k : list.keys) k = key_part(k, true);
        sort_stock(list);
    }
    std::vector<std::string> texts;
    for (StockEntry& e : list.entries) {
        prices.push_back(e.price);
        tiers.push_back(static_cast<std::uint8_t>(e.tier));
        texts.push_back(std::move(e.smiles));
    }
    smiles = TextTable(std::move(texts));
    keys = TextTable(std::move(list.keys));
    std::vector<std::string> bans;
    for (const std::string& b : settings.banned) bans.push_back(key(chem::canonical_smiles(b)));
    banned = TextTable(std::move(bans));
    hash_all();
}

void Stock::Data::hash_all() {
    Sha256 h;
    for (const TextTable* t : {&smiles, &keys, &banned}) h.update(t->hash());
    h.update({reinterpret_cast<const char*>(prices.data()), prices.size() * sizeof(double)});
    h.update({reinterpret_cast<const char*>(tiers.data()), tiers.size()});
    h.update(fmt::format("{} {} {}", settings.most_atoms, settings.flat,
                         fmt::join(settings.elements, " ")));
    hash = h.hex();
}

Stock Stock::open(const StockSettings& settings) {
    if (!(settings.most_price >= 0) || settings.most_tier < 0 || settings.most_tier > 5 ||
        settings.most_atoms < 0)
        throw InputError("E-stock", "a limit of the stock makes no sense",
                         "give a price and a size of at least 0, and a tier from 1 to 5");
    StockList all;
    std::vector<std::string> notes;
    for (const auto& file : settings.files) notes.push_back(note_of(add_stock_file(file, all)));
    Stock s = make(std::move(all), settings, std::move(notes));
    if (s.size() == 0)
        throw InputError("E-stock", "nothing counts as bought", "give files, or loosen the limits");
    return s;
}

Stock Stock::holding(StockList list, const StockSettings& settings) {
    sort_stock(list);
    return make(std::move(list), settings, {});
}

Stock Stock::of(std::vector<std::string> smiles) {
    StockList list;
    for (std::string& s : smiles) list.entries.push_back({std::move(s), "", std::nan(""), 0});
    return holding(std::move(list));
}

Stock Stock::make(StockList list, const StockSettings& settings, std::vector<std::string> notes) {
    auto data = std::make_shared<Data>();
    data->settings = settings;
    data->notes = std::move(notes);
    data->fill(std::move(list));
    return Stock(std::shared_ptr<const Data>(std::move(data)));
}

struct Stock::Changes {
    std::unordered_map<std::string, bool> bought;
    std::string hash;
};

Stock Stock::changed(const std::vector<std::string>& bought,
                     const std::vector<std::string>& not_bought) const {
    auto changes = std::make_shared<Changes>();
    for (const std::string& s : bought) changes->bought[s] = true;
    for (const std::string& s : not_bought) changes->bought[s] = false;
    Sha256 h;
    h.update(data_->hash);
    h.update(fmt::format("bought {}; not bought {}", fmt::join(bought, " "),
                         fmt::join(not_bought, " ")));
    changes->hash = h.hex();
    Stock out = *this;
    out.changes_ = std::move(changes);
    return out;
}

bool Stock::contains(const std::string& smiles) const {
    if (changes_)
        if (const auto at = changes_->bought.find(smiles); at != changes_->bought.end())
            return at->second;
    const Data& d = *data_;
    const std::string key = d.key(smiles);
    if (!d.banned.empty() && d.banned.find(key)) return false;
    if (!d.is_allowed(smiles)) return false;
    if (d.smiles.find(key)) return true;
    return !d.keys.empty() && d.keys.find(key_part(d.inchi.of(smiles), d.settings.flat));
}

std::optional<double> Stock::price(const std::string& smiles) const {
    const auto at = data_->smiles.find(data_->key(smiles));
    if (!at || std::isnan(data_->prices[*at])) return std::nullopt;
    return data_->prices[*at];
}

int Stock::tier(const std::string& smiles) const {
    const auto at = data_->smiles.find(data_->key(smiles));
    return at ? data_->tiers[*at] : 0;
}

std::size_t Stock::size() const { return data_->smiles.size() + data_->keys.size(); }
const std::vector<std::string>& Stock::notes() const { return data_->notes; }
const std::string& Stock::hash() const { return changes_ ? changes_->hash : data_->hash; }

}  // namespace crucible::synthesis
