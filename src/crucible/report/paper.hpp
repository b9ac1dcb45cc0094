#pragma once
// Drawings on paper: printed by crucible-paper, a program of its own, because the libraries that
// print end their process where they are short of memory.

#include <optional>
#include <string>
#include <vector>

namespace crucible::report {

/// One page for each SVG text, each filling its page as far as its shape allows. Sizes in pt.
struct PaperJob {
    std::string title;                       ///< plain, for the document's properties
    double width = 841.89, height = 595.28;  ///< A4 across
    std::vector<std::string> pages;
};

/// The bytes of a PDF: vectors and embedded fonts, no date, the same bytes for the same job with
/// the same libraries and fonts; nothing where crucible-paper was not built. Throws
/// InconsistentError (E-pdf) for a page that is no SVG, or where the printing program died.
std::optional<std::string> print_on_paper(const PaperJob& job);

// What the two say to each other, numbers in the machine's byte order. Asked: width and height (two
// doubles), the number of texts (u32), and each as its length (u32) and bytes: the title, then the
// pages. Answered: '+' and the PDF, or '-' and what is wrong, after its length (u32).
inline constexpr int paper_seconds = 60;                        ///< of the processor, for one job
inline constexpr unsigned paper_longest = 1u << 28;             ///< bytes of one text
inline constexpr unsigned long long paper_memory = 4ull << 30;  ///< bytes of address space

}  // namespace crucible::report
