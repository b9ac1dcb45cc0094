#include "crucible/energy/xml_scan.hpp"

#include <algorithm>

#include "crucible/base/text.hpp"

namespace crucible {

std::string_view XmlTag::attribute(std::string_view key) const {
    std::size_t at = 0;
    while ((at = attributes.find(key, at)) != attributes.npos) {
        const bool starts = at == 0 || attributes[at - 1] == ' ' || attributes[at - 1] == '\n';
        std::size_t k = at + key.size();
        at = k;
        if (!starts || attributes.substr(k, 2) != "=\"") continue;
        k += 2;
        return attributes.substr(k, attributes.find('"', k) - k);
    }
    return {};
}

XmlTag XmlScanner::next() {
    const std::size_t text_from = at_;
    while (true) {
        const std::size_t open = text_.find('<', at_);
        if (open == text_.npos) break;
        if (text_.substr(open, 4) == "<!--") {
            const std::size_t end = text_.find("-->", open + 4);
            if (end == text_.npos) break;
            at_ = end + 3;
            continue;
        }
        const std::size_t close = text_.find('>', open);
        if (close == text_.npos) break;
        at_ = close + 1;
        std::string_view inner = text_.substr(open + 1, close - open - 1);
        if (inner.empty() || inner[0] == '?' || inner[0] == '!') continue;
        XmlTag tag;
        tag.kind = XmlTag::Kind::open;
        if (inner.front() == '/') tag.kind = XmlTag::Kind::close, inner.remove_prefix(1);
        if (!inner.empty() && inner.back() == '/')
            tag.kind = XmlTag::Kind::empty, inner.remove_suffix(1);
        const std::size_t end = std::min(inner.find_first_of(" \t\r\n"), inner.size());
        tag.name = inner.substr(0, end);
        tag.attributes = trim(inner.substr(end));
        tag.text = trim(text_.substr(text_from, open - text_from));
        tag_at_ = open;
        return tag;
    }
    at_ = tag_at_ = text_.size();
    return {};
}

Location XmlScanner::here() const {
    line_ +=
        static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_to_),
                                    text_.begin() + static_cast<std::ptrdiff_t>(tag_at_), '\n'));
    counted_to_ = tag_at_;  // tags only follow each other
    return {file_, line_, 0};
}

}  // namespace crucible
