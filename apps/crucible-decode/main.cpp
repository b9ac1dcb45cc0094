// crucible-decode: requests on standard input, answers on standard output, until the input ends.
// See src/crucible/volume/decode_protocol.hpp.

#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "answer.hpp"
#include "crucible/parallel/child_limits.hpp"

namespace crucible::decode {
namespace {

template <class T>
T number_at(const char* at) {
    T v;
    std::memcpy(&v, at, sizeof v);
    return v;
}

/// The length of the file decides how much memory it may take.
void limit_request(const std::string& path) {
    struct stat status {};
    const std::uint64_t bytes =
        ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    limit_memory(volume::decode_memory(bytes));
    limit_seconds(volume::decode_seconds);
}

Answer not_built(const char* package) { return {DecodeState::not_built, package, {}}; }

Answer do_request(volume::DecodeWhat what, const std::string& path, std::uint32_t index) {
    using volume::DecodeWhat;
    switch (what) {
#ifdef CRUCIBLE_HAS_GDCM
        case DecodeWhat::describe_dicom:
            return describe_dicom(path);
        case DecodeWhat::voxels_dicom:
            return dicom_voxels(path, index);
#else
        case DecodeWhat::describe_dicom:
        case DecodeWhat::voxels_dicom:
            return not_built("libgdcm-dev");
#endif
#ifdef CRUCIBLE_HAS_TIFF
        case DecodeWhat::describe_tiff:
            return describe_tiff(path);
        case DecodeWhat::voxels_tiff:
            return tiff_voxels(path, index);
#else
        case DecodeWhat::describe_tiff:
        case DecodeWhat::voxels_tiff:
            return not_built("libtiff-dev");
#endif
    }
    return index ? refused("unknown request") : not_built("");
}

/// Whatever a decoder throws is the file's fault.
Answer answer_to(const std::string& request) {
    const auto what = static_cast<volume::DecodeWhat>(request[0]);
    const std::string path = request.substr(5);
    try {
        limit_request(path);
        return do_request(what, path, number_at<std::uint32_t>(request.data() + 1));
    } catch (const std::bad_alloc&) {
        return refused("it asks for more memory than a file of its length may");
    } catch (const std::exception&) {
        return refused("the decoder gave up on it");
    } catch (...) {
        return refused("the decoder gave up on it");
    }
}

bool send(const Answer& a) {
    char head[volume::decode_answer_head];
    const auto text = static_cast<std::uint32_t>(a.text.size());
    const std::uint64_t voxels = a.voxels.size();
    head[0] = static_cast<char>(a.state);
    std::memcpy(head + 1, &text, 4);
    std::memcpy(head + 5, &voxels, 8);
    return write_output(head, sizeof head) && write_output(a.text.data(), a.text.size()) &&
           write_output(a.voxels.data(), a.voxels.size());
}

int serve() {
    char length[4];
    while (read_input(length, sizeof length)) {
        const auto bytes = number_at<std::uint32_t>(length);
        if (bytes < 6 || bytes > volume::decode_longest_path) return 1;
        std::string request(bytes, '\0');
        if (!read_input(request.data(), bytes) || !send(answer_to(request))) return 1;
    }
    return 0;
}

}  // namespace
}  // namespace crucible::decode

/// The argument is the most address space in bytes that any request may take.
int main(int argc, char** argv) {
    if (argc != 2) return 2;
    crucible::limit_process(std::strtoull(argv[1], nullptr, 10));
    crucible::forbid_calls();
    return crucible::decode::serve();
}
