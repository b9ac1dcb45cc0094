// synthesis.train: nets that rank templates, learned from recorded reactions.

#include <fmt/format.h>

#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/policy.hpp"
#include "crucible/synthesis/policy_data.hpp"
#include "crucible/synthesis/template_library.hpp"

namespace crucible::synthesis {

static std::span<const Name> names(LabelCorrection) {
    static constexpr Name all[] = {{"none", "the template that was extracted from it"},
                                   {"all", "every template that gives its reactants"},
                                   {"general", "of these, the most used one"}};
    return all;
}

}  // namespace crucible::synthesis

namespace crucible {
namespace {

constexpr const char* net_file = "net.model";

enum class WeightsAs { single, bytes };
std::span<const Name> names(WeightsAs) {
    static constexpr Name all[] = {{"single", "single precision"},
                                   {"bytes", "rounded to bytes: a quarter of the size"}};
    return all;
}

/// What one net came to.
struct PolicyFit {
    std::vector<learn::ClassifierEpoch> curve;
    std::map<int, double> train_top, held_out_top;  ///< by k
    double rows = 0, unlabelled = 0, inapplicable = 0, unread = 0;
    double data_seconds = 0, seconds = 0;

    std::string encode() const;
    static PolicyFit decode(std::string_view);
};

std::string PolicyFit::encode() const {
    Value v, lines = Value::make_list(), top = Value::make_table();
    for (const auto& e : curve)
        lines.push(list_of({static_cast<double>(e.epoch), e.rate, e.loss, e.top1}));
    for (const auto& [k, share] : held_out_top) top.set(std::to_string(k), share);
    v.set("curve", std::move(lines));
    v.set("top", std::move(top));
    v.set("counts", list_of({rows, unlabelled, inapplicable, unread, data_seconds, seconds}));
    return to_json(v);
}

PolicyFit PolicyFit::decode(std::string_view record) {
    const Value v = parse_json(record, "item");
    PolicyFit f;
    for (const Value& line : v["curve"].list) {
        const auto n = numbers_in(line);
        if (n.size() == 4) f.curve.push_back({static_cast<int>(n[0]), n[1], n[2], n[3]});
    }
    for (const Member& m : v["top"].table) f.held_out_top[std::stoi(m.key)] = m.value.real();
    const auto n = numbers_in(v["counts"]);
    if (n.size() == 6)
        f.rows = n[0], f.unlabelled = n[1], f.inapplicable = n[2], f.unread = n[3],
        f.data_seconds = n[4], f.seconds = n[5];
    if (n.size() != 6 || f.curve.empty())
        throw InputError("E-json", "a record of a trained net is damaged", "run the step again");
    return f;
}

struct SynthesisTrain {
    Ref<Artefact::table> reactions, held_out;
    Ref<Artefact::templates> templates;
    int nets = 1, width = 512, highways = 0, radius = 2, bits = 16384, epochs = 8, batch = 256,
        threads = 1;
    double rate = 1e-3, dropout = 0.5;
    Flag classes = Flag::off, mask = Flag::on, chirality = Flag::on;
    WeightsAs weights = WeightsAs::single;
    synthesis::LabelCorrection correction = synthesis::LabelCorrection::none;

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions to learn from, each with its template")
            .required("@extract.reactions")
            .positional();
        f("templates", templates, "Templates to choose from").required("@extract.templates");
        f("held_out", held_out, "Reactions that are only asked about, to see what was learned");
        f("nets", nets, "Nets that are trained, each from other first weights").within(1, 32);
        f("width", width, "Width of the hidden layers").within(16, 8192);
        f("highways", highways, "Highway layers behind the first").within(0, 16);
        f("radius", radius, "Bonds around an atom in the fingerprint").within(0, 6);
        f("bits", bits, "Length of the fingerprint").within(64, 1 << 20);
        f("chirality", chirality, "Whether the fingerprint knows R from S");
        f("mask", mask, "Whether templates that do not apply are left out of the softmax");
        f("classes", classes, "Whether the class of the reaction is told with the product");
        f("correction", correction, "Which templates count as right for a reaction");
        f("epochs", epochs, "Times that every reaction is learned from").within(1, 10000);
        f("batch", batch, "Reactions per step").within(1, 65536);
        f("rate", rate, "Learning rate of Adam; it falls to a tenth").within(1e-8, 1);
        f("dropout", dropout, "Share of hidden numbers that are left out of a step")
            .within(0, 0.95);
        f("weights", weights, "How weights are stored");
        f("threads", threads, "Threads of each net; results do not depend on them").within(1, 256);
        f.preset("segler2017", "The net of doi:10.1002/chem.201605499: no mask, 2048 bits",
                 "mask = 'off'\nbits = 2048\ndropout = 0.4\nchirality = 'off'");
        f.preset("highway", "Five highway layers behind the first (doi:10.1038/nature25978)",
                 "width = 256\nhighways = 5");
        f.preset("accurate", "Three nets of larger fingerprints",
                 "nets = 3\nradius = 3\nwidth = 1024");
        f.example(
            "crucible synthesis train reactions.csv.gz --templates templates.csv --run policy");
        f.makes(Artefact::model, "policy", "policy.model", "The policy: all nets");
        f.makes(Artefact::table, "curve", "curve.csv", "Loss and accuracy of each epoch");
        f.gives("reactions", "", "Reactions that were learned from");
        f.gives("without-template", "", "Left out: their template is not among those given");
        f.gives("inapplicable", "", "Left out: their template does not apply to the product");
        f.gives("loss.*", "", "Mean of -log p of the right template in the last epoch");
        f.gives("top-1.*", "", "Held-out reactions whose template is the likeliest");
        f.gives("top-10.*", "", "Held-out reactions whose template is among the likeliest ten");
        f.gives("seconds.*", "s", "CPU time of a net's training, without reading");
        f.gives("reading.*", "s", "CPU time of fingerprints and applicable templates");
        f.figure({.id = "learning",
                  .form = "line",
                  .table = "curve",
                  .x = "epoch",
                  .y = "loss",
                  .label = "net",
                  .title = "Learning.",
                  .caption = "Loss per reaction while the weights moved, dropout included."});
    }

