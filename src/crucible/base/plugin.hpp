#pragma once
// Parts of Crucible that are loaded by name once they are needed, because linking them would make
// every start slow: the library libcrucible_NAME.so beside the program.

#include <string_view>
#include <vector>

namespace crucible {

/// The name of a function that a plug-in gives, and its type. Both sides include the same key.
template <class Signature>
struct PluginKey {
    std::string_view name;
};

/// What a plug-in gives. It is never unloaded: functions and texts point into it.
class Plugin {
public:
    template <class Signature>
    void add(PluginKey<Signature> key, Signature* function) {
        entries_.push_back({key.name, reinterpret_cast<void (*)()>(function)});
    }
    /// nullptr for a function that this plug-in does not have.
    template <class Signature>
    Signature* find(PluginKey<Signature> key) const {
        for (const Entry& e : entries_)
            if (e.name == key.name) return reinterpret_cast<Signature*>(e.function);
        return nullptr;
    }

private:
    struct Entry {
        std::string_view name;
        void (*function)() = nullptr;
    };
    std::vector<Entry> entries_;
};

/// The plug-in, loaded at the first call; nullptr where it was not built. Its file is
/// $CRUCIBLE_PLUGINS/libcrucible_NAME.so, or lies beside the program. Throws NotBuiltError
/// (E-plugin) for one that is there and does not fit.
const Plugin* find_plugin(std::string_view name);
/// As `find_plugin`; throws NotBuiltError (E-plugin) where it was not built, too.
const Plugin& need_plugin(std::string_view name);

/// What a plug-in exports under these two names, as extern "C": a word that says which sources it
/// was built from, and a function that fills the table.
inline constexpr const char* plugin_word_symbol = "crucible_plugin_word";
inline constexpr const char* plugin_fill_symbol = "crucible_plugin_fill";
using PluginFill = void(Plugin&);

}  // namespace crucible
