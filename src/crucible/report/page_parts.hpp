#pragma once
// The parts of the page, each appending its HTML. Internal to the module.

#include <string>
#include <vector>

#include "crucible/report/page.hpp"

namespace crucible::report {

enum class Viewer : std::uint8_t { none, embedded };

/// Figures and tables are numbered in the order of the page.
struct Numbering {
    int figures = 0, tables = 0;
    Viewer viewer = Viewer::none, volume_viewer = Viewer::none;
};

void append_verdict(std::string&, const Page&);
void append_key_number(std::string&, const KeyNumber&);
/// Items in rows of twelve columns.
void append_items(std::string&, const std::vector<Item>&, Numbering&);
void append_checks(std::string&, const Page&);
void append_provenance(std::string&, const Page&);

/// {"image", "labels", "classes"} as web/src/volume.ts reads it.
std::string volume_scene_json(const VolumeScene&);

/// One structure of a gallery as a figure of its own (for files and the still picture).
Figure still_figure(const StructureGallery&, const StructureView&);

}  // namespace crucible::report
