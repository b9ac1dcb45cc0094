#pragma once
// Described structs: a plain struct lists its members once, and reading, checking, help, schema,
// docs and hashing all work on that list. `describe(Fields&)` is ordinary code, compiled once; the
// member's C++ type is reduced to a `Type`, plain data over a closed set.
//
//   struct Relax {
//       Pressure pressure;
//       int steps = 500;
//       void describe(Fields& f) {
//           f("pressure", pressure, "External pressure").within(-10, 1000);
//           f("steps", steps, "Most evaluations per structure").within(1, 100000);
//       }
//   };

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "crucible/base/units.hpp"

namespace crucible {

class Fields;

/// What a step makes and takes: the tag that references are checked by.
enum class Artefact { structures, table, model, volume, routes, stock, templates, file };
std::string_view artefact_name(Artefact);

/// A reference as written: "@step.output", "@step", "@input" or a file. Empty = none.
template <Artefact A>
struct Ref {
    std::string text;
};

template <class T>
struct Range {
    T low{}, high{};
};

/// One value of an enumeration; enumerators count 0, 1, 2... in this order.
struct Name {
    std::string_view name, sentence;
};

/// For switches of the command line.
enum class Flag { off, on };
inline std::span<const Name> names(Flag) {
    static constexpr Name all[] = {{"off", ""}, {"on", ""}};
    return all;
}

/// The shape of a member's type, and how to reach into it.
struct Type {
    enum class Kind { integer, number, text, path, choice, reference, list, range, table, one_of };
    Kind kind;
    Dimension dimension{};                       ///< number
    int bytes = 0;                               ///< integer: sizeof
    std::span<const Name> (*names)() = nullptr;  ///< choice
    Artefact artefact{};                         ///< reference
    const Type* (*element)() = nullptr;  ///< list, range (two in a row in memory, `stride` apart)
    std::size_t stride = 0;
    void* (*append)(void*) = nullptr;  ///< list: adds a default element
    void (*clear)(void*) = nullptr;    ///< list
    std::size_t (*size)(const void*) = nullptr;
    void* (*at)(void*, std::size_t) = nullptr;
    void (*describe)(void*, Fields&) = nullptr;  ///< table
    struct Alternative {
        std::string_view name, sentence;
        void* (*emplace)(void*);
        void (*describe)(void*, Fields&);
    };
    std::span<const Alternative> (*alternatives)() = nullptr;  ///< one_of
    std::size_t (*index)(const void*) = nullptr;
    void* (*current)(void*) = nullptr;
};

template <class T>
const Type& type_of();

/// One described member.
class Field {
public:
    /// The study must give it; the example is shown in help.
    Field& required(std::string_view example) {
        is_required = true;
        example_ = example;
        return *this;
    }
    /// Inclusive bounds, in the shown unit; for lists and ranges they bound each element.
    Field& within(double low, double high) {
        bounded = true, lowest = low, highest = high;
        return *this;
    }
    /// Unit shown instead of the dimension's usual one.
    Field& in(std::string_view unit) {
        unit_ = unit;
        return *this;
    }
    /// On the command line the inputs that follow the verb go here.
    Field& positional() {
        is_positional = true;
        return *this;
    }
    /// A two-valued choice that on the command line takes no value: naming it means the second.
    Field& flag() {
        is_flag = true;
        return *this;
    }
    /// A list whose elements may hold commas: on the command line each use gives one element.
    Field& one_each() {
        is_one_each = true;
        return *this;
    }
    /// A path that is not where the study says may be found by its name alone: `locate` gives the
    /// file or throws.
    Field& found_by(std::filesystem::path (*locate)(const std::filesystem::path&)) {
        locate_ = locate;
        return *this;
    }
    /// Besides a path, the field takes '@step.output' with an output of this kind.
    Field& or_made(Artefact a) {
        made = a;
        return *this;
    }
    /// The file that a path field's value means, relative paths starting at `directory`.
    std::filesystem::path file(const std::filesystem::path& directory,
                               const std::filesystem::path& value) const;
    /// Cannot change results, so it does not enter the step's key.
    Field& not_hashed() {
        hashed = false;
        return *this;
    }

