// Trees of cards: columns from left to right where they fit, else an outline from top to bottom.

#include <algorithm>
#include <cmath>
#include <iterator>

#include "crucible/report/forms.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr double widest_card = 118, narrowest_card = 84, card_height = 84, card_gap = 10;
constexpr double least_arrow = 34, outline_indent = 30, outline_note = 11;
constexpr double outline_plus = 14;  // between cards of one row
constexpr double card_padding = 5, word_room = 11;

constexpr double step_text = 7.5, step_line = 11, step_gap = 12;

/// Steps from the goal, children in their order.
struct Branches {
    std::vector<std::vector<std::size_t>> children;
    std::vector<int> depth;
    int deepest = 0;
};

Branches branches_of(const TreePlot& tree) {
    Branches b;
    b.children.resize(tree.cards.size());
    b.depth.assign(tree.cards.size(), 0);
    for (std::size_t i = 1; i < tree.cards.size(); ++i) {
        const auto parent = static_cast<std::size_t>(tree.cards[i].parent);
        b.children[parent].push_back(i);
        b.depth[i] = b.depth[parent] + 1;
        b.deepest = std::max(b.deepest, b.depth[i]);
    }
    return b;
}

/// Where the cards lie.
struct CardPlaces {
    std::vector<Box> boxes;
    bool is_outline = false;
    double height = 0;
};

/// Leaves one below the other; what is made stands in the middle of what it is made of.
double place_columns(const Branches& b, std::size_t card, double top, double pitch,
                     double card_width, CardPlaces& out) {
    double bottom = top, first = 0, last = 0;
    for (const std::size_t child : b.children[card]) {
        bottom = place_columns(b, child, bottom, pitch, card_width, out);
        const Box& box = out.boxes[child];
        last = (box.y0 + box.y1) / 2;
        if (child == b.children[card].front()) first = last;
    }
    if (b.children[card].empty()) {
        first = last = top + card_height / 2;
        bottom = top + card_height + card_gap;
    }
    const double x = b.depth[card] * pitch, y = (first + last) / 2;
    out.boxes[card] = {x, y - card_height / 2, x + card_width, y + card_height / 2};
    return bottom;
}

/// What is given stands in rows beside each other, below it what has branches of its own.
double place_outline(const Branches& b, std::size_t card, double indent, double width, Point at,
                     CardPlaces& out) {
    out.boxes[card] = {at.x, at.y, at.x + widest_card, at.y + card_height};
    const std::vector<std::size_t>& children = b.children[card];
    double bottom = at.y + card_height + card_gap + (children.empty() ? 0 : outline_note);
    const double left = at.x + indent, pitch = widest_card + outline_plus;
    std::size_t given = 0;
    for (const std::size_t child : children) given += b.children[child].empty();
    // One with branches stands in their row, too, where the row has room for all.
    const bool is_shared =
        given < children.size() && left + static_cast<double>(given) * pitch + widest_card <= width;
    double x = is_shared ? left + pitch : left;
    for (const std::size_t child : children) {
        if (!b.children[child].empty()) continue;
        if (x > left && x + widest_card > width) x = left, bottom += card_height + card_gap;
        out.boxes[child] = {x, bottom, x + widest_card, bottom + card_height};
        x += pitch;
    }
    if (x > left && !is_shared) bottom += card_height + card_gap;
    for (const std::size_t child : children)
        if (!b.children[child].empty())
            bottom = place_outline(b, child, indent, width, {left, bottom}, out);
    return bottom;
}

CardPlaces place_cards(const TreePlot& tree, const Branches& b, double width) {
    CardPlaces out;
    out.boxes.resize(tree.cards.size());
    const double columns = b.deepest + 1;
    const double card_width =
        std::min(widest_card, (width - (columns - 1) * least_arrow) / columns);
    if (card_width >= narrowest_card) {
        const double pitch =
            b.deepest > 0 ? std::min((width - card_width) / b.deepest, 1.9 * widest_card) : 0;
        out.height = place_columns(b, 0, 0, pitch, card_width, out) - card_gap;
    } else {
        out.is_outline = true;
        const double indent =
            std::min(outline_indent, std::max(0.0, width - widest_card) / b.deepest);
        out.height = place_outline(b, 0, indent, width, {0, 0}, out) - card_gap;
    }
    return out;
}

