#pragma once
// A strict reader of the markup that the report writes: throws when it is not well-formed.

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace markup {

struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;  ///< entities resolved
    std::string text;                               ///< all text inside, children included
    int parent = -1;                                ///< index, -1 for the root
};

enum class Dialect { xml, html };

/// Elements in document order.
class Reader {
public:
    Reader(std::string_view source, Dialect dialect) : s_(source), dialect_(dialect) { read(); }
    const std::vector<Element>& elements() const { return elements_; }

    std::vector<const Element*> all(std::string_view name) const {
        std::vector<const Element*> out;
        for (const Element& e : elements_) {
            if (e.name == name) out.push_back(&e);
        }
        return out;
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw std::runtime_error(why +
                                 " near: " + std::string(s_.substr(at_ > 40 ? at_ - 40 : 0, 80)));
    }

    static bool is_void(const std::string& name) {
        return name == "meta" || name == "br" || name == "hr" || name == "img" || name == "link";
    }

    static std::string resolve(std::string_view text, const Reader& self) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '<') self.fail("'<' inside text");
            if (text[i] != '&') {
                out += text[i];
                continue;
            }
            static const std::map<std::string, char> entities = {
                {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"#39", '\''}};
            const std::size_t end = text.find(';', i);
            if (end == std::string_view::npos) self.fail("'&' without ';'");
            const auto found = entities.find(std::string(text.substr(i + 1, end - i - 1)));
            if (found == entities.end()) self.fail("unknown entity");
            out += found->second;
            i = end;
        }
        return out;
    }

    void add_text(const std::string& text) {
        for (int i = open_.empty() ? -1 : open_.back(); i >= 0;
             i = elements_[std::size_t(i)].parent) {
            elements_[std::size_t(i)].text += text;
        }
    }

    void read() {
        while (at_ < s_.size()) {
            const std::size_t next = s_.find('<', at_);
            add_text(resolve(s_.substr(at_, next - at_), *this));
            if (next == std::string_view::npos) break;
            at_ = next + 1;
            if (s_.substr(at_).starts_with("!doctype html>")) {
                at_ += 14;
            } else if (s_[at_] == '/') {
                close();
            } else {
                open();
            }
        }
        if (!open_.empty())
            fail("<" + elements_[std::size_t(open_.back())].name + "> is never closed");
    }

    void close() {
        const std::size_t end = s_.find('>', at_);
        const std::string name(s_.substr(at_ + 1, end - at_ - 1));
        if (open_.empty() || elements_[std::size_t(open_.back())].name != name) {
            fail("</" + name + "> closes nothing");
        }
        open_.pop_back();
        at_ = end + 1;
    }

    std::string word() {
        const std::size_t start = at_;
        while (at_ < s_.size() && s_.find_first_of(" \t\n/>=\"", at_) != at_) ++at_;
        if (at_ == start) fail("a name was expected");
        return std::string(s_.substr(start, at_ - start));
    }

    void open() {
        Element element{word(), {}, "", open_.empty() ? -1 : open_.back()};
        bool closed = false;
        while (true) {
            while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\n')) ++at_;
            if (at_ >= s_.size()) fail("a tag is never closed");
            if (s_[at_] == '/') closed = true, ++at_;
            if (s_[at_] == '>') break;
            const std::string name = word();
            std::string value;
            if (s_[at_] == '=') {
                if (s_[++at_] != '"') fail("attribute without quotes");
                const std::size_t end = s_.find('"', at_ + 1);
                if (end == std::string_view::npos) fail("attribute never ends");
                value = resolve(s_.substr(at_ + 1, end - at_ - 1), *this);
                at_ = end + 1;
            } else if (dialect_ == Dialect::xml) {
                fail("attribute without value");
            }
            if (!element.attributes.emplace(name, value).second)
                fail("attribute " + name + " twice");
        }
        ++at_;
        const bool raw =
            dialect_ == Dialect::html && (element.name == "script" || element.name == "style");
        const bool leaf = closed || (dialect_ == Dialect::html && is_void(element.name));
        elements_.push_back(element);
        if (raw) {
            const std::size_t end = s_.find("</" + element.name + ">", at_);
            if (end == std::string_view::npos) fail("raw element never ends");
            elements_.back().text = std::string(s_.substr(at_, end - at_));
            at_ = end + element.name.size() + 3;
        } else if (!leaf) {
            open_.push_back(static_cast<int>(elements_.size()) - 1);
        }
    }

    std::string_view s_;
    Dialect dialect_;
    std::size_t at_ = 0;
    std::vector<Element> elements_;
    std::vector<int> open_;
};

}  // namespace markup