    std::string_view name, sentence;
    const Type* type = nullptr;
    void* address = nullptr;
    bool is_required = false, is_positional = false, is_flag = false, is_one_each = false,
         bounded = false, hashed = true;
    double lowest = 0, highest = 0;
    std::optional<Artefact> made;  ///< what a path field takes from other steps
    std::string_view example() const { return example_; }
    /// Unit in which the field is shown; "" for plain numbers.
    std::string_view unit() const;

private:
    std::string_view example_, unit_;
    std::filesystem::path (*locate_)(const std::filesystem::path&) = nullptr;
};

struct Preset {
    std::string_view name, sentence, toml;
};
/// An output file of a step.
struct Output {
    Artefact artefact;
    std::string_view name, file, sentence;
};
/// A results row that a step will give.
struct Given {
    std::string_view id, unit, sentence;
};
/// A figure drawn from columns of a table that the step makes; `report` knows the forms.
struct FigureSpec {
    std::string_view id{}, form{}, table{}, x{}, y{}, error{}, label{}, title{}, caption{};
};
/// A structure output to be shown in the report, one still and viewer per frame.
struct ViewSpec {
    std::string_view output{}, title{};
    int most = 12;
};

class Fields {
public:
    template <class T>
    Field& operator()(std::string_view name, T& member, std::string_view sentence) {
        Field f;
        f.name = name, f.sentence = sentence, f.type = &type_of<T>(), f.address = &member;
        fields.push_back(f);
        return fields.back();
    }
    void preset(std::string_view name, std::string_view sentence, std::string_view toml) {
        presets.push_back({name, sentence, toml});
    }
    /// A command that a reader may run; the first thing in the step's help.
    void example(std::string_view command) { examples.push_back(command); }
    void makes(Artefact a, std::string_view name, std::string_view file,
               std::string_view sentence) {
        outputs.push_back({a, name, file, sentence});
    }
    void gives(std::string_view id, std::string_view unit, std::string_view sentence) {
        rows.push_back({id, unit, sentence});
    }
    void figure(FigureSpec spec) { figures.push_back(spec); }
    void view(ViewSpec spec) { views.push_back(spec); }

    std::vector<Field> fields;
    std::vector<Preset> presets;
    std::vector<Output> outputs;
    std::vector<Given> rows;
    std::vector<FigureSpec> figures;
    std::vector<ViewSpec> views;
    std::vector<std::string_view> examples;
};

// ---- How C++ types become a Type
// ------------------------------------------------------------------

namespace detail {
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {
    using element = T;
};
template <class T>
struct is_range : std::false_type {};
template <class T>
struct is_range<Range<T>> : std::true_type {
    using element = T;
};
template <class T>
struct is_quantity : std::false_type {};
template <int N>
struct is_quantity<Quantity<N>> : std::true_type {};
template <class T>
struct is_ref : std::false_type {};
template <Artefact A>
struct is_ref<Ref<A>> : std::true_type {
    static constexpr Artefact artefact = A;
};
template <class T>
struct is_variant : std::false_type {};
template <class T>
concept Described = requires(T t, Fields& f) {
    t.describe(f);
};
template <class T>
void describe_object(void* p, Fields& f) {
    static_cast<T*>(p)->describe(f);
}

template <class... Ts>
struct is_variant<std::variant<Ts...>> : std::true_type {
    using V = std::variant<Ts...>;
    static std::span<const Type::Alternative> alternatives() {
        static const Type::Alternative all[] = {
            {Ts::name, Ts::sentence,
             [](void* v) -> void* { return &static_cast<V*>(v)->template emplace<Ts>(); },
             &describe_object<Ts>}...};
        return all;
    }
    static void* current(void* v) {
        return std::visit([](auto& x) -> void* { return &x; }, *static_cast<V*>(v));
    }
    static std::size_t index(const void* v) { return static_cast<const V*>(v)->index(); }
};

template <class T>
Type make_list_type() {
    using E = typename is_vector<T>::element;
    Type t{.kind = Type::Kind::list};
    t.element = [] { return &type_of<E>(); };
    t.append = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
    t.clear = [](void* p) { static_cast<T*>(p)->clear(); };
    t.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
    t.at = [](void* p, std::size_t i) -> void* { return &(*static_cast<T*>(p))[i]; };
    return t;
}

template <class T>
Type make_type() {
    if constexpr (std::is_enum_v<T>) {
        static_assert(sizeof(T) == sizeof(int), "a described enumeration is read as an int");
        return {.kind = Type::Kind::choice, .names = [] { return names(T{}); }};
    } else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::int64_t>) {
        return {.kind = Type::Kind::integer, .bytes = sizeof(T)};
    } else if constexpr (std::is_same_v<T, double>) {
        return {.kind = Type::Kind::number};
    } else if constexpr (is_quantity<T>::value) {
        static_assert(sizeof(T) == sizeof(double));
        return {.kind = Type::Kind::number, .dimension = T::dimension()};
    } else if constexpr (std::is_same_v<T, std::string>) {
        return {.kind = Type::Kind::text};
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
        return {.kind = Type::Kind::path};
    } else if constexpr (is_ref<T>::value) {
        return {.kind = Type::Kind::reference, .artefact = is_ref<T>::artefact};
    } else if constexpr (is_vector<T>::value) {
        return make_list_type<T>();
    } else if constexpr (is_range<T>::value) {
        using E = typename is_range<T>::element;
        return {.kind = Type::Kind::range,
                .element = [] { return &type_of<E>(); },
                .stride = sizeof(E)};
    } else if constexpr (is_variant<T>::value) {
        return {.kind = Type::Kind::one_of,
                .alternatives = &is_variant<T>::alternatives,
                .index = &is_variant<T>::index,
                .current = &is_variant<T>::current};
    } else {
        static_assert(Described<T>,
                      "a described member is an integer, double, Quantity, string, "
                      "path, enum, Ref, vector, Range, variant or described struct");
        return {.kind = Type::Kind::table, .describe = &describe_object<T>};
    }
}
}  // namespace detail

template <class T>
const Type& type_of() {
    static const Type type = detail::make_type<T>();
    return type;
}

}  // namespace crucible
