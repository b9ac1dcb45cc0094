#include "crucible/transforms/prose.hpp"

#include <algorithm>
#include <cctype>

#include "crucible/base/text.hpp"

namespace crucible::transforms {
namespace {

constexpr std::string_view words_with_own_spelling[] = {
    "Alder",        "Appel",       "Baeyer",      "Balz",        "Barbier",      "Barton",
    "Baumann",      "Baylis",      "Beckmann",    "Bestmann",    "Biginelli",    "Birch",
    "Bischler",     "Boc",         "Buchwald",    "CBS",         "Cadiot",       "Cbz",
    "Chan",         "Chaykovsky",  "Chodkiewicz", "Claisen",     "Clarke",       "Clemmensen",
    "Cope",         "Corey",       "Crafts",      "Curtius",     "DIBAL",        "Debus",
    "Dess",         "Dieckmann",   "Diels",       "Doebner",     "E2",           "Emmons",
    "Eschweiler",   "Evans",       "Finkelstein", "Fischer",     "Friedel",      "Friedlander",
    "Gabriel",      "Glaser",      "Goldberg",    "Grignard",    "Haack",        "Hantzsch",
    "Hartwig",      "Heck",        "Henry",       "Hillman",     "Hiyama",       "Hofmann",
    "Horner",       "Hunsdiecker", "Ireland",     "Johnson",     "Jones",        "Julia",
    "Khand",        "Kishner",     "Knoevenagel", "Knorr",       "Kocienski",    "Kolbe",
    "Kumada",       "Lam",         "Larock",      "LiAlH4",      "Lindlar",      "Luche",
    "Madelung",     "Mannich",     "Markovnikov", "Martin",      "McCombie",     "Michael",
    "Mitsunobu",    "Miyaura",     "Mukaiyama",   "Napieralski", "Nazarov",      "Negishi",
    "Niementowski", "Ohira",       "PCC",         "Paal",        "Pauson",       "Peterson",
    "Phillips",     "Pictet",      "Pinner",      "Pinnick",     "Radziszewski", "Reformatsky",
    "Robinson",     "SN2",         "SNAr",        "Sandmeyer",   "Schiemann",    "Schmidt",
    "Schmitt",      "Schotten",    "Seebach",     "Sharpless",   "Simmons",      "Skraup",
    "Smith",        "Sonogashira", "Spengler",    "Steglich",    "Stille",       "Stork",
    "Strecker",     "Suzuki",      "Swern",       "TEMPO",       "Tebbe",        "Thorpe",
    "Ullmann",      "Vilsmeier",   "Villiger",    "Wadsworth",   "Weinreb",      "Williamson",
    "Wittig",       "Wolff",       "Ziegler",     "mCPBA"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_small(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

/// A word between blanks, hyphens and commas; a letter alone is a place: N-alkylation, C-H.
std::string word_in_prose(std::string_view word) {
    if (word.size() == 1) return std::string(word);
    std::string small = lower(word);
    for (const std::string_view own : words_with_own_spelling)
        if (lower(own) == small) return std::string(own);
    return small;
}

}  // namespace

std::string prose_name(std::string_view name) {
    if (std::ranges::any_of(name, is_small)) return std::string(name);
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t end = std::min(name.find_first_of(" -,", at), name.size());
        out += word_in_prose(name.substr(at, end - at));
        if (end < name.size()) out += name[end];
        at = end + 1;
    }
    const std::size_t first_end = std::min(out.find_first_of(" -"), out.size());
    const bool is_plain = lower(out.substr(0, first_end)) == out.substr(0, first_end);
    if (!out.empty() && is_plain && is_letter(out[0]))
        out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out;
}

}  // namespace crucible::transforms