/// One scale for all sketches unless one of them would become too small: that one shrinks alone.
std::vector<double> sketch_scales(const TreePlot& tree, double card_width) {
    constexpr double least_common = 0.55;
    std::vector<double> fits;
    for (const TreePlot::Card& c : tree.cards) {
        const double w = card_width - 2 * card_padding;
        const double h = card_height - 2 * card_padding - (c.word.empty() ? 0 : word_room);
        fits.push_back(
            c.sketch.shapes.empty() ? 1 : std::min({1.0, w / c.sketch.width, h / c.sketch.height}));
    }
    const double common = std::max(least_common, *std::min_element(fits.begin(), fits.end()));
    for (double& f : fits) f = std::min(f, common);
    return fits;
}

void draw_sketch(Svg& svg, const Sketch& sketch, Point centre, double scale) {
    const Point corner{centre.x - scale * sketch.width / 2, centre.y - scale * sketch.height / 2};
    for (const Sketch::Shape& s : sketch.shapes) {
        std::vector<Point> points;
        for (const auto& [x, y] : s.points)
            points.push_back({corner.x + scale * x, corner.y + scale * y});
        if (s.kind == Sketch::Shape::Kind::line)
            svg.polyline(points, {s.hue, scale * s.size});
        else if (s.kind == Sketch::Shape::Kind::area)
            svg.polygon(points, {s.hue, s.opacity});
        else
            svg.text_at(points.front(), marked(s.letter), {scale * s.size, s.hue});
    }
}

Pen card_pen(TreePlot::Card::State state) {
    using State = TreePlot::Card::State;
    switch (state) {
        case State::goal:
            return {Hue::ink, 1.5};
        case State::given:
            return {Hue::s3, 1.5};
        case State::missing:
            return {Hue::fail, 1};
        case State::between:
            break;
    }
    return {Hue::grey, 0.75, "3 2"};
}

void draw_card(Svg& svg, const TreePlot::Card& card, const Box& box, double scale) {
    using State = TreePlot::Card::State;
    svg.frame(box, card_pen(card.state));
    const double room = card.word.empty() ? 0 : word_room;
    draw_sketch(svg, card.sketch, {(box.x0 + box.x1) / 2, (box.y0 + box.y1 - room) / 2}, scale);
    if (card.word.empty()) return;
    const Hue hue = card.state == State::given     ? Hue::s3
                    : card.state == State::missing ? Hue::fail
                                                   : Hue::ink2;
    const TextStyle style{7, hue, Anchor::middle};
    const std::string word = fit_text(marked(card.word), style.size, box.width() - 18);
    const Box text = svg.text_at({(box.x0 + box.x1) / 2 + 4, box.y1 - 4.5}, word, style);
    const double x = text.x0 - 9, y = box.y1 - 7;
    if (card.state == State::given) {
        const Point tick[] = {{x, y}, {x + 2.2, y + 2.4}, {x + 6, y - 2.6}};
        svg.polyline(tick, {hue, 1});
    } else if (card.state == State::missing) {
        const std::array<Point, 2> cross[] = {{{{x, y - 2.5}, {x + 5, y + 2.5}}},
                                              {{{x, y + 2.5}, {x + 5, y - 2.5}}}};
        svg.segments(cross, {hue, 1});
    }
}

void draw_head(Svg& svg, Point tip, Point direction) {
    const Point side{-direction.y, direction.x};
    const Point head[] = {
        tip,
        {tip.x - 5 * direction.x + 2.4 * side.x, tip.y - 5 * direction.y + 2.4 * side.y},
        {tip.x - 5 * direction.x - 2.4 * side.x, tip.y - 5 * direction.y - 2.4 * side.y}};
    svg.polygon(head, {Hue::ink2});
}