    synthesis::PolicyInputs inputs() const {
        synthesis::PolicyInputs in;
        in.morgan = {radius, static_cast<std::uint32_t>(bits), chirality == Flag::on};
        in.classes = classes == Flag::on ? 10 : 0;
        return in;
    }

    static std::vector<synthesis::PolicyExample> examples(
        const std::vector<std::filesystem::path>& files,
        const synthesis::TemplateLibrary& library) {
        std::vector<synthesis::PolicyExample> all;
        for (const auto& r : chem::read_reactions(files).records)
            all.push_back(
                {r.product, library.index_of(r.retro_template), r.reaction_class, r.reactants});
        return all;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const RunContext& context = worker.context();
        const auto library = synthesis::TemplateLibrary::open(worker.open(templates).at(0));
        PolicyFit fit;
        double begin = process_cpu_seconds();
        const auto read = [&](const Ref<Artefact::table>& from, synthesis::LabelCorrection labels,
                              double start, double end) {
            return synthesis::policy_data(examples(worker.open(from), library), library.set,
                                          inputs(), labels, threads, [&](double share) {
                                              context.progress(start + (end - start) * share, 1,
                                                               "nets");
                                              return !context.stopping();
                                          });
        };
        const auto data = read(reactions, correction, 0, 0.3);
        fit.data_seconds = process_cpu_seconds() - begin;
        fit.rows = static_cast<double>(data.rows.size());
        fit.unlabelled = static_cast<double>(data.unlabelled);
        fit.inapplicable = static_cast<double>(data.inapplicable);
        fit.unread = static_cast<double>(data.unread);
        begin = process_cpu_seconds();
        const learn::ClassifierShape shape{
            {inputs().columns(), static_cast<std::uint32_t>(width), highways},
            static_cast<std::uint32_t>(library.set.size())};
        const auto number = static_cast<std::uint64_t>(item);
        learn::Classifier net(shape, {context.seed(), StreamId::dense_nets, number});
        learn::LabelledRows rows = data.view();
        if (mask == Flag::off) rows.candidates = nullptr;
        learn::ClassifierTraining training(net, rows,
                                           {.epochs = epochs,
                                            .batch = batch,
                                            .rate = rate,
                                            .dropout = dropout,
                                            .seed = context.seed(),
                                            .item = number,
                                            .threads = threads});
        run_to_end(training, worker, item);
        fit.seconds = process_cpu_seconds() - begin;
        fit.curve = training.curve();
        if (!held_out.text.empty()) {
            const auto asked = read(held_out, synthesis::LabelCorrection::none, 0.95, 1);
            for (const int k : {1, 10})
                fit.held_out_top[k] =
                    synthesis::label_accuracy(net, asked, static_cast<std::size_t>(k));
        }
        const auto folder = worker.folder(item);
        make_directories(folder);
        write_atomic(folder / net_file,
                     learn::to_bytes(net, Value::make_table(),
                                     weights == WeightsAs::bytes ? learn::WeightFormat::bytes
                                                                 : learn::WeightFormat::single));
        return fit.encode();
    }

