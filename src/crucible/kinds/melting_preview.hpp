#pragma once
// A two-phase run of melting.coexist on the live page while it is made (study/preview.hpp).

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "crucible/study/preview.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/thermo/front_watch.hpp"

namespace crucible {

class MeltingPreview {
public:
    /// `run`: how people call it, "Cu run 3". At most one look per `pause`.
    MeltingPreview(const Worker&, std::int64_t item, std::string run,
                   std::chrono::milliseconds pause = std::chrono::seconds(2));
    /// The run is over and in the tables of its step, or it failed.
    ~MeltingPreview();
    MeltingPreview(const MeltingPreview&) = delete;
    MeltingPreview& operator=(const MeltingPreview&) = delete;
    /// Temperature and solid share over time, and the solid along the cell, where it is time.
    void look(FrontWatch&);

private:
    std::filesystem::path file(const char* what) const;

    const Worker& worker_;
    std::int64_t item_;
    std::string run_;
    Preview preview_;
};

/// Share of solid atoms along the cell in the first configuration and the latest.
Table profile_preview(const FrontTrace&);

}  // namespace crucible