void draw_number(Svg& svg, Point at, int number) {
    svg.disc(at, 6.2, {Hue::paper});
    svg.ring(at, 6.2, {Hue::ink2, 0.6});
    svg.text_at({at.x, at.y + 2.6}, std::to_string(number), {7.5, Hue::ink, Anchor::middle});
}

/// From the children's left edges to a bus, and from there one arrow to the product's right edge.
void draw_column_arrow(Svg& svg, const Branches& b, const std::vector<Box>& boxes, std::size_t card,
                       int number) {
    const Box& to = boxes[card];
    const double y = (to.y0 + to.y1) / 2, left = boxes[b.children[card].front()].x0;
    const double bus = b.children[card].size() > 1 ? left - 9 : left - 2;
    for (const std::size_t child : b.children[card]) {
        const double from = (boxes[child].y0 + boxes[child].y1) / 2;
        const Point path[] = {{left - 2, from}, {bus, from}, {bus, y}};
        svg.polyline(path, {Hue::ink2, 0.9});
    }
    svg.line({bus, y}, {to.x1 + 4, y}, {Hue::ink2, 0.9});
    draw_head(svg, {to.x1 + 2, y}, {-1, 0});
    draw_number(svg, {(bus + to.x1 + 6) / 2, y}, number);
}

/// A trunk below the product's left edge, with a twig to each row of what it is made of.
void draw_outline_arrow(Svg& svg, const Branches& b, const std::vector<Box>& boxes,
                        std::size_t card, int number, const std::string& note) {
    const Box& to = boxes[card];
    const double x = to.x0 + 9;
    double lowest = to.y1, left = boxes[b.children[card].front()].x0;
    for (const std::size_t child : b.children[card]) left = std::min(left, boxes[child].x0);
    for (const std::size_t child : b.children[card]) {
        const Box& from = boxes[child];
        const double y = (from.y0 + from.y1) / 2;
        lowest = std::max(lowest, y);
        if (from.x0 > left + 1)
            svg.text_at({from.x0 - outline_plus / 2, y + 3}, "+", {9, Hue::ink2, Anchor::middle});
        else if (from.x0 > x)
            svg.line({x, y}, {from.x0 - 2, y}, {Hue::ink2, 0.9});
    }
    svg.line({x, lowest}, {x, to.y1 + 4}, {Hue::ink2, 0.9});
    draw_head(svg, {x, to.y1 + 2}, {0, -1});
    draw_number(svg, {x, to.y1 + outline_note + 1}, number);
    if (!note.empty())
        svg.text_at({x + 10, to.y1 + outline_note - 1}, fit_text(marked(note), 7, 300),
                    {7, Hue::ink2});
}

/// Numbers of steps, from the goal backwards; 0 for a leaf.
std::vector<int> step_numbers(const Branches& b) {
    std::vector<int> numbers(b.children.size(), 0);
    int next = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!b.children[i].empty()) numbers[i] = ++next;
    return numbers;
}

/// "**3**  acylation, prior 0.2, ...": a line below the tree for each step that says something; a
/// text that begins with a line break gets a line of its own.
std::vector<std::string> step_lines(const TreePlot& tree, const std::vector<int>& numbers) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] == 0 || tree.cards[i].step.empty()) continue;
        std::string line = "**" + std::to_string(numbers[i]) + "**";
        const char* before = "  ";
        std::vector<std::string> own;
        for (const std::string& s : tree.cards[i].step) {
            if (s.starts_with('\n')) {
                own.push_back("      " + marked(s.substr(1)));
                continue;
            }
            line += before + marked(s), before = ", ";
        }
        out.push_back(std::move(line));
        std::ranges::move(own, std::back_inserter(out));
    }
    return out;
}

double steps_height(std::size_t lines) {
    return lines == 0 ? 0 : step_gap + static_cast<double>(lines) * step_line;
}

}  // namespace

