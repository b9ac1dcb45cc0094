#include "crucible/study/prepared_step.hpp"

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/runner.hpp"

namespace crucible {

PreparedStep prepare_step(const StepType& type, const std::filesystem::path& step_directory) {
    const Value doc = read_json((step_directory / "step.json").string());
    PreparedStep p;
    p.object = type.create();
    p.name = doc["step"].text, p.key = doc["key"].text;
    p.seed = static_cast<std::uint64_t>(doc["seed"].integer);
    Problems problems;
    Fields f;
    type.describe(p.object.get(), f);
    fill(doc["parameters"], f, problems, p.name);
    if (!problems.empty()) throw StudyError(std::move(problems));

    const std::filesystem::path root =
        std::filesystem::absolute(step_directory).parent_path().parent_path();
    p.resolve = [files = doc["files"], root](const std::string& text) {
        std::vector<std::filesystem::path> out;
        for (const Value& v : files[text].list) out.push_back((root / v.text).lexically_normal());
        return out;
    };
    Fields again;
    type.describe(p.object.get(), again);
    walk(again, [&](const Leaf& leaf) {
        if (leaf.type->kind != Type::Kind::path) return;
        auto& path = *static_cast<std::filesystem::path*>(leaf.address);
        if (!path.empty()) path = p.resolve(path.string()).at(0);
    });
    return p;
}

int run_worker(const std::filesystem::path& step_directory, const std::filesystem::path& log,
               std::int64_t memory_bytes, const Registry& registry) {
    return serve_items(log, memory_bytes, [&](const WorkerLink& link) -> WorkFunction {
        const Value doc = read_json((step_directory / "step.json").string());
        const StepType* type = registry.find(doc["type"].text);
        if (!type || !type->work)
            throw InputError("E-worker-step", "this program has no such step with items",
                             "use the program that made the run", {step_directory.string()});
        auto prepared = std::make_shared<PreparedStep>(prepare_step(*type, step_directory));
        auto worker = std::make_shared<Worker>(
            RunContext(prepared->name, prepared->seed, link.events, link.stop), prepared->resolve,
            std::filesystem::absolute(step_directory), prepared->key);
        return [type, prepared, worker](std::int64_t item) {
            return type->work(prepared->object.get(), item, *worker);
        };
    });
}

}  // namespace crucible
