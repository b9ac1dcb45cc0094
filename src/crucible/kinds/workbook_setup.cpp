#include "crucible/kinds/workbook_setup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"

namespace crucible {
namespace {

namespace fs = std::filesystem;

/// The file below the folder that a path of a page means.
fs::path file_below(const fs::path& folder, const fs::path& written) {
    const fs::path root = fs::weakly_canonical(folder);
    fs::path file = fs::weakly_canonical(root / written);
    const auto apart = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
    if (apart.first != root.end() || !fs::exists(file))
        throw InputError("E-workbook-request",
                         fmt::format("there is no file {}", in_quotes(written.string())),
                         "name a file below the folder that is served");
    return file;
}

void fill_setup(const Value& v, WorkbookSetup& setup) {
    Fields f;
    setup.describe(f);
    Problems problems;
    fill(v, f, problems, "");
    if (!problems.empty()) throw StudyError(std::move(problems));
}

/// The same with paths that begin at the folder.
Value with_whole_paths(const Value& written, const fs::path& folder) {
    WorkbookSetup setup;
    Fields f;
    setup.describe(f);
    Value out = written;
    for (const Field& field : f.fields) {
        Value* v = out.find(field.name);
        const bool is_list = field.type->kind == Type::Kind::list;
        const Type& type = is_list ? *field.type->element() : *field.type;
        if (!v || type.kind != Type::Kind::path) continue;
        if (v->is(Value::Kind::text)) v->text = file_below(folder, v->text).string();
        for (Value& one : v->list)
            if (one.is(Value::Kind::text)) one.text = file_below(folder, one.text).string();
    }
    return out;
}

}  // namespace

void WorkbookSetup::describe(Fields& f) {
    Fields all;
    plan.describe(all);
    static constexpr std::string_view said_inside[] = {
        "freeze",          "cut",   "banned_rules", "banned_molecules",
        "banned_elements", "start", "buy_target"};
    for (const Field& field : all.fields)
        if (std::ranges::find(said_inside, field.name) == std::end(said_inside))
            f.fields.push_back(field);
    f.presets = all.presets;
}

Value with_shipped(Value written) {
    const Value shipped = shipped_with_plans(written);
    for (const Member& m : shipped.table)
        if (!written.find(m.key)) written.set(m.key, m.value);
    return written;
}

WorkbookSetup workbook_setup(const Value& written, const fs::path& folder) {
    WorkbookSetup setup;
    fill_setup(written, setup);  // so that what is no setting is told before any file is looked at
    setup = {};
    fill_setup(with_shipped(with_whole_paths(written, folder)), setup);
    return setup;
}

void use_plan(synthesis::Workbook& book, OpenedPlan& plan) {
    if (plan.advised) plan.advised->set_target(book.target());
    book.use(
        {&plan.moves(), &plan.sources.stock, plan.sources.rollout.get(), plan.sources.value.get()});
}

}  // namespace crucible
