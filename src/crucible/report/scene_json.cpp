// What the viewer draws: the same scene as the still picture.

#include "crucible/report/crystal.hpp"
#include "crucible/report/html.hpp"

namespace crucible::report {
namespace {

void append_point(std::string& out, const Vec3& v) {
    out += json_number(v.x) + "," + json_number(v.y) + "," + json_number(v.z);
}

}  // namespace

std::string scene_json(const Crystal& crystal) {
    const Scene scene = make_scene(crystal);
    std::string out = "{\"elements\":[";
    const auto comma = [&out] {
        if (out.back() != '[') out += ',';
    };
    for (const ElementStyle& e : crystal.elements) {
        comma();
        out += "{\"symbol\":" + json_string(e.symbol) + ",\"hue\":\"" +
               std::string(token(e.hue).name) + "\",\"radius\":" + json_number(e.radius) + "}";
    }
    out += "],\"balls\":[";
    for (const Scene::Ball& ball : scene.balls) {
        comma();
        out += "[" + std::to_string(ball.element) + ",";
        append_point(out, ball.position);
        out += "]";
    }
    out += "],\"sticks\":[";
    for (const Scene::Stick& stick : scene.sticks) {
        comma();
        out += "[" + std::to_string(stick.from) + "," + std::to_string(stick.to) + "]";
    }
    out += "],\"edges\":[";
    for (const auto& edge : scene.edges) {
        comma();
        out += "[";
        append_point(out, edge[0]);
        out += ",";
        append_point(out, edge[1]);
        out += "]";
    }
    out += "],\"view\":[";
    const Mat3 view = view_rotation(crystal);
    append_point(out, view[0]);
    out += ",";
    append_point(out, view[1]);
    out += ",";
    append_point(out, view[2]);
    return out + "]}";
}

}  // namespace crucible::report