    static void run_to_end(learn::ClassifierTraining& training, Worker& worker, std::int64_t item) {
        const RunContext& context = worker.context();
        Checkpoint checkpoint = worker.checkpoint(item, {.seconds = 60, .fraction = 0.05});
        if (const auto saved = checkpoint.load()) training.restore(*saved);
        training.run([&] {
            context.progress(0.3 + 0.65 * training.progress(), 1, "nets");
            if (!training.curve().empty()) context.metric("loss", training.curve().back().loss, "");
            if (checkpoint.due() || context.stopping()) checkpoint.save(training.save());
            return !context.stopping();
        });
        if (!training.is_done()) throw Stopped{};
    }

    void run(StepRun& r) const {
        const auto library = synthesis::TemplateLibrary::open(r.open(templates).at(0));
        r.items(nets);
        std::vector<PolicyFit> fits;
        r.each([&](std::int64_t, std::string_view record) {
            fits.push_back(PolicyFit::decode(record));
        });
        std::vector<std::string> files;
        for (int i = 0; i < nets; ++i)
            files.push_back(
                read_file(r.directory() / "ckpt" / fmt::format("folder-{}", i) / net_file));
        Value how;
        how.set("seed", static_cast<std::int64_t>(r.context().seed()));
        how.set("reactions", fits[0].rows);
        how.set("epochs", epochs);
        r.make("policy", synthesis::policy_bytes(files, inputs(), library.set.hash(), how));
        give(r, fits);
    }

    static void give(StepRun& r, const std::vector<PolicyFit>& fits) {
        Table curve;
        auto& net = curve.add_texts("net");
        for (std::size_t i = 0; i < fits.size(); ++i)
            net.insert(net.end(), fits[i].curve.size(), fmt::format("net {}", i + 1));
        const auto column = [&](const char* name, auto&& value) {
            auto& numbers = curve.add_numbers(name);
            for (const auto& f : fits)
                for (const auto& e : f.curve) numbers.push_back(value(e));
        };
        column("epoch", [](const auto& e) { return static_cast<double>(e.epoch); });
        column("rate", [](const auto& e) { return e.rate; });
        column("loss", [](const auto& e) { return e.loss; });
        column("top-1", [](const auto& e) { return e.top1; });
        r.make("curve", to_csv(curve));
        r.row(
            Row::number("reactions", fits[0].rows - fits[0].unlabelled - fits[0].inapplicable, ""));
        r.row(Row::number("without-template", fits[0].unlabelled, ""));
        r.row(Row::number("inapplicable", fits[0].inapplicable, ""));
        for (std::size_t i = 0; i < fits.size(); ++i) {
            const auto name = [&](const char* what) { return fmt::format("{}.{}", what, i + 1); };
            r.row(Row::number(name("loss"), fits[i].curve.back().loss, ""));
            for (const auto& [k, share] : fits[i].held_out_top)
                r.row(Row::number(name(fmt::format("top-{}", k).c_str()), share, ""));
            r.row(Row::number(name("seconds"), fits[i].seconds, "s"));
            r.row(Row::number(name("reading"), fits[i].data_seconds, "s"));
        }
        if (fits[0].unread > 0)
            r.context().warn(
                fmt::format("{} products are no molecules and were left out", fits[0].unread));
    }
};

}  // namespace

void register_synthesis_train(Registry& r) {
    r.add<SynthesisTrain>("synthesis.train", {1},
                          "Train a policy that ranks templates for a molecule");
}

}  // namespace crucible