void check(const TreePlot& tree) {
    if (tree.cards.empty()) cannot_draw("tree: no cards");
    for (std::size_t i = 0; i < tree.cards.size(); ++i) {
        const TreePlot::Card& c = tree.cards[i];
        const bool is_root = i == 0;
        if (is_root ? c.parent != -1 : c.parent < 0 || static_cast<std::size_t>(c.parent) >= i)
            cannot_draw("tree: card " + std::to_string(i) + " does not come behind its parent");
        if (!c.sketch.shapes.empty() && !(c.sketch.width > 0 && c.sketch.height > 0))
            cannot_draw("tree: a sketch without a size");
        for (const Sketch::Shape& s : c.sketch.shapes) {
            if (s.points.empty()) cannot_draw("tree: a shape without points");
            for (const auto& [x, y] : s.points)
                if (!std::isfinite(x) || !std::isfinite(y))
                    cannot_draw("tree: a point that is not finite");
        }
    }
}

double usual_height(const TreePlot& tree, double width) {
    if (tree.cards.empty()) return single_height;
    const Branches b = branches_of(tree);
    return place_cards(tree, b, width).height + 4 +
           steps_height(step_lines(tree, step_numbers(b)).size());
}

void draw(const TreePlot& tree, Svg& svg, const Box& box) {
    const Branches b = branches_of(tree);
    CardPlaces places = place_cards(tree, b, box.width());
    const std::vector<int> numbers = step_numbers(b);
    const std::vector<std::string> steps = step_lines(tree, numbers);
    const double room = box.height() - steps_height(steps.size());
    const double dy = std::max(0.0, (room - places.height) / 2);
    for (Box& p : places.boxes)
        p = {p.x0 + box.x0 + 1, p.y0 + box.y0 + dy, p.x1 + box.x0 - 1, p.y1 + box.y0 + dy};
    for (std::size_t i = 0; i < tree.cards.size(); ++i) {
        if (numbers[i] == 0) continue;
        const auto& step = tree.cards[i].step;
        if (places.is_outline)
            draw_outline_arrow(svg, b, places.boxes, i, numbers[i],
                               step.empty() ? "" : step.front());
        else
            draw_column_arrow(svg, b, places.boxes, i, numbers[i]);
    }
    const std::vector<double> scales = sketch_scales(tree, places.boxes[0].width());
    for (std::size_t i = 0; i < tree.cards.size(); ++i)
        draw_card(svg, tree.cards[i], places.boxes[i], scales[i]);
    double y = box.y0 + room + step_gap - 4;
    for (const std::string& line : steps) {
        svg.text_at({box.x0 + 1, y + step_text}, fit_text(line, step_text, box.width() - 2),
                    {step_text, Hue::ink2});
        y += step_line;
    }
}

Table tabulate(const TreePlot& tree) {
    const Branches b = branches_of(tree);
    const std::vector<int> numbers = step_numbers(b);
    Table table;
    table.columns = {{"step", "", Style::text, 0},
                     {"gives", "", Style::code, 0},
                     {"from", "", Style::code, 0},
                     {"how", "", Style::text, 0},
                     {"leaves", "", Style::text, 0}};
    for (std::size_t i = 0; i < tree.cards.size(); ++i) {
        if (numbers[i] == 0) continue;
        std::string from, how, leaves;
        for (const std::size_t c : b.children[i]) {
            from += (from.empty() ? "" : " + ") + tree.cards[c].name;
            if (b.children[c].empty() && !tree.cards[c].word.empty())
                leaves += (leaves.empty() ? "" : ", ") + tree.cards[c].word;
        }
        for (const std::string& s : tree.cards[i].step)
            how += (how.empty() ? "" : "; ") + s.substr(s.starts_with('\n') ? 1 : 0);
        table.rows.push_back(
            {{std::to_string(numbers[i]), tree.cards[i].name, from, how, leaves}, {}, ""});
    }
    if (table.rows.empty())
        table.rows.push_back({{std::string("0"), tree.cards[0].name, std::string(),
                               std::string("nothing to do"), tree.cards[0].word},
                              {},
                              ""});
    return table;
}

}  // namespace crucible::report
