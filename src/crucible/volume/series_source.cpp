#include "crucible/volume/series_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/decoder_client.hpp"
#include "crucible/volume/folder.hpp"

namespace crucible::volume {
namespace {

/// Two children, for two processors: while one answer is read the other is decoded.
constexpr std::size_t decoders = 2;
/// Requests that wait at each of them; few, so that none blocks on a full pipe.
constexpr std::size_t requests_ahead = 4;

DecodeRequest voxel_request(const SliceTags& t) {
    // Voxels come in at most 4 bytes.
    return {DecodeWhat::voxels_dicom, t.file, t.frame, 4 * std::uint64_t{t.rows} * t.columns};
}

std::vector<std::int32_t> stored_of_answer(const SliceTags& t, const DecodeAnswer& a) {
    const auto bytes = to_integer(a.text);
    return stored_values(t, a.voxels, static_cast<std::size_t>(bytes.value_or(0)));
}

class DicomSource final : public SeriesSource {
public:
    DicomSource(const std::filesystem::path& path, const ReadSettings& settings)
        : settings_(settings), headers_(read_headers(path)) {
        for (std::size_t i = 0; i < decoders; ++i)
            clients_.push_back(std::make_unique<DecoderClient>(headers_.longest_file));
        plan_ = plan_series(headers_.slices, settings_,
                            [&](std::size_t a, std::size_t b) { return stored(a) == stored(b); });
    }
    const Grid& grid() const override { return plan_.grid; }
    Voxel voxel() const override { return Voxel::int16; }
    const SeriesPlan& plan() const override { return plan_; }
    const SeriesHeaders& headers() const override { return headers_; }
    std::vector<std::string> warnings() const override {
        std::vector<std::string> all = plan_.warnings;
        if (headers_.no_image > 0)
            all.push_back(fmt::format("{} of {} files hold no image and are left out",
                                      headers_.no_image, headers_.files));
        return all;
    }

    void read(std::size_t first, std::span<std::int16_t> out) override {
        const std::size_t size = plan_.grid.slice_size(), count = out.size() / size;
        CRUCIBLE_ASSERT(first + count <= plan_.recipes.size());
        fetch(first, count);
        for (std::size_t i = 0; i < count; ++i)
            make(plan_.recipes[first + i], out.data() + i * size);
        // What the next slab begins with is likely what this one ended with.
        while (held_.size() > 2) held_.erase(oldest());
    }
    void read(std::size_t first, std::span<std::uint8_t> out) override {
        std::vector<std::int16_t> wide(out.size());
        read(first, std::span<std::int16_t>(wide));
        for (std::size_t i = 0; i < wide.size(); ++i) {
            if (wide[i] < 0 || wide[i] > 255)
                throw InputError("E-volume-labels", fmt::format("{} is no label", wide[i]),
                                 "labels and masks are whole numbers from 0 to 255");
            out[i] = static_cast<std::uint8_t>(wide[i]);
        }
    }

private:
    struct Held {
        std::vector<std::int16_t> voxels;
        std::uint64_t turn = 0;
    };

    std::vector<std::int32_t> stored(std::size_t slice) {
        const SliceTags& t = headers_.slices[slice];
        return stored_of_answer(t, clients_[0]->ask(voxel_request(t)));
    }

    std::map<std::size_t, Held>::iterator oldest() {
        return std::min_element(held_.begin(), held_.end(), [](const auto& a, const auto& b) {
            return a.second.turn < b.second.turn;
        });
    }

    /// Slices that recipes [first, first + count) need and that are not held, decoded in turn by
    /// the children.
    void fetch(std::size_t first, std::size_t count) {
        std::vector<std::size_t> wanted;
        for (std::size_t i = first; i < first + count; ++i)
            for (const std::size_t s : {plan_.recipes[i].first, plan_.recipes[i].second})
                if (!held_.contains(s) &&
                    std::find(wanted.begin(), wanted.end(), s) == wanted.end())
                    wanted.push_back(s);
        std::size_t sent = 0;
        try {
            for (std::size_t got = 0; got < wanted.size(); ++got) {
                for (; sent < wanted.size() && sent < got + decoders * requests_ahead; ++sent)
                    client_of(sent).send(voxel_request(headers_.slices[wanted[sent]]));
                keep(wanted[got], client_of(got).receive());
            }
        } catch (...) {
            // Answers to what was asked before would be taken for others.
            for (auto& c : clients_) c = std::make_unique<DecoderClient>(headers_.longest_file);
            throw;
        }
    }
    DecoderClient& client_of(std::size_t request) { return *clients_[request % clients_.size()]; }

    void keep(std::size_t slice, const DecodeAnswer& a) {
        const SliceTags& t = headers_.slices[slice];
        std::vector<std::int16_t> grey = to_grey(stored_of_answer(t, a), t, settings_);
        const auto& shift = plan_.shifts[slice];
        if (shift[0] != 0 || shift[1] != 0) grey = moved(grey, t.rows, t.columns, shift);
        held_[slice] = {std::move(grey), ++turn_};
    }

    void make(const SliceRecipe& r, std::int16_t* out) {
        const std::vector<std::int16_t>&a = held_.at(r.first).voxels,
              &b = held_.at(r.second).voxels;
        if (r.first == r.second || r.weight == 0) {
            std::copy(a.begin(), a.end(), out);
            return;
        }
        for (std::size_t i = 0; i < a.size(); ++i) {
            const bool is_measured = a[i] != outside && b[i] != outside;
            const double v = (1 - r.weight) * a[i] + r.weight * b[i];
            out[i] = is_measured ? static_cast<std::int16_t>(std::nearbyint(v)) : outside;
        }
    }

    ReadSettings settings_;
    SeriesHeaders headers_;
    SeriesPlan plan_;
    std::vector<std::unique_ptr<DecoderClient>> clients_;
    std::map<std::size_t, Held> held_;
    std::uint64_t turn_ = 0;
};

}  // namespace

SeriesHeaders read_headers(const std::filesystem::path& folder) {
    const std::vector<FolderFile> files = files_in(folder);
    SeriesHeaders h;
    h.files = files.size();
    for (const FolderFile& f : files) h.longest_file = std::max(h.longest_file, f.bytes);
    std::vector<std::unique_ptr<DecoderClient>> clients;
    for (std::size_t i = 0; i < decoders; ++i)
        clients.push_back(std::make_unique<DecoderClient>(h.longest_file));
    std::size_t sent = 0;
    for (std::size_t got = 0; got < files.size(); ++got) {
        for (; sent < files.size() && sent < got + decoders * requests_ahead; ++sent)
            clients[sent % decoders]->send({DecodeWhat::describe_dicom, files[sent].path.string()});
        const DecodeAnswer a = clients[got % decoders]->receive();
        if (a.state == DecodeState::no_image) {
            ++h.no_image;
            continue;
        }
        const std::string file = files[got].path.string();
        for (SliceTags& t : parse_dicom_description(a.text, file, files[got].bytes))
            h.slices.push_back(std::move(t));
    }
    if (h.slices.empty())
        throw InputError("E-volume-folder",
                         fmt::format("{} files, none of them a DICOM image or a TIFF", h.files),
                         "give the folder that holds the slices; save other pictures as TIFF",
                         {folder.string()});
    return h;
}

std::unique_ptr<SeriesSource> open_series(const std::filesystem::path& path,
                                          const ReadSettings& settings) {
    return std::make_unique<DicomSource>(path, settings);
}

}  // namespace crucible::volume
