#pragma once
// What can be bought: files of molecules, prices, bans, and rules that say when to stop.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::synthesis {

struct StockSettings {
    /// Anything that chem::read_molecules takes, and files of `crucible synthesis stock`.
    std::vector<std::filesystem::path> files;
    double most_price = 0;              ///< per gram; what has no price is then left out. 0: any
    int most_tier = 0;                  ///< 1 to 5; what has no tier is then left out. 0: any
    std::vector<std::string> banned;    ///< SMILES that count as not to be bought
    int most_atoms = 0;                 ///< heavy atoms of what counts as bought; 0: any
    std::vector<std::string> elements;  ///< symbols besides hydrogen that it may have; none: any
    bool flat = false;                  ///< stereo is ignored in looking up
};

struct StockList;  // synthesis/stock_file.hpp

/// Safe to ask from several threads.
class Stock {
public:
    /// Nothing can be bought.
    Stock() : Stock(of({})) {}
    /// Throws as chem::read_molecules; InputError (E-stock) when nothing is left. Bad records are
    /// counted and told by `notes`.
    static Stock open(const StockSettings&);
    /// A list that was read already; `files` of the settings are not looked at.
    static Stock holding(StockList, const StockSettings& = {});
    /// Canonical SMILES of what is in stock, without files.
    static Stock of(std::vector<std::string> smiles);

    /// The same stock where these count as bought and those do not, whatever the files say; one
    /// that is in both is not bought. Canonical SMILES. A second call begins with the files again.
    Stock changed(const std::vector<std::string>& bought,
                  const std::vector<std::string>& not_bought) const;

    /// A canonical SMILES. Molecules known by InChIKey alone are found, too.
    bool contains(const std::string& smiles) const;
    /// Price per gram where one is known.
    std::optional<double> price(const std::string& smiles) const;
    /// 1 to 5, our guess of how easily it is bought: 1 is small and often used. 0: nothing is
    /// known. Never to be shown as a price.
    int tier(const std::string& smiles) const;
    std::size_t size() const;
    /// One sentence each: files, counts, records that were not understood.
    const std::vector<std::string>& notes() const;
    /// Of everything that decides an answer.
    const std::string& hash() const;

private:
    struct Data;
    struct Changes;
    static Stock make(StockList, const StockSettings&, std::vector<std::string> notes);
    explicit Stock(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
    std::shared_ptr<const Data> data_;
    std::shared_ptr<const Changes> changes_;  ///< null: none
};

}  // namespace crucible::synthesis
