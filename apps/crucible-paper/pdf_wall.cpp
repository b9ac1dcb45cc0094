// SVG to PDF with librsvg and cairo.

#include <cairo/cairo-pdf.h>
#include <librsvg/rsvg.h>

#include <memory>
#include <new>

#include "pdf.hpp"

namespace {

using crucible::report::PaperJob;

cairo_status_t append_bytes(void* to, const unsigned char* bytes, unsigned int size) {
    try {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
        return CAIRO_STATUS_SUCCESS;
    } catch (const std::bad_alloc&) {  // cairo is C: nothing may fly through it
        return CAIRO_STATUS_NO_MEMORY;
    }
}

void draw_page(cairo_t* context, const std::string& svg, const PaperJob& job) {
    GError* error = nullptr;
    const auto fail = [&](const char* what) {
        const std::string why = error != nullptr ? error->message : what;
        if (error != nullptr) g_error_free(error);
        throw std::runtime_error(why);
    };
    const std::unique_ptr<RsvgHandle, decltype(&g_object_unref)> drawing(
        rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error),
        &g_object_unref);
    if (!drawing) fail("it is no SVG");
    const RsvgRectangle page{0, 0, job.width, job.height};
    if (!rsvg_handle_render_document(drawing.get(), context, &page, &error))
        fail("no reason given");
    cairo_show_page(context);
}

}  // namespace

std::string make_pdf(const PaperJob& job) {
    std::string out;
    const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> paper(
        cairo_pdf_surface_create_for_stream(&append_bytes, &out, job.width, job.height),
        &cairo_surface_destroy);
    cairo_pdf_surface_set_metadata(paper.get(), CAIRO_PDF_METADATA_TITLE, job.title.c_str());
    // Equal drawings give equal files: cairo would write the time of day.
    cairo_pdf_surface_set_metadata(paper.get(), CAIRO_PDF_METADATA_CREATE_DATE, "");
    const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo_create(paper.get()),
                                                                     &cairo_destroy);
    for (const std::string& svg : job.pages) draw_page(context.get(), svg, job);
    cairo_surface_finish(paper.get());
    const cairo_status_t status = cairo_surface_status(paper.get());
    if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(cairo_status_to_string(status));
    return out;
}
