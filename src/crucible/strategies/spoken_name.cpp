#include "crucible/strategies/spoken_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "crucible/base/text.hpp"

namespace crucible::strategies {
namespace {

/// Words that are not simply lower case, as they are written.
constexpr std::array written_words{
    "Alder",        "Appel",     "Baeyer",      "Balz",        "Barbier",      "Barton",
    "Baylis",       "Beckmann",  "Biginelli",   "Birch",       "Bischler",     "Boc",
    "Buchwald",     "CBS",       "Cadiot",      "Chan",        "Chaykovsky",   "Chodkiewicz",
    "Claisen",      "Clarke",    "Clemmensen",  "Cope",        "Corey",        "Crafts",
    "Curtius",      "DIBAL",     "Debus",       "Dess",        "Dieckmann",    "Diels",
    "Doebner",      "E2",        "Emmons",      "Eschweiler",  "Evans",        "Finkelstein",
    "Fischer",      "Friedel",   "Friedlander", "Gabriel",     "Glaser",       "Goldberg",
    "Grignard",     "Haack",     "Hantzsch",    "Hartwig",     "Heck",         "Henry",
    "Hillman",      "Hiyama",    "Hofmann",     "Horner",      "Hunsdiecker",  "Ireland",
    "Johnson",      "Jones",     "Julia",       "Khand",       "Kishner",      "Knoevenagel",
    "Knorr",        "Kocienski", "Kolbe",       "Krapcho",     "Kumada",       "Lam",
    "Larock",       "LiAlH4",    "Lindlar",     "Luche",       "Madelung",     "Mannich",
    "Markovnikov",  "Martin",    "McCombie",    "Meerwein",    "Michael",      "Mitsunobu",
    "Miyaura",      "Mukaiyama", "Napieralski", "Nazarov",     "Nef",          "Negishi",
    "Niementowski", "Ohira",     "PCC",         "Paal",        "Pauson",       "Peterson",
    "Phillips",     "Pictet",    "Pinner",      "Pinnick",     "Radziszewski", "Reformatsky",
    "Robinson",     "SN1",       "SN2",         "SNAr",        "Saegusa",      "Sandmeyer",
    "Schiemann",    "Schmidt",   "Schmitt",     "Schotten",    "Seebach",      "Sharpless",
    "Simmons",      "Skraup",    "Smith",       "Sonogashira", "Spengler",     "Steglich",
    "Stille",       "Stork",     "Strecker",    "Suzuki",      "Swern",        "TEMPO",
    "Tebbe",        "Thorpe",    "Ullmann",     "Villiger",    "Vilsmeier",    "Wagner",
    "Wadsworth",    "Weinreb",   "Williamson",  "Wittig",      "Wolff",        "Ziegler",
    "mCPBA",        "Bestmann",  "Baumann"};

std::string spoken_word(const std::string& word) {
    const std::string plain = lower(word);
    for (const char* written : written_words)
        if (lower(written) == plain) return written;
    // Locants and elements: N-acetylation, C-H, O-.
    return word.size() == 1 ? word : plain;
}

}  // namespace

std::string spoken_name(std::string_view name) {
    std::string out, word;
    const auto end_word = [&] {
        out += spoken_word(word);
        word.clear();
    };
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c))) {
            word += c;
            continue;
        }
        end_word();
        out += c;
    }
    end_word();
    return out;
}

}  // namespace crucible::strategies
