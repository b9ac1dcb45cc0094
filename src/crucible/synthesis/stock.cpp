#include "crucible/synthesis/stock.hpp"

#include <algorithm>

#include "crucible/synthesis/text_table.hpp"

namespace crucible::synthesis {

struct Stock::Data {
    TextTable smiles;
    std::vector<std::string> notes;
    std::string hash;
};

Stock Stock::of(std::vector<std::string> smiles) {
    auto data = std::make_shared<Data>();
    data->smiles = TextTable(std::move(smiles));
    data->hash = data->smiles.hash();
    return Stock(std::shared_ptr<const Data>(std::move(data)));
}

bool Stock::contains(const std::string& smiles) const {
    return data_->smiles.find(smiles).has_value();
}

std::optional<double> Stock::price(const std::string&) const { return std::nullopt; }

std::size_t Stock::size() const { return data_->smiles.size(); }
const std::vector<std::string>& Stock::notes() const { return data_->notes; }
const std::string& Stock::hash() const { return data_->hash; }

}  // namespace crucible::synthesis
