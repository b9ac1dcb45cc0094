#pragma once
// Contiguous row-major arrays that know their shape. State the meaning of the axes where you
// declare one: Array2<double> positions;  // (n_atoms, 3) angstrom

#include <cstddef>
#include <span>
#include <vector>

namespace crucible {

/// A view of rows x columns numbers lying one row after another; does not own them.
template <class T>
class Span2D {
public:
    Span2D() = default;
    Span2D(T* data, std::size_t rows, std::size_t columns)
        : data_(data), rows_(rows), columns_(columns) {}

    T& operator()(std::size_t i, std::size_t j) const { return data_[i * columns_ + j]; }
    std::span<T> row(std::size_t i) const { return {data_ + i * columns_, columns_}; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::span<T> flat() const { return {data_, rows_ * columns_}; }
    operator Span2D<const T>() const { return {data_, rows_, columns_}; }

private:
    T* data_ = nullptr;
    std::size_t rows_ = 0, columns_ = 0;
};

/// (rows, columns), zero at first.
template <class T>
class Array2 {
public:
    Array2() = default;
    Array2(std::size_t rows, std::size_t columns, T value = {})
        : data_(rows * columns, value), rows_(rows), columns_(columns) {}

    T& operator()(std::size_t i, std::size_t j) { return data_[i * columns_ + j]; }
    const T& operator()(std::size_t i, std::size_t j) const { return data_[i * columns_ + j]; }
    std::span<T> row(std::size_t i) { return {data_.data() + i * columns_, columns_}; }
    std::span<const T> row(std::size_t i) const { return {data_.data() + i * columns_, columns_}; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::span<T> flat() { return data_; }
    std::span<const T> flat() const { return data_; }
    operator Span2D<T>() { return {data_.data(), rows_, columns_}; }
    operator Span2D<const T>() const { return {data_.data(), rows_, columns_}; }
    friend bool operator==(const Array2&, const Array2&) = default;

private:
    std::vector<T> data_;
    std::size_t rows_ = 0, columns_ = 0;
};

/// (planes, rows, columns), zero at first.
template <class T>
class Array3 {
public:
    Array3() = default;
    Array3(std::size_t planes, std::size_t rows, std::size_t columns, T value = {})
        : data_(planes * rows * columns, value), planes_(planes), rows_(rows), columns_(columns) {}

    T& operator()(std::size_t i, std::size_t j, std::size_t k) {
        return data_[(i * rows_ + j) * columns_ + k];
    }
    const T& operator()(std::size_t i, std::size_t j, std::size_t k) const {
        return data_[(i * rows_ + j) * columns_ + k];
    }
    Span2D<T> plane(std::size_t i) {
        return {data_.data() + i * rows_ * columns_, rows_, columns_};
    }
    Span2D<const T> plane(std::size_t i) const {
        return {data_.data() + i * rows_ * columns_, rows_, columns_};
    }
    std::size_t planes() const { return planes_; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::span<T> flat() { return data_; }
    std::span<const T> flat() const { return data_; }
    friend bool operator==(const Array3&, const Array3&) = default;

private:
    std::vector<T> data_;
    std::size_t planes_ = 0, rows_ = 0, columns_ = 0;
};

}  // namespace crucible
